"""Writes torch.json beside this file: what PyTorch computes in float64, as the tests' golden numbers.

    python test/golden/make.py

Needs torch. The tests read the file only.
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(20240601)


def tensor(t):
    """Shape and elements, row-major."""
    return {"shape": list(t.shape), "data": t.detach().reshape(-1).tolist()}


def draw(*shape, low=-2.0, high=2.0):
    """Random numbers of few digits, so that the file stays small."""
    return (torch.rand(*shape) * (high - low) + low).mul(1024).round().div(1024)


def projected(y, weights, inputs):
    return [tensor(g) for g in torch.autograd.grad((y * weights).sum(), inputs)]


def same_pads(size, kernel, stride):
    """Zeros before and after, an odd one behind, as TensorFlow does."""
    total = max(0, (math.ceil(size / stride) - 1) * stride + kernel - size)
    return total // 2, total - total // 2


def conv2d():
    cases = []
    for height, width, channels, filters, kernel, stride, padding in [
        (6, 5, 2, 3, 3, 1, "same"),
        (6, 5, 2, 3, 3, 2, "same"),
        (7, 4, 1, 2, 3, 2, "same"),
        (5, 6, 2, 1, 2, 1, "same"),
        (7, 6, 1, 2, 4, 2, "same"),
        (8, 7, 1, 1, 5, 3, "same"),
        (6, 7, 2, 2, 3, 1, "valid"),
        (7, 6, 2, 2, 3, 2, "valid"),
        (6, 6, 1, 2, 1, 2, "same"),
    ]:
        x = draw(2, channels, height, width).requires_grad_()
        kernel_values = draw(filters, channels, kernel, kernel).requires_grad_()
        bias = draw(filters).requires_grad_()
        top, bottom = same_pads(height, kernel, stride) if padding == "same" else (0, 0)
        left, right = same_pads(width, kernel, stride) if padding == "same" else (0, 0)
        y = F.conv2d(F.pad(x, (left, right, top, bottom)), kernel_values, bias, stride=stride)
        weights = draw(*y.shape)
        cases.append(
            {
                "options": {
                    "filters": filters,
                    "kernelSize": kernel,
                    "strides": stride,
                    "padding": padding,
                },
                "x": tensor(x),
                "parameters": {"kernel": tensor(kernel_values), "bias": tensor(bias)},
                "y": tensor(y),
                "weights": tensor(weights),
                "gradients": projected(y, weights, [x, kernel_values, bias]),
            }
        )
    return cases


def layer(make, x, options=None):
    x = x.requires_grad_()
    y = make(x)
    weights = draw(*y.shape)
    return {
        "options": options or {},
        "x": tensor(x),
        "parameters": {},
        "y": tensor(y),
        "weights": tensor(weights),
        "gradients": projected(y, weights, [x]),
    }


def max_pool2d():
    """Every element is another number, so that there are no ties."""
    cases = []
    for shape, size in [((2, 2, 4, 6), 2), ((1, 2, 5, 7), 2), ((2, 1, 7, 6), 3)]:
        count = math.prod(shape)
        x = (torch.randperm(count).double() / 16 - 3).reshape(shape)
        cases.append(layer(lambda t: F.max_pool2d(t, size), x, {"poolSize": size}))
    return cases


def batch_norm(shape, momentum, epsilon):
    channels = shape[1]
    # PyTorch's momentum is the share of the new batch.
    module = (torch.nn.BatchNorm2d if len(shape) == 4 else torch.nn.BatchNorm1d)(
        channels, eps=epsilon, momentum=1 - momentum
    )
    with torch.no_grad():
        module.weight.copy_(draw(channels, low=0.5, high=1.5))
        module.bias.copy_(draw(channels))
    result = {
        "options": {"momentum": momentum, "epsilon": epsilon},
        "scale": tensor(module.weight),
        "shift": tensor(module.bias),
        "steps": [],
    }
    for _ in range(3):
        x = draw(*shape).requires_grad_()
        y = module(x)
        weights = draw(*y.shape)
        result["steps"].append(
            {
                "x": tensor(x),
                "y": tensor(y),
                "weights": tensor(weights),
                "gradients": projected(y, weights, [x, module.weight, module.bias]),
                "runningMean": tensor(module.running_mean),
                "runningVariance": tensor(module.running_var),
            }
        )
    module.eval()
    x = draw(*shape).requires_grad_()
    y = module(x)
    weights = draw(*y.shape)
    result["evaluation"] = {
        "x": tensor(x),
        "y": tensor(y),
        "weights": tensor(weights),
        "gradients": projected(y, weights, [x, module.weight, module.bias]),
    }
    return result


def losses():
    outputs = {"crossEntropy": (6, 4), "binaryCrossEntropy": (6, 1), "meanSquaredError": (6, 1)}
    result = []
    for name, shape in outputs.items():
        z = draw(*shape, low=-5, high=5).requires_grad_()
        if name == "crossEntropy":
            y = torch.randint(0, 4, (6,))
            value, predictions = F.cross_entropy(z, y), F.softmax(z, 1)
        elif name == "binaryCrossEntropy":
            y = torch.randint(0, 2, (6,))
            value = F.binary_cross_entropy_with_logits(z[:, 0], y.double())
            predictions = torch.cat([1 - torch.sigmoid(z), torch.sigmoid(z)], 1)
        else:
            y = draw(6)
            value, predictions = F.mse_loss(z[:, 0], y), z
        result.append(
            {
                "name": name,
                "outputs": tensor(z),
                "targets": tensor(y),
                "loss": value.item(),
                "predictions": tensor(predictions),
                "gradient": tensor(torch.autograd.grad(value, z)[0]),
            }
        )
    return result


def optimizers():
    """Ten steps on ½ Σ cᵢ (wᵢ − tᵢ)², each weight after every step."""
    start, curvature, target = draw(4), draw(4, low=0.5, high=4.0), draw(4)
    cases = [
        ("sgd", {"momentum": 0.0}, lambda w: torch.optim.SGD(w, lr=0.05)),
        ("sgd", {"momentum": 0.9}, lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9)),
        (
            "sgd",
            {"momentum": 0.8, "nesterov": True},
            lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.8, nesterov=True),
        ),
        ("adam", {}, lambda w: torch.optim.Adam(w, lr=0.05)),
        (
            "adam",
            {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3},
            lambda w: torch.optim.Adam(w, lr=0.05, betas=(0.8, 0.95), eps=1e-3),
        ),
        ("adamw", {"weightDecay": 0.1}, lambda w: torch.optim.AdamW(w, lr=0.05, weight_decay=0.1)),
    ]
    result = {
        "learningRate": 0.05,
        "start": tensor(start),
        "curvature": tensor(curvature),
        "target": tensor(target),
        "cases": [],
    }
    for name, options, make in cases:
        w = start.clone().requires_grad_()
        optimizer = make([w])
        trace = []
        for _ in range(10):
            optimizer.zero_grad()
            (0.5 * (curvature * (w - target) ** 2).sum()).backward()
            optimizer.step()
            trace.append(w.detach().clone())
        result["cases"].append({"name": name, "options": options, "weights": tensor(torch.stack(trace))})
    return result


def training(model, names, transposed, features, targets, loss, optimizer, penalties):
    """Five steps of a whole network; `names` maps Hibiscus' paths to PyTorch's tensors."""
    state = {**dict(model.named_parameters()), **dict(model.named_buffers())}

    def read():
        return {
            path: tensor(state[name].T if path in transposed else state[name]) for path, name in names.items()
        }

    first = read()
    batches = torch.stack([torch.randperm(len(features))[:4] for _ in range(5)])
    model.train()
    losses = []
    for batch in batches:
        optimizer.zero_grad()
        value = loss(model(features[batch]), targets[batch])
        losses.append(value.item())
        weights = [state[name] for path, name in names.items() if path.endswith(".kernel")]
        total = value
        total = total + penalties["l1"] * sum(w.abs().sum() for w in weights)
        total = total + penalties["l2"] * sum((w * w).sum() for w in weights)
        total.backward()
        optimizer.step()
    model.eval()
    return {
        "penalties": penalties,
        "features": tensor(features),
        "targets": tensor(targets),
        "batches": tensor(batches),
        "first": first,
        "losses": losses,
        "last": read(),
        "outputs": tensor(model(features)),
    }


def round_parameters(model):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.mul(4096).round().div(4096))


def mlp():
    model = torch.nn.Sequential(
        torch.nn.Linear(5, 6),
        torch.nn.ReLU(),
        torch.nn.Linear(6, 6),
        torch.nn.ReLU(),
        torch.nn.Linear(6, 3),
    )
    round_parameters(model)
    names, transposed = {}, set()
    for ours, theirs in [("0.dense", "0"), ("2.dense", "2"), ("4.dense", "4")]:
        names[f"{ours}.kernel"] = f"{theirs}.weight"
        names[f"{ours}.bias"] = f"{theirs}.bias"
        transposed.add(f"{ours}.kernel")
    return training(
        model,
        names,
        transposed,
        draw(9, 5),
        torch.randint(0, 3, (9,)),
        F.cross_entropy,
        torch.optim.Adam(model.parameters(), lr=0.02),
        {"l1": 0.003, "l2": 0.01},
    )


def convnet():
    """Two stages with batch normalization, for pictures of 22 by 22 pixels."""
    model = torch.nn.Sequential(
        torch.nn.Conv2d(1, 1, 3, padding=1, bias=False),
        torch.nn.BatchNorm2d(1),
        torch.nn.MaxPool2d(2),
        torch.nn.ReLU(),
        torch.nn.Conv2d(1, 2, 3, padding=1, bias=False),
        torch.nn.BatchNorm2d(2),
        torch.nn.MaxPool2d(2),
        torch.nn.ReLU(),
        torch.nn.Flatten(),
        torch.nn.Linear(50, 8),
        torch.nn.ReLU(),
        torch.nn.Linear(8, 2),
    )
    round_parameters(model)
    names, transposed = {}, set()
    for ours, theirs in [("0.conv2d", "0"), ("4.conv2d", "4")]:
        names[f"{ours}.kernel"] = f"{theirs}.weight"
    for ours, theirs in [("1.batchNorm", "1"), ("5.batchNorm", "5")]:
        names[f"{ours}.scale"] = f"{theirs}.weight"
        names[f"{ours}.shift"] = f"{theirs}.bias"
        names[f"{ours}.runningMean"] = f"{theirs}.running_mean"
        names[f"{ours}.runningVariance"] = f"{theirs}.running_var"
    for ours, theirs in [("9.dense", "9"), ("11.dense", "11")]:
        names[f"{ours}.kernel"] = f"{theirs}.weight"
        names[f"{ours}.bias"] = f"{theirs}.bias"
        transposed.add(f"{ours}.kernel")
    return training(
        model,
        names,
        transposed,
        draw(6, 1, 22, 22),
        torch.randint(0, 2, (6,)),
        F.cross_entropy,
        torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True),
        {"l1": 0.0, "l2": 0.002},
    )


golden = {
    "torch": torch.__version__,
    "conv2d": conv2d(),
    "maxPool2d": max_pool2d(),
    "gelu": [layer(F.gelu, draw(3, 5, low=-4, high=4))],
    "batchNorm": [batch_norm((5, 3), 0.9, 1e-5), batch_norm((2, 2, 2, 3), 0.7, 1e-3)],
    "losses": losses(),
    "optimizers": optimizers(),
    "mlp": mlp(),
    "convnet": convnet(),
}
path = Path(__file__).with_name("torch.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{path.name}: {path.stat().st_size} bytes, PyTorch {torch.__version__}")
