"""JAX: one jitted `lax.scan` over the steps. Spoken to as peer.py says."""

import os

# XLA reads the number of threads when it starts; the caller limits the processors instead (taskset) where it is 1.
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, random

from peer import batches, serve

EPSILON = 1e-5


def dropped(x, rate, key):
    if rate == 0:
        return x
    return jnp.where(random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)


def norm(x, scale, shift):
    """Batch statistics over all axes but the last; running ones are returned too, as a training needs them."""
    axes = tuple(range(x.ndim - 1))
    mean, variance = x.mean(axes), x.var(axes)
    return (x - mean) * (scale / jnp.sqrt(variance + EPSILON)) + shift, (mean, variance)


def conv(x, kernel, stride=1):
    """NHWC, the layout that XLA's CPU convolution is fastest in."""
    padding = ((kernel.shape[0] // 2,) * 2, (kernel.shape[1] // 2,) * 2)
    return lax.conv_general_dilated(x, kernel, (stride, stride), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"))


def pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def table(p, x, key, rate):
    stats = []
    for i in range(2):
        w, scale, shift = p[3 * i : 3 * i + 3]
        x, s = norm(x @ w, scale, shift)
        stats.append(s)
        key, part = random.split(key)
        x = dropped(jax.nn.relu(x), rate, part)
    return x @ p[6] + p[7], stats


def mlp(p, x, key, rate):
    for i in range(2):
        key, part = random.split(key)
        x = dropped(jax.nn.relu(x @ p[2 * i] + p[2 * i + 1]), rate, part)
    return x @ p[4] + p[5], []


def convnet(p, x, key, rate):
    x = jax.nn.relu(pool(conv(x, p[0]) + p[1]))
    x = jax.nn.relu(pool(conv(x, p[2]) + p[3]))
    return x.reshape(x.shape[0], -1) @ p[4] + p[5], []


def flipped_and_shifted(x, key):
    """Whole pixels, by padding and slicing: cheaper than the resampling of the other side."""
    n, size = x.shape[0], x.shape[1]
    flips, shifts = random.split(key)
    x = jnp.where(random.bernoulli(flips, 0.5, (n, 1, 1, 1)), x[:, :, ::-1], x)
    padded = jnp.pad(x, ((0, 0), (3, 3), (3, 3), (0, 0)))
    offsets = random.randint(shifts, (n, 2), 0, 7)
    return jax.vmap(lambda image, at: lax.dynamic_slice(image, (at[0], at[1], 0), (size, size, 3)))(padded, offsets)


def resnet(p, x, key, rate):
    stats = []

    def normed(x, i):
        y, s = norm(x, p[i], p[i + 1])
        stats.append(s)
        return y

    if rate > 0:
        x = flipped_and_shifted(x, key)
    x = jax.nn.relu(normed(conv(x, p[0]), 1))
    i = 3
    for stage in range(3):
        stride = 1 if stage == 0 else 2
        y = jax.nn.relu(normed(conv(x, p[i], stride), i + 1))
        y = normed(conv(y, p[i + 3]), i + 4)
        i += 6
        if stage > 0:
            x = normed(conv(x, p[i], stride), i + 1)
            i += 3
        x = jax.nn.relu(y + x)
    return x.mean((1, 2)) @ p[i] + p[i + 1], stats


def text_cnn(p, x, key, rate):
    x = p[0][x]
    parts = []
    for i, k in enumerate((3, 4, 5)):
        y = lax.conv_general_dilated(x, p[1 + 2 * i], (1,), "VALID", dimension_numbers=("NWC", "WIO", "NWC"))
        parts.append(jax.nn.relu(y + p[2 + 2 * i]).max(1))
    return dropped(jnp.concatenate(parts, 1), rate, key) @ p[7] + p[8], []


forwards = {
    "table": (table, 0.3, 1e-4, "adamw", 0.002),
    "eight": (table, 0.3, 1e-4, "adamw", 0.002),
    "mlp": (mlp, 0.5, 0, "sgd", 0.01),
    "convnet": (convnet, 0.5, 0, "sgd", 0.01),
    "resnet": (resnet, 0.5, 0, "momentum", 0.02),
    "textCnn": (text_cnn, 0.5, 0, "adam", 0.001),
}


def converted(workload, values):
    """Parameters in the layouts used here: NHWC pictures, kernels HWIO; those over time are WIO already."""
    result = []
    for value in values:
        if value.ndim == 4:
            value = value.transpose(2, 3, 1, 0)
        result.append(value)
    if workload == "convnet":
        result[4] = result[4].reshape(64, 7, 7, 10).transpose(1, 2, 0, 3).reshape(64 * 49, 10)
    return [jnp.asarray(value) for value in result]


def updated(kind, rate, p, g, state):
    """One step of the optimizer on lists; state is (step, first moments, second moments)."""
    step, m, v = state
    if kind == "sgd":
        return [a - rate * b for a, b in zip(p, g)], state
    if kind == "momentum":
        m = [0.9 * a + b for a, b in zip(m, g)]
        return [a - rate * b for a, b in zip(p, m)], (step, m, v)
    step = step + 1
    m = [0.9 * a + 0.1 * b for a, b in zip(m, g)]
    v = [0.999 * a + 0.001 * b * b for a, b in zip(v, g)]
    c1, c2 = 1 - 0.9**step, 1 - 0.999**step
    decay = 0.01 if kind == "adamw" else 0.0
    p = [
        a * (1 - rate * decay * (a.ndim > 1)) - rate * (x / c1) / (jnp.sqrt(y / c2) + 1e-8)
        for a, x, y in zip(p, m, v)
    ]
    return p, (step, m, v)


def load(workload, start, threads):
    forward, rate, l2, kind, learning_rate = forwards[workload]
    values = [v for name, v in start.items() if name not in ("features", "targets")]
    features, targets = start["features"], start["targets"]
    if features.ndim == 4:
        features = features.transpose(0, 2, 3, 1)
    features, targets = jnp.asarray(features), jnp.asarray(targets)
    batch = 50 if workload == "textCnn" else 64

    def epoch_of(rate):
        def loss_of(p, x, y, key):
            outputs, stats = forward(p, x, key, rate)
            loss = -jnp.take_along_axis(jax.nn.log_softmax(outputs), y[:, None], 1).mean()
            penalty = l2 * sum((w * w).sum() for w in p if w.ndim > 1) if l2 else 0.0
            return loss + penalty, (loss, stats)

        def step(carry, rows):
            p, state, running, key = carry
            key, part = random.split(key)
            (_, (loss, stats)), g = jax.value_and_grad(loss_of, has_aux=True)(p, features[rows], targets[rows], part)
            p, state = updated(kind, learning_rate, p, g, state)
            running = [(0.9 * a + 0.1 * m, 0.9 * b + 0.1 * v) for (a, b), (m, v) in zip(running, stats)]
            return (p, state, running, key), loss

        return lambda carry, rows: lax.scan(step, carry, rows)

    def first(seed=0):
        p = converted(workload, values)
        _, stats = forward(p, features[:2], random.PRNGKey(0), 0)
        running = [(jnp.zeros_like(m), jnp.ones_like(v)) for m, v in stats]
        zeros = [jnp.zeros_like(a) for a in p]
        return p, (jnp.zeros((), jnp.int32), zeros, [jnp.zeros_like(a) for a in p]), running, random.PRNGKey(seed)

    rows = lambda done, steps: jnp.asarray(np.stack(batches(len(features), batch, done, steps)))

    def losses(steps):
        _, values = jax.jit(epoch_of(0.0))(first(), rows(0, steps))
        return [float(x) for x in values]

    if workload == "eight":
        stacked = jax.tree.map(lambda *a: jnp.stack(a), *[first(i) for i in range(8)])
        epoch = jax.jit(jax.vmap(epoch_of(rate), (0, None)))
        carry = [stacked]
    else:
        epoch = jax.jit(epoch_of(rate))
        carry = [first()]
    done = [0]

    def run(steps):
        carry[0], values = epoch(carry[0], rows(done[0], steps))
        done[0] += steps
        jax.block_until_ready((carry[0], values))

    return f"{jax.__version__} jit+scan", losses, run


if __name__ == "__main__":
    serve(load)
