"""Writes schedules.json beside this file: factors of the learning rate by torch.optim.lr_scheduler.

    python test/golden/schedules.py
"""

import json
from pathlib import Path

import torch
from common import draw, restart
from torch.optim import lr_scheduler as schedulers

restart()


def optimizer():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)


def factors(make, steps):
    """The rate before each of so many steps."""
    sgd = optimizer()
    scheduler = make(sgd)
    seen = []
    for _ in range(steps):
        seen.append(sgd.param_groups[0]["lr"])
        sgd.step()
        scheduler.step()
    return seen


def plateau(losses, **options):
    """The rate after each loss."""
    sgd = optimizer()
    scheduler = schedulers.ReduceLROnPlateau(sgd, threshold_mode="abs", eps=0, **options)
    seen = []
    for loss in losses:
        scheduler.step(loss)
        seen.append(sgd.param_groups[0]["lr"])
    return seen


def one_cycle(steps, **options):
    make = lambda sgd: schedulers.OneCycleLR(sgd, 1.0, total_steps=steps, cycle_momentum=False, **options)
    return factors(make, steps)


cases = []
for steps in (10, 37):
    for name, options, seen in [
        ("constant", {}, factors(lambda sgd: schedulers.ConstantLR(sgd, 1.0), steps)),
        ("cosine", {"finalFactor": 0.1}, factors(lambda sgd: schedulers.CosineAnnealingLR(sgd, steps, 0.1), steps)),
        ("polynomial", {}, factors(lambda sgd: schedulers.PolynomialLR(sgd, steps, 1.0), steps)),
        ("polynomial", {"power": 2.5}, factors(lambda sgd: schedulers.PolynomialLR(sgd, steps, 2.5), steps)),
        (
            "exponential",
            {"finalFactor": 0.02},
            factors(lambda sgd: schedulers.ExponentialLR(sgd, 0.02 ** (1 / steps)), steps),
        ),
        ("stepDecay", {"every": 3 / steps, "gamma": 0.5}, factors(lambda sgd: schedulers.StepLR(sgd, 3, 0.5), steps)),
        ("oneCycle", {}, one_cycle(steps)),
        (
            "oneCycle",
            {"pctStart": 0.5, "divFactor": 10.0, "finalDivFactor": 100.0},
            one_cycle(steps, pct_start=0.5, div_factor=10.0, final_div_factor=100.0),
        ),
        (
            "warmupConstant",
            {"warmup": 5 / steps},
            factors(lambda sgd: schedulers.LinearLR(sgd, 1 / 5, 1.0, total_iters=4), steps),
        ),
    ]:
        cases.append({"name": name, "options": options, "steps": steps, "factors": seen})

losses = (draw(40, low=-0.1, high=0.1) + 1 / torch.arange(1, 41)).tolist()
plateaus = [
    {"losses": losses, "options": ours, "factors": plateau(losses, **theirs)}
    for ours, theirs in [
        ({"patience": 2, "factor": 0.5, "minDelta": 0.0}, {"patience": 2, "factor": 0.5, "threshold": 0.0}),
        (
            {"patience": 1, "factor": 0.3, "minDelta": 0.05, "cooldown": 3, "minFactor": 0.02},
            {"patience": 1, "factor": 0.3, "threshold": 0.05, "cooldown": 3, "min_lr": 0.02},
        ),
        ({"patience": 0, "minDelta": 0.0, "cooldown": 1}, {"patience": 0, "threshold": 0.0, "cooldown": 1}),
    ]
]

path = Path(__file__).with_name("schedules.json")
dump = lambda one: json.dumps(one, separators=(",", ":"))
lines = [",\n".join(map(dump, cases)), ",\n".join(map(dump, plateaus))]
path.write_text(f'{{"torch":"{torch.__version__}","cases":[\n{lines[0]}\n],"plateaus":[\n{lines[1]}\n]}}\n')
print(f"{path.name}: {len(cases) + len(plateaus)} cases, {path.stat().st_size} bytes")
