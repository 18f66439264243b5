import torch
from common import both, draw, layer, round_parameters, write

first, second = torch.nn.Linear(4, 3), torch.nn.Linear(3, 2)
module = round_parameters(torch.nn.Sequential(first, torch.nn.Tanh(), second))
parameters = {
    "0.dense.kernel": first.weight,
    "0.dense.bias": first.bias,
    "2.dense.kernel": second.weight,
    "2.dense.bias": second.bias,
}
options = {"layers": [layer("dense", units=3), layer("tanh"), layer("dense", units=2)]}
transposed = ("0.dense.kernel", "2.dense.kernel")
write("sequential", both(module, draw(3, 4), options, parameters, transposed))
