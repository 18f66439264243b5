import torch
from common import both, draw, write

cases = []
for shape, groups in [((2, 4, 3, 2), 2), ((3, 12), 3), ((2, 3, 5), 1), ((2, 2, 4), 2)]:
    module = torch.nn.GroupNorm(groups, shape[1])
    with torch.no_grad():
        module.weight.copy_(draw(shape[1]))
        module.bias.copy_(draw(shape[1]))
    parameters = {"scale": module.weight, "shift": module.bias}
    cases += both(module, draw(*shape), {"groups": groups}, parameters)
write("groupNorm", cases)
