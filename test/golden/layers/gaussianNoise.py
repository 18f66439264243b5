from common import case, draw, write

# PyTorch has no such layer: what is golden is that evaluation adds nothing. Training is tested by its statistics.
write(
    "gaussianNoise",
    [
        case(lambda x: x + 0, draw(3, 4), {"deviation": 0.3}, training=False),
        case(lambda x: x + 0, draw(3, 4), {"deviation": 0}),
    ],
)
