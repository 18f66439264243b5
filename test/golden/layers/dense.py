import torch
from common import both, draw, round_parameters, write

cases = []
for batch, features, units, bias in [(3, 4, 2, True), (5, 1, 3, True), (2, 6, 1, False)]:
    module = round_parameters(torch.nn.Linear(features, units, bias=bias))
    parameters = {"kernel": module.weight, **({"bias": module.bias} if bias else {})}
    options = {"units": units, "useBias": bias}
    cases += both(module, draw(batch, features), options, parameters, transposed=("kernel",))
write("dense", cases)
