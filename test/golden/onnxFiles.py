"""Small ONNX networks of several operator sets, and what onnxruntime makes of one input.

Writes test/golden/onnxFiles.json. Needs onnx, onnxruntime and numpy: python test/golden/onnxFiles.py
"""
import base64
import json
import os

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

rng = np.random.default_rng(7)
cases = []


def f(*shape, scale=1.0):
    return (rng.uniform(-1, 1, shape) * scale).astype(np.float32)


def i64(*values):
    return np.array(values, dtype=np.int64)


def numbers(array):
    """Nine digits say a float32 exactly."""
    return [float("%.9g" % value) for value in array.ravel()]


def case(name, nodes, x, opset, tensors=(), domain=None):
    """`nodes` run from x to y; `tensors` are the constants by name."""
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", *x.shape[1:]])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, key) for key, value in dict(tensors).items()],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=4 if opset < 10 else 8
    )
    raw = model.SerializeToString()
    (y,) = ort.InferenceSession(raw, providers=["CPUExecutionProvider"]).run(None, {"x": x})
    cases.append(
        {
            "name": name,
            "opset": opset,
            "model": base64.b64encode(raw).decode(),
            "x": {"shape": list(x.shape), "data": numbers(x)},
            "y": {"shape": list(y.shape), "data": numbers(y)},
        }
    )


def n(op, inputs, outputs=("y",), **attributes):
    return helper.make_node(op, list(inputs), list(outputs), **attributes)


picture = f(2, 4, 7, 6)
matrix = f(2, 6)

# Convolutions: groups, dilations, every kind of padding.
for label, weight, attributes in [
    ("plain", f(3, 4, 3, 3), dict(pads=[1, 0, 2, 1], strides=[2, 1])),
    ("same upper", f(3, 4, 3, 3), dict(auto_pad="SAME_UPPER", strides=[2, 2])),
    ("same lower", f(3, 4, 2, 4), dict(auto_pad="SAME_LOWER", strides=[2, 2])),
    ("depthwise", f(4, 1, 3, 3), dict(group=4, auto_pad="SAME_UPPER")),
    ("groups of two", f(6, 2, 1, 1), dict(group=2)),
    ("dilated", f(3, 4, 2, 2), dict(dilations=[2, 3], auto_pad="VALID")),
]:
    case(
        f"Conv {label}",
        [n("Conv", ["x", "w", "b"], **attributes)],
        picture,
        13,
        {"w": weight, "b": f(weight.shape[0])},
    )

# Pooling.
case("MaxPool overlapping", [n("MaxPool", ["x"], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])], picture, 12)
case("MaxPool ceil", [n("MaxPool", ["x"], kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)], picture, 12)
case("MaxPool tiling", [n("MaxPool", ["x"], kernel_shape=[2, 3], strides=[2, 3])], picture, 8)
case("AveragePool", [n("AveragePool", ["x"], kernel_shape=[3, 2], strides=[2, 1], pads=[1, 0, 1, 1])], picture, 11)
case(
    "AveragePool counting the padding",
    [n("AveragePool", ["x"], kernel_shape=[3, 2], strides=[2, 1], pads=[1, 0, 1, 1], count_include_pad=1)],
    picture,
    11,
)
case("GlobalAveragePool and Flatten", [n("GlobalAveragePool", ["x"], ["p"]), n("Flatten", ["p"], axis=1)], picture, 13)
case("GlobalMaxPool", [n("GlobalMaxPool", ["x"])], picture, 13)

# Elementwise.
for op, attributes in [
    ("Relu", {}),
    ("LeakyRelu", dict(alpha=0.2)),
    ("Sigmoid", {}),
    ("Tanh", {}),
    ("Erf", {}),
    ("HardSigmoid", dict(alpha=0.3, beta=0.4)),
    ("HardSwish", {}),
    ("Abs", {}),
    ("Neg", {}),
    ("Exp", {}),
    ("Identity", {}),
    ("Dropout", {}),
]:
    case(op, [n(op, ["x"], **attributes)], matrix * 3, 14)
case("Gelu", [n("Gelu", ["x"])], matrix * 3, 20)
case("Gelu tanh", [n("Gelu", ["x"], approximate="tanh")], matrix * 3, 20)
case("Dropout of set 7", [n("Dropout", ["x"], ratio=0.5)], matrix, 7)
case("Clip of set 7", [n("Clip", ["x"], min=-0.5, max=0.25)], matrix, 7)
case("Clip with one bound", [n("Clip", ["x", "", "high"])], matrix, 13, {"high": np.float32(0.25)})
case("PRelu", [n("PRelu", ["x", "slope"])], picture, 13, {"slope": f(4, 1, 1)})
case(
    "arithmetic",
    [
        n("Mul", ["x", "m"], ["a"]),
        n("Sub", ["a", "s"], ["b"]),
        n("Div", ["b", "d"], ["c"]),
        n("Add", ["c", "x"], ["e"]),
        n("Max", ["e", "x"], ["g"]),
        n("Sum", ["g", "x", "a"]),
    ],
    matrix,
    13,
    {"m": f(6), "s": f(1, 6), "d": f(6) + np.float32(3)},
)
for exponent in [2.0, 3.0, 0.5]:
    case(f"Pow {exponent}", [n("Pow", ["x", "k"])], np.abs(matrix) + np.float32(0.1), 13, {"k": np.float32(exponent)})
case("Sqrt, Log, Reciprocal", [n("Sqrt", ["x"], ["a"]), n("Log", ["a"], ["b"]), n("Reciprocal", ["b"])], np.abs(matrix) + np.float32(2), 13)

# Products and normalization.
case("Gemm", [n("Gemm", ["x", "w", "b"], transB=1, alpha=0.5, beta=2.0)], matrix, 13, {"w": f(3, 6), "b": f(3)})
case("MatMul and Add", [n("MatMul", ["x", "w"], ["p"]), n("Add", ["b", "p"])], matrix, 13, {"w": f(6, 3), "b": f(3)})
case(
    "MatMul of a transposed weight",
    [n("Transpose", ["w"], ["t"], perm=[1, 0]), n("MatMul", ["x", "t"])],
    matrix,
    13,
    {"w": f(3, 6)},
)
statistics = {"g": f(4), "b": f(4), "m": f(4), "v": np.abs(f(4)) + np.float32(0.3)}
for opset in [8, 15]:
    extra = dict(spatial=1) if opset < 9 else {}
    case(f"BatchNormalization of set {opset}", [n("BatchNormalization", ["x", "g", "b", "m", "v"], epsilon=1e-3, **extra)], picture, opset, statistics)
case("LayerNormalization", [n("LayerNormalization", ["x", "g", "b"], axis=-1)], matrix, 17, {"g": f(6), "b": f(6)})
case("Softmax", [n("Softmax", ["x"], axis=1)], picture, 13)
case("Softmax of set 11", [n("Softmax", ["x"], axis=1)], matrix, 11)
case("Softmax of set 11 over three axes", [n("Softmax", ["x"], axis=1)], picture, 11)

# Quantised weights.
case(
    "DequantizeLinear by axis",
    [n("DequantizeLinear", ["q", "s", "z"], ["w"], axis=0), n("Conv", ["x", "w"], auto_pad="SAME_UPPER")],
    picture,
    13,
    {
        "q": rng.integers(-128, 128, (3, 4, 3, 3)).astype(np.int8),
        "s": np.abs(f(3)) * np.float32(0.01),
        "z": np.array([0, 3, -2], dtype=np.int8),
    },
)
case(
    "DequantizeLinear by tensor",
    [n("DequantizeLinear", ["q", "s", "z"], ["w"]), n("Mul", ["x", "w"])],
    matrix,
    13,
    {"q": rng.integers(0, 256, (6,)).astype(np.uint8), "s": np.float32(0.02), "z": np.uint8(128)},
)

# Reductions and movement.
case("ReduceMean of set 13", [n("ReduceMean", ["x"], axes=[2, 3], keepdims=0)], picture, 13)
case("ReduceMean of set 18", [n("ReduceMean", ["x", "a"], keepdims=1)], picture, 18, {"a": i64(-1)})
case("ReduceSum of set 11", [n("ReduceSum", ["x"], axes=[1])], picture, 11)
case("ReduceMax", [n("ReduceMax", ["x"], axes=[-1], keepdims=0)], picture, 12)
case("Reshape", [n("Reshape", ["x", "s"])], picture, 13, {"s": i64(0, 2, -1)})
case("Reshape with the batch as the rest", [n("Reshape", ["x", "s"])], picture, 13, {"s": i64(-1, 168)})
case(
    "Reshape by a computed shape",
    [
        n("Shape", ["x"], ["all"]),
        n("Gather", ["all", "zero"], ["batch"], axis=0),
        n("Unsqueeze", ["batch", "axis"], ["first"]),
        n("Concat", ["first", "rest"], ["shape"], axis=0),
        n("Reshape", ["x", "shape"]),
    ],
    picture,
    13,
    {"zero": np.array(0, dtype=np.int64), "axis": i64(0), "rest": i64(-1)},
)
case("Transpose", [n("Transpose", ["x"], perm=[0, 2, 3, 1])], picture, 13)
case("Concat", [n("Relu", ["x"], ["r"]), n("Concat", ["x", "r"], axis=-3)], picture, 13)
case("Squeeze and Unsqueeze of set 11", [n("Unsqueeze", ["x"], ["u"], axes=[1, 4]), n("Squeeze", ["u"], axes=[4])], f(2, 3, 4), 11)
case("Squeeze and Unsqueeze of set 13", [n("Unsqueeze", ["x", "a"], ["u"]), n("Squeeze", ["u", "b"])], matrix, 13, {"a": i64(1, 3), "b": i64(3)})
case("Pad of set 10", [n("Pad", ["x"], pads=[0, 0, 1, 0, 0, 0, 2, 3])], picture, 10)
case("Pad of set 18", [n("Pad", ["x", "p", "", "a"])], picture, 18, {"p": i64(1, 0, 2, 1), "a": i64(2, -1)})
case("Slice of set 9", [n("Slice", ["x"], starts=[1], ends=[9999], axes=[2])], picture, 9)
case("Slice of set 13", [n("Slice", ["x", "s", "e", "a", "t"])], picture, 13, {"s": i64(0, -4), "e": i64(7, -1), "a": i64(2, 3), "t": i64(2, 1)})
case("Split of set 11", [n("Split", ["x"], ["a", "b"], axis=1, split=[1, 3]), n("Relu", ["b"])], picture, 11)
case("Split of set 13", [n("Split", ["x"], ["a", "b"], axis=1), n("Sub", ["a", "b"])], picture, 13)
case("Split of set 18", [n("Split", ["x"], ["a", "b"], axis=3, num_outputs=2), n("Add", ["a", "b"])], picture, 18)
constant = numpy_helper.from_array(f(6), "c")
case("Constant", [n("Constant", [], ["c"], value=constant), n("Add", ["x", "c"])], matrix, 13)

# A small residual network with separable convolutions, as MobileNet v2 has them.
case(
    "residual block",
    [
        n("Conv", ["x", "w1", "b1"], ["c1"]),
        n("Clip", ["c1", "low", "high"], ["r1"]),
        n("Conv", ["r1", "w2"], ["c2"], group=8, auto_pad="SAME_UPPER"),
        n("BatchNormalization", ["c2", "g", "b", "m", "v"], ["n2"]),
        n("HardSwish", ["n2"], ["r2"]),
        n("Conv", ["r2", "w3"], ["c3"]),
        n("Add", ["c3", "x"], ["sum"]),
        n("GlobalAveragePool", ["sum"], ["pool"]),
        n("Flatten", ["pool"]),
    ],
    picture,
    15,
    {
        "w1": f(8, 4, 1, 1),
        "b1": f(8),
        "low": np.float32(0),
        "high": np.float32(6),
        "w2": f(8, 1, 3, 3),
        "g": f(8),
        "b": f(8),
        "m": f(8),
        "v": np.abs(f(8)) + np.float32(0.5),
        "w3": f(4, 8, 1, 1),
    },
)

target = os.path.join(os.path.dirname(__file__), "onnxFiles.json")
with open(target, "w") as out:
    lines = ",\n".join("    " + json.dumps(one) for one in cases)
    out.write(
        '{\n  "onnx": "%s",\n  "onnxruntime": "%s",\n  "cases": [\n%s\n  ]\n}\n'
        % (onnx.__version__, ort.__version__, lines)
    )
print(len(cases), "cases")
