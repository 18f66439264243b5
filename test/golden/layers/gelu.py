import torch
from common import both, draw, write

write("gelu", both(torch.nn.functional.gelu, draw(3, 5, low=-4, high=4)))
