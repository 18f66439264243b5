import torch
from common import case, draw, round_parameters, write

# Masks are drawn by Hibiscus; training is tested by its statistics.
cases = []
for rate, training in [(0.4, False), (0, True)]:
    module = round_parameters(torch.nn.Linear(4, 3))
    cases.append(
        case(
            module,
            draw(5, 4),
            {"units": 3, "rate": rate},
            {"kernel": module.weight, "bias": module.bias},
            training,
            transposed=("kernel",),
        )
    )
write("dropConnect", cases)
