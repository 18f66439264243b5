"""Keras with its TensorFlow backend, by `model.fit`. Spoken to as peer.py says; does the workloads without pictures' axes."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from peer import serve


def model_of(workload, rate):
    if workload == "table":
        hidden = lambda: [
            layers.Dense(128, use_bias=False),
            layers.BatchNormalization(momentum=0.9, epsilon=1e-5),
            layers.ReLU(),
            layers.Dropout(rate),
        ]
        return keras.Sequential([keras.Input((32,)), *hidden(), *hidden(), layers.Dense(2)])
    if workload == "mlp":
        hidden = lambda: [layers.Dense(256, "relu"), layers.Dropout(rate)]
        return keras.Sequential([keras.Input((784,)), *hidden(), *hidden(), layers.Dense(10)])
    if workload == "convnet":
        stage = lambda maps: [layers.Conv2D(maps, 3, padding="same"), layers.MaxPooling2D(2), layers.ReLU()]
        return keras.Sequential([keras.Input((28, 28, 1)), *stage(32), *stage(64), layers.Flatten(), layers.Dense(10)])
    if workload == "textCnn":
        tokens = keras.Input((50,), dtype="int32")
        x = layers.Embedding(10000, 100)(tokens)
        parts = [layers.GlobalMaxPooling1D()(layers.Conv1D(100, k, activation="relu")(x)) for k in (3, 4, 5)]
        return keras.Model(tokens, layers.Dense(2)(layers.Dropout(rate)(layers.Concatenate()(parts))))
    raise ValueError("this workload is not written for Keras")


def loss_with(model, l2):
    kernels = [w for w in model.trainable_variables if len(w.shape) > 1] if l2 else []

    def loss(y, z):
        data = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(tf.cast(tf.reshape(y, [-1]), tf.int32), z))
        return data + l2 * tf.add_n([tf.reduce_sum(w * w) for w in kernels]) if kernels else data

    return loss


def load(workload, start, threads):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    values = [v for name, v in start.items() if name not in ("features", "targets")]
    features, targets = start["features"], start["targets"]
    batch = 50 if workload == "textCnn" else 64
    if workload == "convnet":
        features = features.transpose(0, 2, 3, 1)
        values = [v.transpose(2, 3, 1, 0) if v.ndim == 4 else v for v in values]
        values[4] = values[4].reshape(64, 7, 7, 10).transpose(1, 2, 0, 3).reshape(64 * 49, 10)

    def trainer(random):
        model = model_of(workload, (0.3 if workload == "table" else 0.5) if random else 0.0)
        for variable, value in zip(model.trainable_variables, values, strict=True):
            variable.assign(value)
        optimizer = {
            "table": lambda: keras.optimizers.AdamW(0.002, weight_decay=0.01, epsilon=1e-8),
            "textCnn": lambda: keras.optimizers.Adam(0.001, epsilon=1e-8),
        }.get(workload, lambda: keras.optimizers.SGD(0.01))()
        if workload == "table":
            optimizer.exclude_from_weight_decay([v for v in model.trainable_variables if len(v.shape) == 1])
        model.compile(optimizer, loss_with(model, 1e-4 if workload == "table" else 0))
        return model

    def losses(steps):
        model, seen = trainer(False), []
        penalty = loss_with(model, 1e-4 if workload == "table" else 0)
        for step in range(steps):
            rows = slice(step * batch, (step + 1) * batch)
            kernels = [w.numpy() for w in model.trainable_variables if len(w.shape) > 1]
            whole = float(model.train_on_batch(features[rows], targets[rows]))
            model.reset_metrics()
            seen.append(whole - float(1e-4 * sum((w * w).sum() for w in kernels) if workload == "table" else 0))
        return seen

    model = trainer(True)

    def run(steps):
        """Whole epochs, as `fit` does them, for at least so many steps."""
        epochs = max(1, round(steps * batch / len(features)))
        rows = min(len(features), steps * batch)
        model.fit(features[:rows], targets[:rows], batch_size=batch, epochs=epochs, shuffle=False, verbose=0)

    run(3)
    return f"{keras.__version__} on TensorFlow {tf.__version__}", losses, run


if __name__ == "__main__":
    serve(load)
