import torch
from common import case, draw, write

# Masks are drawn otherwise than in PyTorch; training is tested by its statistics.
write(
    "dropout",
    [
        case(torch.nn.Dropout(0.3), draw(3, 4), {"rate": 0.3}, training=False),
        case(torch.nn.Dropout(0.0), draw(3, 4), {"rate": 0}),
    ],
)
