import torch.nn.functional as F
from common import both, draw, same_pads, write

cases = []
for length, channels, filters, kernel, stride, padding, dilation, groups, bias in [
    (7, 2, 3, 3, 1, "same", 1, 1, True),
    (8, 3, 2, 4, 1, "valid", 1, 1, True),
    (8, 2, 2, 3, 2, "same", 1, 1, False),
    (6, 2, 2, 3, 2, 1, 1, 1, True),
    (9, 2, 1, 3, 1, "same", 2, 1, True),
    (7, 4, 6, 2, 3, "valid", 1, 2, True),
]:
    kernel_values = draw(filters, channels // groups, kernel).requires_grad_()
    bias_values = draw(filters).requires_grad_() if bias else None
    pads = {"same": same_pads(length, kernel, stride, dilation), "valid": (0, 0)}.get(padding, (padding, padding))
    cases += both(
        lambda x: F.conv1d(
            F.pad(x, pads), kernel_values, bias_values, stride=stride, dilation=dilation, groups=groups
        ),
        draw(2, channels, length),
        {
            "filters": filters,
            "kernelSize": kernel,
            "strides": stride,
            "padding": padding,
            "dilations": dilation,
            "groups": groups,
            "useBias": bias,
        },
        {"kernel": kernel_values, **({"bias": bias_values} if bias else {})},
    )
write("conv1d", cases)
