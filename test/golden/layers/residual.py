import torch
from common import both, case, draw, layer, round_parameters, write

module = round_parameters(torch.nn.Linear(4, 4))
cases = both(
    lambda x: x + torch.tanh(module(x)),
    draw(3, 4),
    {"layers": [layer("dense", units=4), layer("tanh")]},
    {"0.dense.kernel": module.weight, "0.dense.bias": module.bias},
    transposed=("0.dense.kernel",),
)

# A block of a resnet that halves the picture: the shortcut is a convolution of 1 by 1 with normalization.


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.convolution = torch.nn.Conv2d(2, 3, 3, stride=2, padding=1, bias=False)
        self.projection = torch.nn.Conv2d(2, 3, 1, stride=2, bias=False)
        self.norm = torch.nn.BatchNorm2d(3)

    def forward(self, x):
        return self.norm(self.projection(x)) + self.convolution(x)


block = round_parameters(Block())
options = {"filters": 3, "strides": 2, "useBias": False}
for training in (True, False):
    cases.append(
        case(
            block,
            draw(2, 2, 6, 4),
            {
                "layers": [layer("conv2d", **options, padding=1)],
                "shortcut": layer(
                    "sequential", layer("conv2d", **options, kernelSize=1, padding=0), layer("batchNorm")
                ),
            },
            {
                "0.conv2d.kernel": block.convolution.weight,
                "shortcut.0.conv2d.kernel": block.projection.weight,
                "shortcut.1.batchNorm.scale": block.norm.weight,
                "shortcut.1.batchNorm.shift": block.norm.bias,
                "shortcut.1.batchNorm.runningMean": block.norm.running_mean,
                "shortcut.1.batchNorm.runningVariance": block.norm.running_var,
            },
            training,
        )
    )
write("residual", cases)
