"""Trials of one network by Optuna driving PyTorch eager, side by side in processes of one thread each.

Reads JSON from stdin: {"folder": where x.f32, y.i32 lie, "train": n, "validation": n, "features": n, "classes": n,
"width": units of the two hidden layers, "batch": n, "epochs": n, "learningRate": r, "workers": n,
"trials": [{"dropout": p, "l2": share}, ...]}. Prints JSON: {"version": ..., "seconds": ..., "accuracies": [...]}.
"""
import json
import multiprocessing
import os
import sys
import time

import numpy
import optuna
import torch


def work(asked, trials, answers):
    torch.set_num_threads(1)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    count = asked["train"] + asked["validation"]
    folder = asked["folder"]
    x = torch.from_numpy(numpy.fromfile(os.path.join(folder, "x.f32"), "<f4").reshape(count, asked["features"]))
    y = torch.from_numpy(numpy.fromfile(os.path.join(folder, "y.i32"), "<i4").astype("int64"))
    n, batch = asked["train"], asked["batch"]

    def objective(trial):
        dropout = trial.suggest_float("dropout", 0, 0.9)
        l2 = trial.suggest_float("l2", 0, 1)
        torch.manual_seed(trial.number)
        width = asked["width"]
        network = torch.nn.Sequential(
            torch.nn.Linear(asked["features"], width), torch.nn.ReLU(), torch.nn.Dropout(dropout),
            torch.nn.Linear(width, width), torch.nn.ReLU(), torch.nn.Dropout(dropout),
            torch.nn.Linear(width, asked["classes"]),
        )
        # The penalty l2 * sum of squares has the gradient 2 * l2 * w.
        optimizer = torch.optim.Adam(network.parameters(), lr=asked["learningRate"], weight_decay=2 * l2)
        loss_of = torch.nn.CrossEntropyLoss()
        for _ in range(asked["epochs"]):
            order = torch.randperm(n)
            for start in range(0, n, batch):
                rows = order[start:start + batch]
                optimizer.zero_grad()
                loss_of(network(x[rows]), y[rows]).backward()
                optimizer.step()
        network.eval()
        with torch.no_grad():
            return float((network(x[n:]).argmax(1) == y[n:]).float().mean())

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.RandomSampler(seed=1))
    for trial in trials:
        study.enqueue_trial(trial)
    study.optimize(objective, n_trials=len(trials))
    answers.put([trial.value for trial in study.trials])


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    workers = asked["workers"]
    answers = multiprocessing.Queue()
    parts = [asked["trials"][i::workers] for i in range(workers)]
    began = time.perf_counter()
    processes = [multiprocessing.Process(target=work, args=(asked, part, answers)) for part in parts]
    for process in processes:
        process.start()
    accuracies = [value for _ in processes for value in answers.get()]
    for process in processes:
        process.join()
    seconds = time.perf_counter() - began
    version = f"optuna {optuna.__version__}, torch {torch.__version__}"
    print(json.dumps({"version": version, "seconds": seconds, "accuracies": accuracies}))
