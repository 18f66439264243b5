import torch
from common import both, draw, write

write("tanh", both(torch.tanh, draw(3, 5, low=-4, high=4)))
