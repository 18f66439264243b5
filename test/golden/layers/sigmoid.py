import torch
from common import both, draw, write

write("sigmoid", both(torch.sigmoid, draw(3, 5, low=-4, high=4)))
