import torch.nn.functional as F
from common import both, distinct, write

# No two numbers are equal: ties share the gradient here and go to the first in PyTorch.
cases = []
for shape, size in [((2, 2, 4, 6), 2), ((1, 2, 5, 7), 2), ((2, 1, 7, 6), 3)]:
    cases += both(lambda x: F.max_pool2d(x, size), distinct(*shape), {"poolSize": size})
write("maxPool2d", cases)
