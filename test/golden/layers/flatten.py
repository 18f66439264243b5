import torch
from common import both, draw, write

write("flatten", both(torch.nn.Flatten(), draw(2, 3, 4)) + both(torch.nn.Flatten(), draw(3, 2, 2, 3)))
