import torch.nn.functional as F
from common import both, draw, write

cases = []
for alpha in (1.0, 0.4, 1.7):
    cases += both(lambda x: F.elu(x, alpha), draw(3, 5, low=-4, high=4), {"alpha": alpha})
write("elu", cases)
