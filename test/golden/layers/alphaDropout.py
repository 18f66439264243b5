import torch
from common import case, draw, write

# Masks are drawn otherwise than in PyTorch; training is tested by its statistics.
write(
    "alphaDropout",
    [
        case(torch.nn.AlphaDropout(0.3), draw(3, 4), {"rate": 0.3}, training=False),
        case(torch.nn.AlphaDropout(0.0), draw(3, 4), {"rate": 0}),
    ],
)
