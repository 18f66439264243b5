"""Writes resampling.json beside this file: small pictures moved by torchvision and by scipy.

    python test/golden/resampling.py

The libraries know no repeated border while they sample, so pictures are first continued by their border far enough on
every side, and the middle is kept. Draws are those that Hibiscus would make, written out.
"""

import json
import math
from pathlib import Path

import numpy as np
import scipy
import torch
import torchvision
from common import draw, restart, tensor
from scipy import ndimage
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import functional as F

restart()
HEIGHT, WIDTH, BORDER = 9, 14, 40
picture = draw(1, 1, HEIGHT, WIDTH)
wide = torch.from_numpy(np.pad(picture.numpy(), ((0, 0), (0, 0), (BORDER, BORDER), (BORDER, BORDER)), mode="edge"))
middle = (..., slice(BORDER, BORDER + HEIGHT), slice(BORDER, BORDER + WIDTH))


def of_torchvision(angle=0.0, translate=(0, 0), scale=1.0):
    return F.affine(wide, angle, translate, scale, [0.0, 0.0], InterpolationMode.BILINEAR)[middle]


def of_scipy(forward):
    """`forward` moves (row, column) from the centre; scipy asks where a pixel comes from."""
    back = np.linalg.inv(np.array(forward, float))
    centre = (np.array([HEIGHT, WIDTH]) - 1) / 2
    moved = ndimage.affine_transform(picture[0, 0].numpy(), back, centre - back @ centre, order=1, mode="nearest")
    return torch.from_numpy(moved)[None, None]


def part_by_scipy(left, top, width, height):
    """The rectangle from `left`, `top`, in pixels from the outer edge, at full size."""
    back = np.diag([height / HEIGHT, width / WIDTH])
    offset = np.array([top + 0.5 * back[0, 0] - 0.5, left + 0.5 * back[1, 1] - 0.5])
    moved = ndimage.affine_transform(picture[0, 0].numpy(), back, offset, order=1, mode="nearest")
    return torch.from_numpy(moved)[None, None]


def corners_by_torchvision(offsets, distortion):
    """The corners of the result show the drawn points."""
    at = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    place = lambda x, y: [BORDER + (x + 1) / 2 * WIDTH, BORDER + (y + 1) / 2 * HEIGHT]
    shown = [place(x + distortion * dx, y + distortion * dy) for (x, y), (dx, dy) in zip(at, offsets)]
    whole = [place(x, y) for x, y in at]
    return F.perspective(wide, shown, whole, InterpolationMode.BILINEAR)[middle]


def shear(x, y):
    """Sideways first, then up or down; (row, column)."""
    return np.array([[1, y], [0, 1]]) @ np.array([[1, 0], [x, 1]])


offsets = [(0.5, -0.75), (-1.0, 0.25), (0.125, 0.625), (-0.5, -0.875)]
area, aspect = 0.36, 0.8
width, height = WIDTH * math.sqrt(area * aspect), HEIGHT * math.sqrt(area / aspect)
free = (WIDTH - width, HEIGHT - height)
cases = [
    ("rotate", {"degrees": 25.0}, of_torchvision(angle=25.0)),
    ("rotate", {"degrees": -100.0}, of_torchvision(angle=-100.0)),
    ("zoom", {"scale": 1.3}, of_torchvision(scale=1.3)),
    ("zoom", {"scale": 0.6}, of_torchvision(scale=0.6)),
    ("shift", {"x": 3 / WIDTH, "y": -2 / HEIGHT}, of_torchvision(translate=(3, -2))),
    ("shift", {"x": 1.25 / WIDTH, "y": 0.5 / HEIGHT}, of_torchvision(translate=(1.25, 0.5))),
    ("flipHorizontal", {"side": -1.0}, F.horizontal_flip(picture)),
    ("flipVertical", {"side": -1.0}, F.vertical_flip(picture)),
    ("shear", {"x": 0.4, "y": 0.0}, of_scipy(shear(0.4, 0))),
    ("shear", {"x": 0.0, "y": -0.3}, of_scipy(shear(0, -0.3))),
    ("shear", {"x": -0.5, "y": 0.25}, of_scipy(shear(-0.5, 0.25))),
    (
        "crop",
        {"area": area, "aspect": aspect, "x": 0.5, "y": -1.0},
        part_by_scipy(free[0] * 0.75, 0.0, width, height),
    ),
    (
        "perspective",
        {"distortion": 0.4, **{f"{axis}{k}": o[i] for k, o in enumerate(offsets) for i, axis in enumerate("xy")}},
        corners_by_torchvision(offsets, 0.4),
    ),
]
(Path(__file__).parent / "resampling.json").write_text(
    json.dumps(
        {
            "torchvision": torchvision.__version__,
            "scipy": scipy.__version__,
            "picture": tensor(picture),
            "cases": [{"name": n, "draws": d, "result": tensor(r)["data"]} for n, d, r in cases],
        },
        separators=(",", ":"),
    )
    + "\n"
)
