import torch
import torch.nn.functional as F
from common import both, draw, integers, write


class Table(torch.nn.Module):
    """Embeddings looked up by code, as PyTorch does it; the codes are read off the one-of-many blocks."""

    def __init__(self, blocks):
        super().__init__()
        self.blocks = blocks
        self.tables = torch.nn.ModuleList(torch.nn.Embedding(b["count"], b["units"]) for b in blocks)
        with torch.no_grad():
            for table in self.tables:
                table.weight.copy_(draw(*table.weight.shape))

    def forward(self, x):
        parts, done = [], 0
        for block, table in zip(self.blocks, self.tables):
            start, end = block["start"], block["start"] + block["count"]
            one_hot = x[:, start:end]
            # The lookup gives the gradient of the table; its gradient by x is that of the product.
            looked = table(one_hot.argmax(1)) + (one_hot - one_hot.detach()) @ table.weight.detach()
            parts += [x[:, done:start], looked]
            done = end
        return torch.cat([*parts, x[:, done:]], 1)


cases = []
for width, blocks in [
    (8, [{"start": 2, "count": 4, "units": 2}, {"start": 6, "count": 2, "units": 1}]),
    (7, [{"start": 0, "count": 3, "units": 2}, {"start": 4, "count": 2, "units": 3}]),
    (5, [{"start": 0, "count": 5, "units": 3}]),
]:
    x = draw(6, width)
    for block in blocks:
        start, count = block["start"], block["count"]
        # The third example twice, so that a row of the table gets the sum of two gradients.
        codes = integers(6, below=count)
        codes[3] = codes[2]
        x[:, start : start + count] = F.one_hot(codes, count).double()
    module = Table(blocks)
    parameters = {f"embedding{k}": table.weight for k, table in enumerate(module.tables)}
    cases += both(module, x, {"blocks": blocks}, parameters)
write("categoryEmbedding", cases)
