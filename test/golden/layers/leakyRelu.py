import torch.nn.functional as F
from common import both, draw, write

cases = []
for slope in (0.01, 0.3, 0.0):
    cases += both(lambda x: F.leaky_relu(x, slope), draw(3, 5), {"negativeSlope": slope})
write("leakyRelu", cases)
