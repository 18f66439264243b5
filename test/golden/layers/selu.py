import torch.nn.functional as F
from common import both, draw, write

write("selu", both(F.selu, draw(3, 5, low=-4, high=4)))
