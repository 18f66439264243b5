import torch
from common import both, draw, layer, round_parameters, write

first, second = (round_parameters(torch.nn.Linear(4, units)) for units in (3, 2))
parameters = {
    "0.dense.kernel": first.weight,
    "0.dense.bias": first.bias,
    "1.dense.kernel": second.weight,
    "1.dense.bias": second.bias,
}
write(
    "branches",
    both(
        lambda x: torch.cat([first(x), second(x), torch.tanh(x)], 1),
        draw(3, 4),
        {"layers": [layer("dense", units=3), layer("dense", units=2), layer("tanh")]},
        parameters,
        transposed=("0.dense.kernel", "1.dense.kernel"),
    ),
)
