"""Tests of paired differences by SciPy. Writes statistics.json beside this file."""

import json
from pathlib import Path

import numpy as np
from scipy import stats

rng = np.random.default_rng(1945)


def case(differences):
    d = np.asarray(differences, float)
    flips = stats.permutation_test(
        (d,), np.mean, permutation_type="samples", n_resamples=2**15, vectorized=True
    ).pvalue
    nonzero = d[d != 0]
    has_ties = len(np.unique(np.abs(nonzero))) < len(nonzero)
    if len(nonzero) > 50:
        wilcoxon = stats.wilcoxon(nonzero, method="asymptotic", correction=False).pvalue
    elif not has_ties:
        wilcoxon = stats.wilcoxon(nonzero, method="exact").pvalue
    else:
        # All choices of signs: exact with ties too.
        wilcoxon = stats.wilcoxon(nonzero, method=stats.PermutationMethod(n_resamples=2**15)).pvalue
    return {
        "differences": [float(x) for x in d],
        "wilcoxon": float(wilcoxon),
        "student": float(stats.ttest_1samp(d, 0).pvalue),
        **({"signFlip": float(flips)} if len(d) <= 14 else {}),
    }


cases = [
    case([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]),
    case([0.5, -0.25, 0.125]),
    case([1, 1, 1, 1, 1]),
    case([-3, -1, -2, -5, -4, -6]),
    case([2, -2, 2, -2, 1, 3]),
    case(rng.normal(0.3, 1, 12)),
    case(rng.normal(0, 1, 14)),
    case(rng.normal(0.2, 1, 40)),
    case(rng.normal(0.2, 1, 80)),
    case(np.round(rng.normal(0.4, 2, 90))),
    case(rng.normal(1.5, 1, 60)),
]


def welch(a, b):
    low, high = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    return {"a": [float(x) for x in a], "b": [float(x) for x in b], "interval": [float(low), float(high)]}


differences = [
    welch(rng.normal(0.8, 0.05, 5), rng.normal(0.7, 0.2, 5)),
    welch(rng.normal(0, 1, 3), rng.normal(0, 0.01, 12)),
]
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"signed": cases, "welch": differences}, indent=1) + "\n")
