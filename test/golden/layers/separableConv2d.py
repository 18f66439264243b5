import torch.nn.functional as F
from common import both, draw, write

cases = []
for multiplier, stride, bias in [(1, 1, True), (2, 2, False)]:
    depthwise = draw(3 * multiplier, 1, 3, 3).requires_grad_()
    pointwise = draw(4, 3 * multiplier, 1, 1).requires_grad_()
    bias_values = draw(4).requires_grad_() if bias else None
    cases += both(
        lambda x: F.conv2d(
            F.conv2d(x, depthwise, stride=stride, padding=1, groups=3), pointwise, bias_values
        ),
        draw(2, 3, 5, 4),
        {"filters": 4, "depthMultiplier": multiplier, "strides": stride, "padding": 1, "useBias": bias},
        {
            "depthwise.kernel": depthwise,
            "pointwise.kernel": pointwise,
            **({"pointwise.bias": bias_values} if bias else {}),
        },
    )
write("separableConv2d", cases)
