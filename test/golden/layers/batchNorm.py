import torch
from common import case, draw, write

cases = []
for shape, momentum, epsilon in [((5, 3), 0.9, 1e-5), ((2, 2, 2, 3), 0.7, 1e-3), ((3, 2, 4), 0.9, 1e-5)]:
    # PyTorch's momentum is the share of the new batch.
    module = (torch.nn.BatchNorm2d if len(shape) == 4 else torch.nn.BatchNorm1d)(
        shape[1], eps=epsilon, momentum=1 - momentum
    )
    with torch.no_grad():
        module.weight.copy_(draw(shape[1], low=0.5, high=1.5))
        module.bias.copy_(draw(shape[1]))
    parameters = {
        "scale": module.weight,
        "shift": module.bias,
        "runningMean": module.running_mean,
        "runningVariance": module.running_var,
    }
    options = {"momentum": momentum, "epsilon": epsilon}
    # Three steps of training, each from where the one before ended, then evaluation.
    for training in (True, True, True, False):
        cases.append(case(module, draw(*shape), options, parameters, training))
write("batchNorm", cases)
