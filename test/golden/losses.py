"""Writes losses.json beside this file: losses of PyTorch in float64, with their options, and their gradients.

    python test/golden/losses.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from common import draw, tensor

batch = 6
cases = []


def case(name, options, z, targets, value, predictions):
    cases.append(
        {
            "name": name,
            "options": options,
            "outputs": tensor(z),
            "targets": tensor(targets),
            "loss": value.item(),
            "predictions": tensor(predictions),
            "gradient": tensor(torch.autograd.grad(value, z)[0]),
        }
    )


def soft_labels(classes):
    """What mixup makes: two classes an example, in shares that are exact."""
    share = (torch.rand(batch, 1) * 16).round() / 16
    first, second = (F.one_hot(torch.randint(0, classes, (batch,)), classes).double() for _ in range(2))
    return share * first + (1 - share) * second


for smoothing in (0.0, 0.1, 0.75):
    for weights in (None, [0.5, 2.0, 0.0, 1.25]):
        options = {
            **({"labelSmoothing": smoothing} if smoothing else {}),
            **({"classWeights": weights} if weights else {}),
        }
        weight = torch.tensor(weights) if weights else None
        for soft in (False, True):
            z = draw(batch, 4, low=-5, high=5).requires_grad_()
            y = soft_labels(4) if soft else torch.tensor([0, 3, 1, 1, 2, 3])
            value = F.cross_entropy(z, y, weight=weight, label_smoothing=smoothing)
            case("crossEntropy", options, z, y, value, F.softmax(z, 1))

            # Two classes: the same of the outputs (0, z).
            z = draw(batch, 1, low=-5, high=5).requires_grad_()
            y = soft_labels(2) if soft else torch.tensor([0, 1, 1, 0, 0, 1])
            options2 = {**options, **({"classWeights": weights[:2]} if weights else {})}
            weight2 = torch.tensor(weights[:2]) if weights else None
            logits = torch.cat([torch.zeros_like(z), z], 1)
            value = F.cross_entropy(logits, y, weight=weight2, label_smoothing=smoothing)
            if not weights:
                share = y[:, 1] if soft else y.double()
                plain = F.binary_cross_entropy_with_logits(z[:, 0], share * (1 - smoothing) + smoothing / 2)
                assert torch.isclose(value, plain)
            case("binaryCrossEntropy", options2, z, y, value, F.softmax(logits, 1))

z, y = draw(batch, 1).requires_grad_(), draw(batch)
case("meanSquaredError", {}, z, y, F.mse_loss(z[:, 0], y), z)
for delta in (None, 0.3, 1.0, 5.0):
    z, y = draw(batch, 1).requires_grad_(), draw(batch)
    value = F.huber_loss(z[:, 0], y, delta=delta or 1.0)
    case("huber", {"delta": delta} if delta else {}, z, y, value, z)

path = Path(__file__).with_suffix(".json")
lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
path.write_text(f'{{"torch":"{torch.__version__}","cases":[\n{lines}\n]}}\n')
print(f"{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")
