"""How random the bits of `randomBits` are: correlations of pairs and triples of elements over many steps.

    python bench/randomness.py

Needs numpy. For independent bits the variance of the z-scores is 1, and the largest of so many is about 4 to 5.
"""

import numpy as np

ELEMENTS, STEPS = 512, 40_000


def mix32(x):
    """The 32-bit finaliser of src/util/random.ts."""
    x = np.asarray(x, np.uint64) & 0xFFFFFFFF
    x ^= x >> 16
    x = (x * 0x7FEB352D) & 0xFFFFFFFF
    x ^= x >> 15
    x = (x * 0x846CA68B) & 0xFFFFFFFF
    return x ^ (x >> 16)


def report(name, bits):
    pairs = np.triu_indices(ELEMENTS, 1)
    random = np.random.default_rng(0)
    for p in (0.5, 0.3, 0.1):
        mask = (bits < p * 2**32).astype(np.float32)
        z = np.corrcoef(mask.T)[pairs] * np.sqrt(STEPS)
        count = mask.sum(1).var() / (ELEMENTS * p * (1 - p))
        centred = (mask - mask.mean(0)) / mask.std(0)
        triples = [
            np.prod(centred[:, random.choice(ELEMENTS, 3, replace=False)], 1).mean() * np.sqrt(STEPS)
            for _ in range(2000)
        ]
        print(
            f"{name:24} p={p}: pairs var {z.var():.3f} max {abs(z).max():.1f}, "
            f"triples var {np.var(triples):.3f} max {np.max(np.abs(triples)):.1f}, kept a step var {count:.3f}"
        )


factor = mix32(mix32(np.arange(ELEMENTS)) ^ 12345) | 1
key = mix32(np.arange(STEPS) + 987654321) | 1
report("factor · key", (factor[None] * key[:, None]) & 0xFFFFFFFF)
# For comparison: what these numbers say of a hash that is not good enough.
report("counter · key", ((np.arange(ELEMENTS) * 2 + 1).astype(np.uint64)[None] * key[:, None]) & 0xFFFFFFFF)
report("one round of xor, mul", (((factor[None] ^ key[:, None]) * 0x7FEB352D) & 0xFFFFFFFF))
