import torch
from common import case, draw, write

cases = []
for shape, heads, units, pre_norm, rate in [
    ((2, 3, 4), 2, 5, True, 0.0),
    ((2, 3, 4), 2, 5, False, 0.0),
    ((1, 3, 4), 1, None, True, 0.2),
]:
    depth = shape[2]
    wide = units or 4 * depth
    module = torch.nn.TransformerEncoderLayer(
        depth, heads, wide, rate, "gelu", batch_first=True, norm_first=pre_norm
    )
    module.train(rate == 0)
    sources = {}
    for name, rows, columns in [
        ("attention.query", depth, depth),
        ("attention.key", depth, depth),
        ("attention.value", depth, depth),
        ("attention.output", depth, depth),
        ("expand", depth, wide),
        ("project", wide, depth),
    ]:
        sources[f"{name}.kernel"] = draw(rows, columns, low=-1, high=1).requires_grad_()
        if name != "attention.key":
            sources[f"{name}.bias"] = draw(columns).requires_grad_()
    for name in ("norm1", "norm2"):
        sources[f"{name}.scale"] = draw(depth).requires_grad_()
        sources[f"{name}.shift"] = draw(depth).requires_grad_()

    def forward(x):
        s = sources
        joined = ("attention.query", "attention.key", "attention.value")
        weights = {
            "self_attn.in_proj_weight": torch.cat([s[f"{n}.kernel"].T for n in joined]),
            "self_attn.in_proj_bias": torch.cat([s.get(f"{n}.bias", torch.zeros(depth)) for n in joined]),
            "self_attn.out_proj.weight": s["attention.output.kernel"].T,
            "self_attn.out_proj.bias": s["attention.output.bias"],
            "linear1.weight": s["expand.kernel"].T,
            "linear1.bias": s["expand.bias"],
            "linear2.weight": s["project.kernel"].T,
            "linear2.bias": s["project.bias"],
            **{f"norm{i}.weight": s[f"norm{i}.scale"] for i in (1, 2)},
            **{f"norm{i}.bias": s[f"norm{i}.shift"] for i in (1, 2)},
        }
        return torch.func.functional_call(module, weights, (x,))

    options = {"heads": heads, **({"feedForwardUnits": units} if units else {}), "preNorm": pre_norm, "rate": rate}
    modes = (True, False) if rate == 0 else (False,)
    cases += [case(forward, draw(*shape), options, sources, training) for training in modes]
write("transformerEncoderBlock", cases)
