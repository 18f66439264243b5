import torch
import torch.nn.functional as F
from common import both, draw, same_pads, write

cases = []
for shape, size, stride, padding in [
    ((2, 2, 4, 6), 2, 2, "valid"),
    ((1, 2, 5, 7), 2, 2, "valid"),
    ((2, 1, 6, 7), 3, 2, "valid"),
    ((1, 2, 6, 5), 3, 2, 1),
    ((1, 2, 6, 5), 3, 2, "same"),
    ((1, 1, 5, 4), 2, 3, "valid"),
]:

    def pool(x):
        if padding != "same":
            pads = 0 if padding == "valid" else padding
            return F.avg_pool2d(x, size, stride, padding=pads, count_include_pad=False)
        # The sum of a window over the number of its elements on the picture.
        sides = (*same_pads(shape[3], size, stride), *same_pads(shape[2], size, stride))
        total, share = (F.avg_pool2d(F.pad(t, sides), size, stride) for t in (x, torch.ones_like(x)))
        return total / share

    cases += both(pool, draw(*shape), {"poolSize": size, "strides": stride, "padding": padding})
write("averagePool2d", cases)
