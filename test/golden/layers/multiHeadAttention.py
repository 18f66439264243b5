import torch
from common import case, draw, write


def attention(depth, heads):
    """torch.nn.MultiheadAttention, its weights as Hibiscus names and holds them."""
    module = torch.nn.MultiheadAttention(depth, heads, batch_first=True)
    sources = {}
    for name in ("query", "key", "value", "output"):
        sources[f"{name}.kernel"] = draw(depth, depth, low=-1, high=1).requires_grad_()
        if name != "key":
            sources[f"{name}.bias"] = draw(depth).requires_grad_()
    # Softmax does not see a bias of the keys; Hibiscus has none.
    none = torch.zeros(depth)

    def forward(x, training=True):
        weights = {
            "in_proj_weight": torch.cat([sources[f"{n}.kernel"].T for n in ("query", "key", "value")]),
            "in_proj_bias": torch.cat([sources.get(f"{n}.bias", none) for n in ("query", "key", "value")]),
            "out_proj.weight": sources["output.kernel"].T,
            "out_proj.bias": sources["output.bias"],
        }
        return torch.func.functional_call(module, weights, (x, x, x), {"need_weights": False})[0]

    return forward, sources


cases = []
for shape, heads in [((2, 3, 4), 2), ((2, 4, 3), 1), ((1, 2, 6), 3)]:
    forward, sources = attention(shape[2], heads)
    cases += [case(forward, draw(*shape), {"heads": heads}, sources, training) for training in (True, False)]
forward, sources = attention(4, 2)
cases.append(case(forward, draw(2, 3, 4), {"heads": 2, "rate": 0.4}, sources, training=False))
write("multiHeadAttention", cases)
