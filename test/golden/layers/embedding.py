import torch
from common import both, draw, integers, write

cases = []
for shape, padding in [((2, 4), None), ((3, 5), 0)]:
    module = torch.nn.Embedding(4, 3, padding_idx=padding)
    with torch.no_grad():
        module.weight.copy_(draw(4, 3))
        if padding is not None:
            module.weight[padding] = 0
    options = {"vocabulary": 4, "units": 3, "padding": padding}
    cases += both(module, integers(*shape, below=4), options, {"table": module.weight})
write("embedding", cases)
