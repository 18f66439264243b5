"""Small .npy and .npz files as NumPy writes them, and what is in them.

Writes test/golden/numpyFiles.json. Needs numpy: python test/golden/numpyFiles.py
"""
import base64
import io
import json
import os

import numpy as np

rng = np.random.default_rng(7)
arrays = []
archives = []
refused = []


def raw(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def numbers(array):
    """In C order; what JSON has no number for as text."""
    if array.dtype.kind in "US":
        return [v.decode() if isinstance(v, bytes) else str(v) for v in array.ravel()]
    return [float(v) if np.isfinite(v) else str(float(v)) for v in array.ravel()]


def encoded(data):
    return base64.b64encode(data).decode()


def case(name, array):
    arrays.append(
        {"name": name, "file": encoded(raw(array)), "shape": list(array.shape), "values": numbers(array)}
    )


for dtype in ["u1", "i1", "<u2", ">u2", "<i2", "<u4", ">i4", "<i8", ">i8", "<u8"]:
    array = rng.integers(0, 120, (2, 3)).astype(dtype)
    case(f"integers {dtype}", array if dtype.endswith("u8") or dtype.startswith("u") or "u" in dtype else -array)
for dtype in ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]:
    array = (rng.uniform(-1, 1, (3, 2)) * 100).astype(dtype)
    array[0, 0], array[1, 0], array[2, 0] = np.nan, np.inf, -np.inf
    case(f"floats {dtype}", array)
case("half floats below the normal ones", np.array([6e-8, -6.1e-5, 6.2e-5, 65504, 0.0], "<f2"))
case("booleans", np.array([True, False, True]))
case("texts", np.array(["rose", "väter", "", "花🌺"]))
case("texts, big-endian", np.array([["rose", "lily"], ["花", "a"]], ">U5"))
case("bytes", np.array([b"rose", b"li"]))
case("Fortran order", np.asfortranarray(rng.integers(0, 255, (2, 3, 4), dtype=np.uint8)))
case("Fortran order, big-endian floats", np.asfortranarray(rng.uniform(0, 1, (3, 5)).astype(">f4")))
case("Fortran order, texts", np.asfortranarray(np.array([["a", "b", "c"], ["d", "e", "f"]])))
case("a scalar", np.array(3.5))
case("nothing", np.zeros((0, 4), "<f4"))
case("many dimensions", np.zeros((1,) * 20, "u1"))
for version in [(2, 0), (3, 0)]:
    file = io.BytesIO()
    array = np.arange(6, dtype="<i4").reshape(2, 3)
    np.lib.format.write_array(file, array, version=version)
    arrays.append(
        {
            "name": f"version {version[0]}.0",
            "file": encoded(file.getvalue()),
            "shape": [2, 3],
            "values": numbers(array),
        }
    )

for name, save in [("stored", np.savez), ("deflated", np.savez_compressed)]:
    file = io.BytesIO()
    held = {
        "x_train": rng.integers(0, 255, (4, 3, 3), dtype=np.uint8),
        "y_train": np.array([0, 1, 0, 1]),
        "x_test": np.zeros((1, 3, 3), np.uint8),
        "y_test": np.array([1]),
    }
    save(file, **held)
    archives.append(
        {
            "name": name,
            "file": encoded(file.getvalue()),
            "arrays": {key: {"shape": list(a.shape), "values": numbers(a)} for key, a in held.items()},
        }
    )

for name, array in [
    ("objects", np.array([{"a": 1}, None], dtype=object)),
    ("complex numbers", np.array([1 + 2j])),
    ("dates", np.array(["2024-01-01"], "M8[D]")),
    ("records", np.array([(1, 2.0)], [("a", "<i4"), ("b", "<f4")])),
]:
    refused.append({"name": name, "file": encoded(raw(array, allow_pickle=True))})

path = os.path.join(os.path.dirname(__file__), "numpyFiles.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump(
        {"made": f"numpy {np.__version__}", "arrays": arrays, "archives": archives, "refused": refused},
        file,
        indent=1,
        ensure_ascii=False,
    )
    file.write("\n")
