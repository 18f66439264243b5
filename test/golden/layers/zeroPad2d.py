import torch.nn.functional as F
from common import both, draw, write

cases = both(lambda x: F.pad(x, (2, 2, 2, 2)), draw(2, 1, 2, 3), {"padding": 2})
# PyTorch names the last axis first.
cases += both(lambda x: F.pad(x, (0, 3, 2, 1)), draw(1, 2, 3, 2), {"padding": [[2, 1], [0, 3]]})
write("zeroPad2d", cases)
