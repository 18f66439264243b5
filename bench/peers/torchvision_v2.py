"""torchvision's transforms v2, `torchvision_v2.py image|batch`, spoken to as peer.py says.

`image` draws for each image, as training needs it and as Hibiscus does: one image after another, in one process for
each thread. `batch` calls the same chain on whole batches, which draws once for all images of a batch: less than what
training needs, and the fastest that torchvision does.
"""

import sys
from concurrent.futures import ProcessPoolExecutor

import torch
import torchvision
from torchvision.transforms import InterpolationMode, v2

from peer import batches, serve

BATCH = 64


def chain():
    """As in works.ts; shift and zoom are one resampling here too."""
    return v2.Compose(
        [
            v2.RandomHorizontalFlip(0.5),
            v2.RandomAffine(0, (0.1, 0.1), (0.85, 1.15), interpolation=InterpolationMode.BILINEAR),
            v2.ColorJitter(brightness=(0.7, 1.3)),
            v2.RandomErasing(1.0, (0.05, 0.25), (0.5, 2.0)),
        ]
    )


_augment, _features = None, None


def start_one(features, threads):
    global _augment, _features
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    _augment, _features = chain(), features


def of_images(rows):
    for some in rows:
        torch.stack([_augment(image) for image in _features[some]])


def of_batches(rows):
    for some in rows:
        _augment(_features[some])


def load(workload, start, threads):
    assert workload == "augment", f"no workload {workload}"
    features = torch.from_numpy(start["features"])
    version = f"torchvision {torchvision.__version__}"
    done = 0

    def rows_of(steps):
        nonlocal done
        done += steps
        return [torch.from_numpy(rows) for rows in batches(len(features), BATCH, done - steps, steps)]

    if sys.argv[1:] == ["batch"]:
        start_one(features, threads)
        return version, None, lambda steps: of_batches(rows_of(steps))
    pools = [ProcessPoolExecutor(1, initializer=start_one, initargs=(features, 1)) for _ in range(threads)]

    def shared(steps):
        rows = rows_of(steps)
        for job in [pool.submit(of_images, rows[i::threads]) for i, pool in enumerate(pools)]:
            job.result()

    shared(threads)
    return version, None, shared


if __name__ == "__main__":
    serve(load)
