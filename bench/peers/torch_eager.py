"""PyTorch, eager or compiled: `torch_eager.py [compile]`, spoken to as peer.py says."""

import sys
from concurrent.futures import ProcessPoolExecutor

import torch
import torch.nn.functional as F
from torch import nn

from peer import batches, peak_mb, serve


class Block(nn.Module):
    """Basic block of a resnet; a projection where the shape changes."""

    def __init__(self, before, after, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(after)
        changes = stride > 1 or before != after
        self.project = nn.Conv2d(before, after, 1, stride, bias=False) if changes else None
        self.norm3 = nn.BatchNorm2d(after) if changes else None

    def forward(self, x):
        y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        return F.relu(y + (self.norm3(self.project(x)) if self.project else x))


class Resnet8(nn.Module):
    def __init__(self, drop, augment):
        super().__init__()
        self.augment = augment
        self.conv = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(16)
        self.blocks = nn.Sequential(Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2))
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        if self.augment:
            # One affine resampling a batch of flips and shifts, drawn for each picture.
            n = x.shape[0]
            theta = torch.zeros(n, 2, 3)
            theta[:, 0, 0] = torch.randint(0, 2, (n,)) * 2.0 - 1
            theta[:, 1, 1] = 1
            theta[:, :, 2] = (torch.rand(n, 2) - 0.5) * 0.4
            x = F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=False), align_corners=False)
        x = F.relu(self.norm(self.conv(x)))
        return self.head(self.blocks(x).mean((2, 3)))


class TextCnn(nn.Module):
    def __init__(self, drop):
        super().__init__()
        self.embedding = nn.Embedding(10000, 100)
        self.convs = nn.ModuleList([nn.Conv1d(100, 100, k) for k in (3, 4, 5)])
        self.head = nn.Linear(300, 2)
        self.drop = drop

    def forward(self, x):
        x = self.embedding(x).transpose(1, 2)
        x = torch.cat([F.relu(conv(x)).amax(2) for conv in self.convs], 1)
        return self.head(F.dropout(x, self.drop))


def model_of(workload, random):
    rate = 0.5 if random else 0.0
    if workload in ("table", "eight"):
        rate = 0.3 if random else 0.0
        hidden = lambda a: [nn.Linear(a, 128, bias=False), nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(rate)]
        return nn.Sequential(*hidden(32), *hidden(128), nn.Linear(128, 2))
    if workload == "mlp":
        hidden = lambda a: [nn.Linear(a, 256), nn.ReLU(), nn.Dropout(rate)]
        return nn.Sequential(*hidden(784), *hidden(256), nn.Linear(256, 10))
    if workload == "convnet":
        return nn.Sequential(
            nn.Conv2d(1, 32, 3, padding=1), nn.MaxPool2d(2), nn.ReLU(),
            nn.Conv2d(32, 64, 3, padding=1), nn.MaxPool2d(2), nn.ReLU(),
            nn.Flatten(), nn.Linear(64 * 49, 10),
        )
    if workload == "resnet":
        return Resnet8(rate, random)
    if workload == "textCnn":
        return TextCnn(rate)
    raise ValueError(f"no workload {workload}")


def set_parameters(model, start):
    """Both sides list their trained parameters in the order of the layers; dense kernels are transposed here."""
    values = [v for name, v in start.items() if name not in ("features", "targets")]
    parameters = list(model.named_parameters())
    assert len(values) == len(parameters), f"{len(values)} tensors for {len(parameters)} parameters"
    for (name, parameter), value in zip(parameters, values):
        value = torch.from_numpy(value)
        if value.ndim == 3:  # [taps, channels, filters]
            value = value.permute(2, 1, 0)
        elif value.ndim == 2 and not name.startswith("embedding"):
            value = value.T
        parameter.data.copy_(value)


def optimizer_of(workload, model):
    if workload in ("table", "eight"):
        decayed = [p for p in model.parameters() if p.ndim > 1]
        others = [p for p in model.parameters() if p.ndim == 1]
        return torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}], 0.002
        )
    if workload == "resnet":
        return torch.optim.SGD(model.parameters(), 0.02, momentum=0.9)
    if workload == "textCnn":
        return torch.optim.Adam(model.parameters(), 0.001)
    return torch.optim.SGD(model.parameters(), 0.01)


def trainer(workload, start, random, compiled):
    torch.manual_seed(0)
    model = model_of(workload, random)
    set_parameters(model, start)
    optimizer = optimizer_of(workload, model)
    penalized = [p for p in model.parameters() if p.ndim > 1] if workload in ("table", "eight") else []
    features, targets = torch.from_numpy(start["features"]), torch.from_numpy(start["targets"]).long()
    batch = 50 if workload == "textCnn" else 64
    done = 0

    def loss_of(x, y):
        loss = F.cross_entropy(model(x), y)
        total = loss + 1e-4 * sum((p * p).sum() for p in penalized) if penalized else loss
        return loss, total

    forward = torch.compile(loss_of) if compiled else loss_of

    def run(steps):
        nonlocal done
        losses = []
        for rows in batches(len(features), batch, done, steps):
            rows = torch.from_numpy(rows)
            optimizer.zero_grad()
            loss, total = forward(features[rows], targets[rows])
            total.backward()
            optimizer.step()
            losses.append(loss.detach())
        done += steps
        return [float(loss) for loss in losses]

    return run


# Four of the eight trainings in each of two processes.
_four = None


def start_four(workload, start, compiled):
    global _four
    torch.set_num_threads(1)
    _four = [trainer(workload, start, True, compiled) for _ in range(4)]
    for run in _four:
        run(5)


def run_four(steps):
    for run in _four:
        run(steps)
    return peak_mb()


def load(workload, start, threads):
    compiled = sys.argv[1:] == ["compile"]
    torch.set_num_threads(threads)
    version = f"{torch.__version__}{' compile' if compiled else ' eager'}"
    losses = lambda steps: trainer(workload, start, False, False)(steps)
    if workload != "eight":
        return version, losses, trainer(workload, start, True, compiled)
    pools = [
        ProcessPoolExecutor(1, initializer=start_four, initargs=(workload, start, compiled)) for _ in range(2)
    ]
    for pool in pools:
        pool.submit(run_four, 1).result()

    peaks = []

    def both(steps):
        peaks[:] = [job.result() for job in [pool.submit(run_four, steps) for pool in pools]]

    return version, losses, both, lambda: sum(peaks)


if __name__ == "__main__":
    serve(load)
