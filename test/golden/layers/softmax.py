import torch.nn.functional as F
from common import both, draw, write

write(
    "softmax",
    both(lambda x: F.softmax(x, -1), draw(3, 5, low=-5, high=5)) + both(lambda x: F.softmax(x, -1), draw(2, 3, 4)),
)
