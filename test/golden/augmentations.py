"""Writes augmentations.json: what torchvision's functional transforms make of pictures at fixed strengths.

    python test/golden/augmentations.py

Needs torch and torchvision. Pictures are bytes; what torchvision computes on bytes it rounds, so that all but posterize
and solarize are computed on float64 from 0 to 1 and written times 255.
"""

import json
import math
from pathlib import Path

import torch

try:
    import torchvision
except RuntimeError:
    # A torchvision whose compiled part does not load lacks operators that its own start asks for; transforms need none.
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import torchvision

from torchvision.transforms.v2 import functional as F

torch.manual_seed(20240601)
height, width = 7, 9
colour = torch.randint(0, 256, (2, 3, height, width), dtype=torch.uint8)
# Gray pixels, black, white and equal largest channels are the corners of HSV.
colour[0, :, 0, 0] = 90
colour[0, :, 0, 1] = 0
colour[0, :, 0, 2] = 255
colour[0, :, 0, 3] = torch.tensor([200, 200, 10])
colour[0, :, 0, 4] = torch.tensor([10, 200, 200])
colour[0, :, 0, 5] = torch.tensor([200, 10, 200])
gray = torch.randint(0, 256, (2, 1, height, width), dtype=torch.uint8)


def real(function):
    return lambda x: function(x.double() / 255) * 255


cases = []


def case(name, options, function, channels=(1, 3)):
    for pictures in (gray, colour):
        if pictures.shape[1] in channels:
            y = function(pictures).double()
            cases.append(
                {
                    "name": name,
                    "options": options,
                    "channels": pictures.shape[1],
                    "y": [round(v, 7) for v in y.reshape(-1).tolist()],
                }
            )


def both(option, value):
    return {option: [value, value]}


for factor in (0.0, 0.6, 1.7):
    case("brightness", both("factorRange", factor), real(lambda x: F.adjust_brightness(x, factor)))
    case("saturation", both("factorRange", factor), real(lambda x: F.adjust_saturation(x, factor)), (3,))
    case("contrast", both("factorRange", factor), real(lambda x: F.adjust_contrast(x, factor)))
for degrees in (-180, -47.5, 30, 120):
    case("hue", both("degreesRange", degrees), real(lambda x: F.adjust_hue(x, degrees / 360)), (3,))
case("grayscale", {}, real(lambda x: F.rgb_to_grayscale(x, num_output_channels=3)), (3,))
case("invert", {}, real(F.invert))
for bits in (1, 3, 8):
    case("posterize", both("bitsRange", bits), lambda x: F.posterize(x, bits))
for threshold in (0, 100, 255):
    # On bytes, because a threshold of 1 on numbers from 0 to 1 would invert white.
    case("solarize", both("thresholdRange", threshold), lambda x: F.solarize(x, threshold))
for sigma in (0.3, 0.8):
    kernel = 2 * math.ceil(3 * sigma) + 1
    case("blur", both("sigmaRange", sigma), real(lambda x: F.gaussian_blur(x, [kernel, kernel], [sigma, sigma])))

path = Path(__file__).with_name("augmentations.json")
head = {"torch": torch.__version__, "torchvision": torchvision.__version__, "height": height, "width": width}
pictures = {"1": gray.reshape(-1).tolist(), "3": colour.reshape(-1).tolist()}
dump = lambda x: json.dumps(x, separators=(",", ":"))
lines = ",\n".join(dump(one) for one in cases)
path.write_text(f'{dump(head)[:-1]},"pictures":{dump(pictures)},"cases":[\n{lines}\n]}}\n')
print(f"{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")
