"""What the scripts of golden numbers share: float64 PyTorch, draws of few digits, a layer's case, and the writing."""

import json
import math
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def restart():
    """Every script starts from the same seed, so that a file changes only when its own script does."""
    torch.manual_seed(20240601)


restart()


def tensor(t):
    """Shape and elements, row-major; integers say that they are."""
    result = {"shape": list(t.shape), "data": t.detach().reshape(-1).tolist()}
    return result if t.is_floating_point() else {**result, "dtype": "int32"}


def draw(*shape, low=-2.0, high=2.0):
    """Random numbers of few digits, so that the file stays small."""
    return (torch.rand(*shape) * (high - low) + low).mul(1024).round().div(1024)


def distinct(*shape):
    """Random numbers no two of which are equal, for what takes a largest one."""
    return (torch.randperm(math.prod(shape)).double() / 16 - 3).reshape(shape)


def integers(*shape, below):
    """Random integers in [0, below)."""
    return torch.randint(0, below, shape)


def same_pads(size, kernel, stride, dilation=1):
    """Zeros before and after, an odd one behind, as TensorFlow does."""
    reach = (kernel - 1) * dilation + 1
    total = max(0, (math.ceil(size / stride) - 1) * stride + reach - size)
    return total // 2, total - total // 2


def round_parameters(module):
    """Weights of few digits."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(parameter.mul(4096).round().div(4096))
    return module


def case(function, x, options=None, parameters=None, training=True, transposed=()):
    """One pass through a layer: what goes in, what comes out, and the gradients of a weighted sum of it.

    `function` takes x; a module is put into training or evaluation mode first. `parameters` maps Hibiscus' paths to
    the tensors that the function uses: those that require a gradient are trained, the others are state, and what they
    are after a pass in training mode is recorded as `updates`. Paths in `transposed` are matrices that Hibiscus holds
    the other way round. `options` are Hibiscus' options of the layer; a layer among them is written by `layer`.
    """
    parameters = parameters or {}
    form = lambda path, t: tensor(t.T if path in transposed else t)
    before = {path: form(path, t) for path, t in parameters.items()}
    x = x.detach().clone()
    if x.is_floating_point():
        x.requires_grad_()
    if isinstance(function, torch.nn.Module):
        function.train(training)
    y = function(x)
    weights = draw(*y.shape)
    sources = {"x": x, **parameters}
    trained = [path for path, t in sources.items() if t.requires_grad]
    slopes = torch.autograd.grad((y * weights).sum(), [sources[path] for path in trained]) if trained else []
    result = {
        "options": options or {},
        "training": training,
        "x": tensor(x),
        "parameters": before,
        "y": tensor(y),
        "weights": tensor(weights),
        "gradients": {path: form(path, slope) for path, slope in zip(trained, slopes)},
    }
    state = [path for path, t in parameters.items() if not t.requires_grad]
    if training and state:
        result["updates"] = {path: form(path, parameters[path]) for path in state}
    return result


def both(function, x, options=None, parameters=None, transposed=()):
    """Two cases of a layer that does the same in training and in evaluation."""
    return [case(function, x, options, parameters, training, transposed) for training in (True, False)]


def layer(name, *layers, **options):
    """A layer as an option of another: its name and its own options. `layers` are those that it is made of."""
    return {"layer": name, "options": {**options, **({"layers": list(layers)} if layers else {})}}


def write(name, cases):
    """Writes the cases of a layer, as layers/<name>.json."""
    path = Path(__file__).with_name("layers") / f"{name}.json"
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
    path.write_text(f'{{"torch":"{torch.__version__}","cases":[\n{lines}\n]}}\n')
    print(f"layers/{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")
