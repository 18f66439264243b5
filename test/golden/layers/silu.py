import torch.nn.functional as F
from common import both, draw, write

write("silu", both(F.silu, draw(3, 5, low=-6, high=6)))
