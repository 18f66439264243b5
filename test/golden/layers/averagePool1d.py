import torch.nn.functional as F
from common import both, draw, write

cases = []
for shape, size, stride, padding in [
    ((2, 2, 7), 2, 2, "valid"),
    ((2, 1, 8), 3, 2, "valid"),
    ((1, 2, 7), 3, 2, 1),
]:
    pads = 0 if padding == "valid" else padding
    pool = lambda x: F.avg_pool1d(x, size, stride, padding=pads, count_include_pad=False)
    cases += both(pool, draw(*shape), {"poolSize": size, "strides": stride, "padding": padding})
write("averagePool1d", cases)
