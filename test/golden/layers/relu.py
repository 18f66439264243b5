import torch
from common import both, draw, write

write("relu", both(torch.relu, draw(3, 5, low=-4, high=4)))
