import torch.nn.functional as F
from common import both, distinct, write

# No two numbers are equal: ties share the gradient here and go to the first in PyTorch.
cases = []
for shape, size, stride, padding in [
    ((2, 2, 7), 2, 2, "valid"),
    ((2, 1, 8), 3, 2, "valid"),
    ((1, 2, 7), 3, 2, 1),
]:
    pool = lambda x: F.max_pool1d(x, size, stride, padding=0 if padding == "valid" else padding)
    options = {"poolSize": size, "strides": stride, "padding": padding}
    cases += both(pool, distinct(*shape) - 10, options)
write("maxPool1d", cases)
