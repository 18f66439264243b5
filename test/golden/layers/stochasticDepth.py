import torch
from common import case, draw, layer, round_parameters, write

# What is skipped is drawn by Hibiscus; training is tested by its statistics.
cases = []
for rate, training in [(0.4, False), (0, True)]:
    module = round_parameters(torch.nn.Linear(4, 4))
    cases.append(
        case(
            lambda x: x + torch.tanh(module(x)),
            draw(3, 4),
            {"rate": rate, "layers": [layer("dense", units=4), layer("tanh")]},
            {"0.dense.kernel": module.weight, "0.dense.bias": module.bias},
            training,
            transposed=("0.dense.kernel",),
        )
    )
write("stochasticDepth", cases)
