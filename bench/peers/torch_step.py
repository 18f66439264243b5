"""Milliseconds a training step in PyTorch eager: torch_step.py mlp|cnn BATCH THREADS STEPS"""
import sys
import time

import torch

work, batch, threads, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(threads)
n = torch.nn
if work == "mlp":
    model = n.Sequential(
        n.Linear(784, 256), n.ReLU(), n.Dropout(0.5), n.Linear(256, 256), n.ReLU(), n.Dropout(0.5), n.Linear(256, 10)
    )
    data = torch.rand(2048, 784) * 2 - 1
else:
    model = n.Sequential(
        n.Conv2d(1, 32, 3, padding=1), n.ReLU(), n.MaxPool2d(2),
        n.Conv2d(32, 64, 3, padding=1), n.ReLU(), n.MaxPool2d(2),
        n.Flatten(), n.Linear(64 * 49, 10),
    )
    data = torch.rand(2048, 1, 28, 28) * 2 - 1
labels = torch.arange(2048) % 10
optimizer = torch.optim.SGD(model.parameters(), 0.01)


def run(count):
    """Each step gathers its batch from the data, as the other side does."""
    for step in range(count):
        rows = torch.arange(step * batch, (step + 1) * batch) % 2048
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(data[rows]), labels[rows])
        loss.backward()
        optimizer.step()


run(max(5, steps // 10))
start = time.perf_counter()
run(steps)
print((time.perf_counter() - start) / steps * 1e3, torch.__version__)
