"""What the Python peers share: the start that both sides load, and the loop that answers requests.

A peer reads one JSON object a line from stdin and answers each with one line on stdout:

    {"do": "load", "workload": NAME, "start": FOLDER, "threads": N}  -> {"version": TEXT}
    {"do": "losses", "steps": N}                                     -> {"losses": [N numbers]}
    {"do": "time", "steps": N}                                       -> {"ms": milliseconds a step}
    {"do": "memory"}                                                 -> {"peakMb": largest resident set so far, of
                                                                         all processes that train}

"losses" trains from the start without anything random; "time" trains with dropout and augmentation.
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np


def read_start(folder):
    """The tensors of the start by name: first parameters by path, `features` and `targets`."""
    manifest = json.loads((Path(folder) / "start.json").read_text())
    data = (Path(folder) / "start.bin").read_bytes()
    return {
        t["name"]: np.frombuffer(data, t["dtype"], int(np.prod(t["shape"])), t["offset"]).reshape(t["shape"]).copy()
        for t in manifest
    }


def batches(rows, batch, first, count):
    """Row numbers of `count` steps from step `first`: the data in order, round and round."""
    return [np.arange(step * batch, (step + 1) * batch) % rows for step in range(first, first + count)]


def peak_mb():
    """Largest resident set of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def serve(load):
    """Answers requests. `load(workload, start, threads)` gives (version, losses(steps), run(steps)) and, where other
    processes train, what they hold: peak()."""
    work = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["do"] == "load":
                loaded = load(request["workload"], read_start(request["start"]), request["threads"])
                version, losses, run, peak = loaded if len(loaded) == 4 else (*loaded, peak_mb)
                work, answer = (losses, run, peak), {"version": version}
            elif request["do"] == "losses":
                answer = {"losses": work[0](request["steps"])}
            elif request["do"] == "time":
                start = time.perf_counter()
                work[1](request["steps"])
                answer = {"ms": (time.perf_counter() - start) / request["steps"] * 1e3}
            else:
                answer = {"peakMb": work[2]()}
        except Exception as error:  # The other side decides what a peer that cannot do a workload means.
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
