import torch
from common import case, draw, write

# Masks are drawn otherwise than in PyTorch; training is tested by its statistics.
write(
    "spatialDropout2d",
    [
        case(torch.nn.Dropout2d(0.3), draw(2, 3, 2, 2), {"rate": 0.3}, training=False),
        case(torch.nn.Dropout2d(0.0), draw(2, 3, 2, 2), {"rate": 0}),
    ],
)
