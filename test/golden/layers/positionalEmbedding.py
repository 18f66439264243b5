import math

import torch
from common import both, draw, write

table = draw(5, 4).requires_grad_()
waves = torch.zeros(5, 4)
for position in range(5):
    for i in range(0, 4, 2):
        waves[position, i] = math.sin(position / 10000 ** (i / 4))
        waves[position, i + 1] = math.cos(position / 10000 ** (i / 4))
write(
    "positionalEmbedding",
    both(lambda x: x + table, draw(2, 5, 4), {}, {"table": table})
    + both(lambda x: x + waves, draw(2, 5, 4), {"kind": "sinusoidal"}),
)
