import torch.nn.functional as F
from common import both, draw, same_pads, write

cases = []
for height, width, channels, filters, kernel, stride, padding in [
    (6, 5, 2, 3, 3, 1, "same"),
    (6, 5, 2, 3, 3, 2, "same"),
    (7, 4, 1, 2, 3, 2, "same"),
    (5, 6, 2, 1, 2, 1, "same"),
    (7, 6, 1, 2, 4, 2, "same"),
    (8, 7, 1, 1, 5, 3, "same"),
    (6, 7, 2, 2, 3, 1, "valid"),
    (7, 6, 2, 2, 3, 2, "valid"),
    (6, 6, 1, 2, 1, 2, "same"),
]:
    kernel_values = draw(filters, channels, kernel, kernel).requires_grad_()
    bias = draw(filters).requires_grad_()
    top, bottom = same_pads(height, kernel, stride) if padding == "same" else (0, 0)
    left, right = same_pads(width, kernel, stride) if padding == "same" else (0, 0)
    cases += both(
        lambda x: F.conv2d(F.pad(x, (left, right, top, bottom)), kernel_values, bias, stride=stride),
        draw(2, channels, height, width),
        {"filters": filters, "kernelSize": kernel, "strides": stride, "padding": padding},
        {"kernel": kernel_values, "bias": bias},
    )
write("conv2d", cases)
