import torch
from common import both, draw, layer, round_parameters, write

module = round_parameters(torch.nn.Linear(4, 4))
write(
    "residual",
    both(
        lambda x: x + torch.tanh(module(x)),
        draw(3, 4),
        {"layers": [layer("dense", units=4), layer("tanh")]},
        {"0.dense.kernel": module.weight, "0.dense.bias": module.bias},
        transposed=("0.dense.kernel",),
    ),
)
