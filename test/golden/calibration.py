"""Writes calibration.json beside this file: temperatures as SciPy finds them, Brier scores as scikit-learn has them.

    python test/golden/calibration.py

The log loss of softmax(log p / T) is minimised over 1/T in [1/64, 16] by Brent's bounded method, in float64, over the
probabilities as float32 holds them. Needs numpy, scipy and scikit-learn. The tests read the file only.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.metrics import brier_score_loss, log_loss

random = np.random.default_rng(20240611)
LOW, HIGH = 1 / 64, 16


def case(name, logits, targets):
    p = softmax(logits, axis=1).astype(np.float32)
    logs = np.log(np.maximum(p.astype(np.float64), 2.0**-126))
    rows = np.arange(len(targets))
    loss = lambda b: -log_softmax(b * logs, axis=1)[rows, targets].mean()
    found = minimize_scalar(loss, bounds=(LOW, HIGH), method="bounded", options={"xatol": 1e-12, "maxiter": 500})
    labels = list(range(p.shape[1]))
    exact = p.astype(np.float64)
    return {
        "name": name,
        "width": p.shape[1],
        "predictions": p.reshape(-1).astype(float).tolist(),
        "targets": targets.tolist(),
        "temperature": 1 / found.x,
        "loss": float(found.fun),
        "lossBefore": float(log_loss(targets, exact / exact.sum(axis=1, keepdims=True), labels=labels)),
        "brier": float(
            brier_score_loss(np.eye(len(labels), dtype=int)[targets], exact, scale_by_half=False)
            if len(labels) > 2
            else 2 * brier_score_loss(targets, exact[:, 1])
        ),
    }


def drawn(size, classes, scale, sharper):
    """Targets drawn from softmax(logits); what is predicted is `sharper` times as sure."""
    logits = scale * random.standard_normal((size, classes))
    p = softmax(logits, axis=1)
    targets = np.array([random.choice(classes, p=row) for row in p])
    return sharper * logits, targets


cases = [
    case("overconfident", *drawn(60, 3, 1.5, 4)),
    case("underconfident", *drawn(60, 4, 3, 0.3)),
    case("as sure as it should be", *drawn(80, 2, 2, 1)),
    case("so sure that probabilities underflow", *drawn(40, 3, 3, 30)),
]
path = Path(__file__).with_suffix(".json")
path.write_text(
    json.dumps({"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__, "cases": cases})
    + "\n"
)
