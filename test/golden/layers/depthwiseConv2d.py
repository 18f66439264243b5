import torch.nn.functional as F
from common import both, draw, same_pads, write

cases = []
for channels, kernel, multiplier, stride, padding, dilation, bias in [
    (3, 3, 1, 1, "same", 1, True),
    (2, 3, 2, 2, "same", 1, True),
    (2, 2, 3, 1, "valid", 1, False),
    (2, 3, 1, 2, 1, 2, True),
    # A single map has a single group.
    (1, 3, 2, 1, "same", 1, True),
]:
    height, width = 6, 5
    kernel_values = draw(channels * multiplier, 1, kernel, kernel).requires_grad_()
    bias_values = draw(channels * multiplier).requires_grad_() if bias else None

    def pads(size):
        if padding == "same":
            return same_pads(size, kernel, stride, dilation)
        return (0, 0) if padding == "valid" else (padding, padding)

    cases += both(
        lambda x: F.conv2d(
            F.pad(x, (*pads(width), *pads(height))),
            kernel_values,
            bias_values,
            stride=stride,
            dilation=dilation,
            groups=channels,
        ),
        draw(2, channels, height, width),
        {
            "kernelSize": kernel,
            "depthMultiplier": multiplier,
            "strides": stride,
            "padding": padding,
            "dilations": dilation,
            "useBias": bias,
        },
        {"kernel": kernel_values, **({"bias": bias_values} if bias else {})},
    )
write("depthwiseConv2d", cases)
