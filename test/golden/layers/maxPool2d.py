import math

import torch.nn.functional as F
from common import both, distinct, same_pads, write

# No two numbers are equal: ties share the gradient here and go to the first in PyTorch.
cases = []
for shape, size, stride, padding in [
    ((2, 2, 4, 6), 2, 2, "valid"),
    ((1, 2, 5, 7), 2, 2, "valid"),
    ((2, 1, 7, 6), 3, 3, "valid"),
    ((2, 1, 6, 7), 3, 2, "valid"),
    ((1, 2, 6, 5), 3, 2, 1),
    ((1, 2, 6, 5), 3, 2, "same"),
    ((1, 2, 5, 4), 2, 3, "same"),
    ((1, 1, 5, 4), 2, 1, "valid"),
]:

    def pool(x):
        if padding != "same":
            return F.max_pool2d(x, size, stride, padding=0 if padding == "valid" else padding)
        sides = (*same_pads(shape[3], size, stride), *same_pads(shape[2], size, stride))
        return F.max_pool2d(F.pad(x, sides, value=-math.inf), size, stride)

    # Below zero, so that zeros around the picture would be noticed.
    options = {"poolSize": size, "strides": stride, "padding": padding}
    cases += both(pool, distinct(*shape) - 10, options)
write("maxPool2d", cases)
