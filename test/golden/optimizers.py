"""Writes optimizers.json beside this file: steps of PyTorch's optimizers in float64, Lion by its paper's equations.

    python test/golden/optimizers.py

A kernel, which decays, and a bias, which does not, go down ½ Σ c (w − t)² for ten steps; all are kept.
"""

import json
from pathlib import Path

import torch
from common import draw, restart, tensor

restart()
rate = 0.05
start = {"kernel": draw(2, 3), "bias": draw(3)}
curvature = {name: draw(*w.shape, low=0.5, high=4.0) for name, w in start.items()}
target = {name: draw(*w.shape) for name, w in start.items()}


class Lion:
    """Algorithm 2 of Chen et al. 2023."""

    def __init__(self, groups, beta1, beta2):
        self.groups, self.beta1, self.beta2 = groups, beta1, beta2
        self.means = {}

    def step(self):
        for group in self.groups:
            for w in group["params"]:
                m = self.means.get(w, torch.zeros_like(w))
                vote = torch.sign(self.beta1 * m + (1 - self.beta1) * w.grad)
                with torch.no_grad():
                    w -= rate * (vote + group["weight_decay"] * w)
                self.means[w] = self.beta2 * m + (1 - self.beta2) * w.grad


def steps(make, decay=0.0, clip=lambda weights: None):
    weights = {name: w.clone().requires_grad_() for name, w in start.items()}
    groups = [
        {"params": [weights["kernel"]], "weight_decay": decay},
        {"params": [weights["bias"]], "weight_decay": 0.0},
    ]
    optimizer = make(groups)
    seen = {name: [] for name in weights}
    for _ in range(10):
        for w in weights.values():
            w.grad = None
        sum(0.5 * (curvature[name] * (w - target[name]) ** 2).sum() for name, w in weights.items()).backward()
        clip(list(weights.values()))
        optimizer.step()
        for name, w in weights.items():
            seen[name].append(w.detach().clone())
    return {name: tensor(torch.stack(all)) for name, all in seen.items()}


def sgd(**options):
    return lambda groups: torch.optim.SGD(groups, lr=rate, **options)


def adam(kind=torch.optim.Adam, **options):
    return lambda groups: kind(groups, lr=rate, **options)


def rmsprop(**options):
    return lambda groups: torch.optim.RMSprop(groups, lr=rate, **options)


def lion(beta1=0.9, beta2=0.99):
    return lambda groups: Lion(groups, beta1, beta2)


def by_norm(weights):
    torch.nn.utils.clip_grad_norm_(weights, 2.5)


def by_value(weights):
    torch.nn.utils.clip_grad_value_(weights, 0.75)


aliases = [
    ("sgd", {}, steps(sgd())),
    ("sgd", {"momentum": 0.9}, steps(sgd(momentum=0.9))),
    ("sgd", {"momentum": 0.8, "nesterov": True}, steps(sgd(momentum=0.8, nesterov=True))),
    ("adam", {}, steps(adam())),
    (
        "adam",
        {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3},
        steps(adam(betas=(0.8, 0.95), eps=1e-3)),
    ),
    ("amsgrad", {"beta2": 0.6}, steps(adam(betas=(0.9, 0.6), amsgrad=True))),
    ("adamw", {"weightDecay": 0.1}, steps(adam(torch.optim.AdamW), decay=0.1)),
    ("rmsprop", {}, steps(rmsprop(alpha=0.9))),
    (
        "rmsprop",
        {"rho": 0.8, "momentum": 0.7, "epsilon": 1e-3, "centered": True},
        steps(rmsprop(alpha=0.8, momentum=0.7, eps=1e-3, centered=True)),
    ),
    ("lion", {}, steps(lion())),
    ("lion", {"beta1": 0.7, "beta2": 0.8, "weightDecay": 0.5}, steps(lion(0.7, 0.8), decay=0.5)),
]

descend = ["scaleByLearningRate", {}]
chains = [
    ([["clipByNorm", {"maxNorm": 2.5}], descend], steps(sgd(), clip=by_norm)),
    (
        [["clipByNorm", {"maxNorm": 2.5}], ["momentum", {"decay": 0.9}], descend],
        steps(sgd(momentum=0.9), clip=by_norm),
    ),
    (
        [["clipByNorm", {"maxNorm": 2.5}], ["scaleByAdam", {}], ["decoupledDecay", {"weightDecay": 0.1}], descend],
        steps(adam(torch.optim.AdamW), decay=0.1, clip=by_norm),
    ),
    (
        [["clipByValue", {"maxValue": 0.75}], ["momentum", {"decay": 0.9}], descend],
        steps(sgd(momentum=0.9), clip=by_value),
    ),
    # Decay that stands before the momentum is part of the gradient: SGD's weight_decay.
    (
        [["clipByNorm", {"maxNorm": 2.5}], ["decoupledDecay", {"weightDecay": 0.1}], ["momentum", {}], descend],
        steps(sgd(momentum=0.9), decay=0.1, clip=by_norm),
    ),
]

head = {
    "torch": torch.__version__,
    "learningRate": rate,
    "start": {name: tensor(w) for name, w in start.items()},
    "curvature": {name: tensor(w) for name, w in curvature.items()},
    "target": {name: tensor(w) for name, w in target.items()},
}
cases = [{"name": name, "options": options, "weights": weights} for name, options, weights in aliases]
cases += [
    {"transforms": [{"name": name, "options": options} for name, options in transforms], "weights": weights}
    for transforms, weights in chains
]
path = Path(__file__).with_name("optimizers.json")
lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
path.write_text(f'{json.dumps(head, separators=(",", ":"))[:-1]},"cases":[\n{lines}\n]}}\n')
print(f"{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")
