import torch.nn.functional as F
from common import both, draw, same_pads, write

cases = []
for height, width, channels, filters, kernel, stride, padding, dilation, groups in [
    (6, 5, 2, 3, 3, 1, "same", 1, 1),
    (6, 5, 2, 3, 3, 2, "same", 1, 1),
    (7, 4, 1, 2, 3, 2, "same", 1, 1),
    (5, 6, 2, 1, 2, 1, "same", 1, 1),
    (7, 6, 1, 2, 4, 2, "same", 1, 1),
    (8, 7, 1, 1, 5, 3, "same", 1, 1),
    (6, 7, 2, 2, 3, 1, "valid", 1, 1),
    (7, 6, 2, 2, 3, 2, "valid", 1, 1),
    (6, 6, 1, 2, 1, 2, "same", 1, 1),
    (6, 4, 2, 2, 3, 2, 1, 1, 1),
    (7, 6, 2, 2, 3, 1, "same", 2, 1),
    (8, 7, 1, 2, 3, 2, "valid", 3, 1),
    (5, 4, 4, 6, 3, 1, "same", 1, 2),
    (5, 4, 3, 6, 3, 2, 1, 1, 3),
    (6, 7, 4, 2, 3, 2, "same", 2, 2),
]:
    kernel_values = draw(filters, channels // groups, kernel, kernel).requires_grad_()
    bias = draw(filters).requires_grad_()

    def pads(size):
        if padding == "same":
            return same_pads(size, kernel, stride, dilation)
        return (0, 0) if padding == "valid" else (padding, padding)

    cases += both(
        lambda x: F.conv2d(
            F.pad(x, (*pads(width), *pads(height))),
            kernel_values,
            bias,
            stride=stride,
            dilation=dilation,
            groups=groups,
        ),
        draw(2, channels, height, width),
        {
            "filters": filters,
            "kernelSize": kernel,
            "strides": stride,
            "padding": padding,
            **({"dilations": dilation} if dilation > 1 else {}),
            **({"groups": groups} if groups > 1 else {}),
        },
        {"kernel": kernel_values, "bias": bias},
    )
write("conv2d", cases)
