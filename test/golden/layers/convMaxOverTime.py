import torch
from common import both, draw, round_parameters, write

cases = []
for shape, filters, kernel in [((2, 6, 4), 3, 3), ((3, 4, 2), 2, 4), ((2, 5, 3), 2, 1)]:
    conv = round_parameters(torch.nn.Conv1d(shape[2], filters, kernel))
    # PyTorch holds [filters, depth, kernel]; here it is [kernel, depth, filters].
    kernels = conv.weight.detach().permute(2, 1, 0).contiguous().requires_grad_()
    bias = conv.bias.detach().clone().requires_grad_()

    def forward(x):
        y = torch.nn.functional.conv1d(x.transpose(1, 2), kernels.permute(2, 1, 0), bias)
        return torch.nn.functional.max_pool1d(y, y.shape[2]).squeeze(2)

    cases += both(forward, draw(*shape), {"filters": filters, "kernelSize": kernel}, {"kernel": kernels, "bias": bias})
write("convMaxOverTime", cases)
