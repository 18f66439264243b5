import torch
from common import both, draw, write

cases = []
for shape, axis, epsilon in [((3, 5), -1, 1e-5), ((2, 3, 4), -1, 1e-3), ((2, 3, 4), -2, 1e-5)]:
    module = torch.nn.LayerNorm(shape[axis:], eps=epsilon)
    with torch.no_grad():
        module.weight.copy_(draw(*shape[axis:]))
        module.bias.copy_(draw(*shape[axis:]))
    parameters = {"scale": module.weight, "shift": module.bias}
    cases += both(module, draw(*shape), {"axis": axis, "epsilon": epsilon}, parameters)
write("layerNorm", cases)
