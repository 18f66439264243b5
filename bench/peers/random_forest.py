"""A random forest of scikit-learn, as it comes, on one split.

Reads JSON from stdin: {"train": [[...]], "labels": [...], "test": [[...]], "seed": 1}, numbers only, null where missing.
Prints JSON: {"version": ..., "predicted": [...]}, one label a test row.
"""
import json
import sys

import numpy
import sklearn
from sklearn.ensemble import RandomForestClassifier

asked = json.load(sys.stdin)
table = lambda rows: numpy.nan_to_num(numpy.array(rows, dtype=float), nan=-1e9)
forest = RandomForestClassifier(random_state=asked["seed"], n_jobs=2)
forest.fit(table(asked["train"]), asked["labels"])
predicted = forest.predict(table(asked["test"]))
print(json.dumps({"version": sklearn.__version__, "predicted": [int(label) for label in predicted]}))
