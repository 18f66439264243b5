"""Writes the tests' golden numbers, what PyTorch computes in float64: torch.json and losses.json beside this file, and layers/*.json.

    python test/golden/make.py              everything
    python test/golden/make.py dense relu   only these layers
    python test/golden/make.py torch        only torch.json
    python test/golden/make.py losses       only losses.json

Needs torch. The tests read the files only.
"""

import json
import runpy
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from common import draw, restart, round_parameters, tensor


def at_worst(model, value, loss, parameters, rho):
    """Sharpness-aware minimisation: gradients a step of length rho up the slope; running statistics stay."""
    slopes = torch.autograd.grad(value, parameters)
    norm = torch.sqrt(sum((slope**2).sum() for slope in slopes))
    up = [slope * rho / (norm + 1e-12) for slope in slopes]
    norms = [module for module in model.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    with torch.no_grad():
        torch._foreach_add_(parameters, up)
    momenta = [module.momentum for module in norms]
    for module in norms:
        module.momentum = 0.0
    result = torch.autograd.grad(loss(), parameters)
    for module, momentum in zip(norms, momenta):
        module.momentum = momentum
    with torch.no_grad():
        torch._foreach_sub_(parameters, up)
    return result


def training(
    model, names, transposed, features, targets, loss, optimizer, penalties, sam=0.0, clip_norm=0.0, max_norm=0.0
):
    """Five steps of a whole network; `names` maps Hibiscus' paths to PyTorch's tensors."""
    state = {**dict(model.named_parameters()), **dict(model.named_buffers())}

    def read():
        return {
            path: tensor(state[name].T if path in transposed else state[name]) for path, name in names.items()
        }

    first = read()
    batches = torch.stack([torch.randperm(len(features))[:4] for _ in range(5)])
    model.train()
    losses = []
    for batch in batches:
        optimizer.zero_grad()
        value = loss(model(features[batch]), targets[batch])
        losses.append(value.item())
        weights = [state[name] for path, name in names.items() if path.endswith(".kernel")]
        penalty = penalties["l1"] * sum(w.abs().sum() for w in weights)
        penalty = penalty + penalties["l2"] * sum((w * w).sum() for w in weights)
        if sam > 0:
            parameters = list(model.parameters())
            penalty.backward()
            slopes = at_worst(model, value, lambda: loss(model(features[batch]), targets[batch]), parameters, sam)
            for parameter, slope in zip(parameters, slopes):
                parameter.grad = slope if parameter.grad is None else parameter.grad + slope
        else:
            (value + penalty).backward()
        if clip_norm > 0:
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip_norm)
        optimizer.step()
        if max_norm > 0:
            with torch.no_grad():
                for w in weights:
                    lengths = w.flatten(1).norm(dim=1)
                    w.mul_((max_norm / lengths).clamp(max=1).reshape(-1, *[1] * (w.dim() - 1)))
    model.eval()
    return {
        "penalties": penalties,
        "features": tensor(features),
        "targets": tensor(targets),
        "batches": tensor(batches),
        "first": first,
        "losses": losses,
        "last": read(),
        "outputs": tensor(model(features)),
    }


def mlp():
    model = torch.nn.Sequential(
        torch.nn.Linear(5, 6),
        torch.nn.ReLU(),
        torch.nn.Linear(6, 6),
        torch.nn.ReLU(),
        torch.nn.Linear(6, 3),
    )
    round_parameters(model)
    names, transposed = {}, set()
    for ours, theirs in [("0.dense", "0"), ("2.dense", "2"), ("4.dense", "4")]:
        names[f"{ours}.kernel"] = f"{theirs}.weight"
        names[f"{ours}.bias"] = f"{theirs}.bias"
        transposed.add(f"{ours}.kernel")
    return training(
        model,
        names,
        transposed,
        draw(9, 5),
        torch.randint(0, 3, (9,)),
        F.cross_entropy,
        torch.optim.Adam(model.parameters(), lr=0.02),
        {"l1": 0.003, "l2": 0.01},
    )


def convnet(**limits):
    """Two stages with batch normalization, for pictures of 22 by 22 pixels."""
    model = torch.nn.Sequential(
        torch.nn.Conv2d(1, 1, 3, padding=1, bias=False),
        torch.nn.BatchNorm2d(1),
        torch.nn.MaxPool2d(2),
        torch.nn.ReLU(),
        torch.nn.Conv2d(1, 2, 3, padding=1, bias=False),
        torch.nn.BatchNorm2d(2),
        torch.nn.MaxPool2d(2),
        torch.nn.ReLU(),
        torch.nn.Flatten(),
        torch.nn.Linear(50, 8),
        torch.nn.ReLU(),
        torch.nn.Linear(8, 2),
    )
    round_parameters(model)
    names, transposed = {}, set()
    for ours, theirs in [("0.conv2d", "0"), ("4.conv2d", "4")]:
        names[f"{ours}.kernel"] = f"{theirs}.weight"
    for ours, theirs in [("1.batchNorm", "1"), ("5.batchNorm", "5")]:
        names[f"{ours}.scale"] = f"{theirs}.weight"
        names[f"{ours}.shift"] = f"{theirs}.bias"
        names[f"{ours}.runningMean"] = f"{theirs}.running_mean"
        names[f"{ours}.runningVariance"] = f"{theirs}.running_var"
    for ours, theirs in [("9.dense", "9"), ("11.dense", "11")]:
        names[f"{ours}.kernel"] = f"{theirs}.weight"
        names[f"{ours}.bias"] = f"{theirs}.bias"
        transposed.add(f"{ours}.kernel")
    return training(
        model,
        names,
        transposed,
        draw(6, 1, 22, 22),
        torch.randint(0, 2, (6,)),
        F.cross_entropy,
        torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True),
        {"l1": 0.0, "l2": 0.002},
        **limits,
    )


def sharp():
    """The convnet by sharpness-aware minimisation, its gradients and its units' weights limited."""
    return convnet(sam=0.1, clip_norm=0.5, max_norm=0.55)


class Block(torch.nn.Module):
    """Basic block of a resnet, with a projection where the shape changes."""

    def __init__(self, before, after, stride):
        super().__init__()
        self.body = torch.nn.Sequential(
            torch.nn.Conv2d(before, after, 3, stride, 1, bias=False),
            torch.nn.BatchNorm2d(after),
            torch.nn.ReLU(),
            torch.nn.Conv2d(after, after, 3, 1, 1, bias=False),
            torch.nn.BatchNorm2d(after),
        )
        self.shortcut = torch.nn.Sequential()
        if stride > 1:
            self.shortcut = torch.nn.Sequential(
                torch.nn.Conv2d(before, after, 1, stride, bias=False), torch.nn.BatchNorm2d(after)
            )

    def forward(self, x):
        return F.relu(self.shortcut(x) + self.body(x))


def resnet():
    """Eight layers, for pictures of 9 by 8 pixels in two channels."""
    model = torch.nn.Sequential(
        torch.nn.Conv2d(2, 2, 3, padding=1, bias=False),
        torch.nn.BatchNorm2d(2),
        torch.nn.ReLU(),
        Block(2, 2, 1),
        Block(2, 4, 2),
        Block(4, 8, 2),
        torch.nn.AdaptiveAvgPool2d(1),
        torch.nn.Flatten(),
        torch.nn.Linear(8, 3),
    )
    round_parameters(model)
    names = {"10.dense.kernel": "8.weight", "10.dense.bias": "8.bias"}
    convolutions = {"0.conv2d": "0"}
    norms = {"1.batchNorm": "1"}
    for ours, theirs in [("3.residual", "3"), ("5.residual", "4"), ("7.residual", "5")]:
        convolutions |= {f"{ours}.{i}.conv2d": f"{theirs}.body.{i}" for i in (0, 3)}
        norms |= {f"{ours}.{i}.batchNorm": f"{theirs}.body.{i}" for i in (1, 4)}
        if theirs != "3":
            convolutions[f"{ours}.shortcut.0.conv2d"] = f"{theirs}.shortcut.0"
            norms[f"{ours}.shortcut.1.batchNorm"] = f"{theirs}.shortcut.1"
    for ours, theirs in convolutions.items():
        names[f"{ours}.kernel"] = f"{theirs}.weight"
    for ours, theirs in norms.items():
        names[f"{ours}.scale"] = f"{theirs}.weight"
        names[f"{ours}.shift"] = f"{theirs}.bias"
        names[f"{ours}.runningMean"] = f"{theirs}.running_mean"
        names[f"{ours}.runningVariance"] = f"{theirs}.running_var"
    return training(
        model,
        names,
        {"10.dense.kernel"},
        draw(6, 2, 9, 8),
        torch.randint(0, 3, (6,)),
        F.cross_entropy,
        torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9),
        {"l1": 0.0, "l2": 0.001},
    )


here = Path(__file__).parent
asked = sys.argv[1:]

if not asked or "torch" in asked:
    lines = [f'"torch":{json.dumps(torch.__version__)}']
    for part in (mlp, convnet, resnet, sharp):
        restart()
        lines.append(f'"{part.__name__}":{json.dumps(part(), separators=(",", ":"))}')
    path = here / "torch.json"
    path.write_text("{" + ",\n".join(lines) + "}\n")
    print(f"{path.name}: {path.stat().st_size} bytes, PyTorch {torch.__version__}")

if not asked or "losses" in asked:
    restart()
    runpy.run_path(str(here / "losses.py"))

for script in sorted((here / "layers").glob("*.py")):
    if not asked or script.stem in asked:
        restart()
        runpy.run_path(str(script))
