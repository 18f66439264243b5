"""Writes averaging.json beside this file: averages of weights and their batch statistics as torch.optim.swa_utils has them.

    python test/golden/averaging.py

A network dense-batchNorm-relu-dense is trained by plain gradient descent on fixed batches, in float64. After every step
the weights enter an exponential moving average, after every epoch a plain one; then update_bn estimates the running
statistics of both anew. Needs torch. The tests read the file only.
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from torch.optim.swa_utils import AveragedModel, get_swa_avg_fn, update_bn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(20240607)

INPUTS, HIDDEN, CLASSES = 3, 4, 3
EXAMPLES, BATCH, EPOCHS = 12, 4, 3
RATE, DECAY = 0.1, 0.9


def draw(*shape, low=-2.0, high=2.0):
    return (torch.rand(*shape) * (high - low) + low).mul(1024).round().div(1024)


def listed(t):
    return {"shape": list(t.shape), "data": t.detach().reshape(-1).tolist()}


def parameters(model):
    """By our names; kernels of dense are [inputs, units] here."""
    first, norm, _, last = model
    return {
        "0.dense.kernel": listed(first.weight.T),
        "0.dense.bias": listed(first.bias),
        "1.batchNorm.scale": listed(norm.weight),
        "1.batchNorm.shift": listed(norm.bias),
        "3.dense.kernel": listed(last.weight.T),
        "3.dense.bias": listed(last.bias),
    }


def statistics(model):
    norm = model[1]
    return {
        "1.batchNorm.runningMean": listed(norm.running_mean),
        "1.batchNorm.runningVariance": listed(norm.running_var),
    }


def ema(average, current, count):
    """The moving average with its bias corrected: `count` weights are in it already."""
    return average + (current - average) * (1 - DECAY) / (1 - DECAY ** (count + 1))


model = torch.nn.Sequential(
    torch.nn.Linear(INPUTS, HIDDEN),
    torch.nn.BatchNorm1d(HIDDEN),
    torch.nn.ReLU(),
    torch.nn.Linear(HIDDEN, CLASSES),
)
with torch.no_grad():
    for p in model.parameters():
        p.copy_(draw(*p.shape, low=-1, high=1))
features, targets = draw(EXAMPLES, INPUTS), torch.randint(0, CLASSES, (EXAMPLES,))
order = [torch.randperm(EXAMPLES) for _ in range(EPOCHS)]
batches = [indices for epoch in order for indices in epoch.split(BATCH)]

result = {
    "torch": torch.__version__,
    "decay": DECAY,
    "learningRate": RATE,
    "features": listed(features),
    "targets": targets.tolist(),
    "batches": [indices.tolist() for indices in batches],
    "initial": {**parameters(model), **statistics(model)},
}
moving, plain = AveragedModel(model, avg_fn=ema), AveragedModel(model, avg_fn=get_swa_avg_fn())
optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
moving_averages = []
for step, indices in enumerate(batches):
    optimizer.zero_grad()
    F.cross_entropy(model(features[indices]), targets[indices]).backward()
    optimizer.step()
    moving.update_parameters(model)
    moving_averages.append(parameters(moving.module))
    if (step + 1) % (EXAMPLES // BATCH) == 0:
        plain.update_parameters(model)
result["final"] = {**parameters(model), **statistics(model)}
result["ema"] = moving_averages
result["swa"] = parameters(plain.module)
loader = [features[indices] for indices in torch.arange(EXAMPLES).split(BATCH)]
for name, average in [("emaStatistics", moving), ("swaStatistics", plain)]:
    update_bn(loader, average)
    result[name] = statistics(average.module)

Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
