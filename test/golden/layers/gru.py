import torch
from common import both, draw, write

cases = []
for shape, units, sequences in [((2, 5, 3), 4, True), ((3, 4, 2), 2, False), ((2, 1, 3), 2, True)]:
    module = torch.nn.GRU(shape[2], units, batch_first=True)
    sources = {
        "kernel": draw(shape[2], 3 * units, low=-1, high=1).requires_grad_(),
        "recurrentKernel": draw(units, 3 * units, low=-1, high=1).requires_grad_(),
        "bias": draw(3 * units).requires_grad_(),
        "recurrentBias": draw(3 * units).requires_grad_(),
    }

    # PyTorch orders the gates r, z, n and multiplies by transposed kernels; here they are z, r, n.
    def theirs(ours):
        z, r, n = ours.split(units, dim=-1)
        together = torch.cat([r, z, n], dim=-1)
        return together.T if together.dim() == 2 else together

    names = dict(zip(("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"), sources.values()))

    def forward(x):
        states, _ = torch.func.functional_call(module, {name: theirs(v) for name, v in names.items()}, (x,))
        return states if sequences else states[:, -1]

    cases += both(forward, draw(*shape), {"units": units, "returnSequences": sequences}, sources)
write("gru", cases)
