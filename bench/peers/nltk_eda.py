"""Easy data augmentation with nltk's WordNet, as the paper's code has it; prints sentences a second of
processor time as JSON.

Reads JSON from stdin: {"sentences": [...], "alpha": 0.1, "seconds": 2, "dict": folder of WordNet's files}.
"""
import json
import os
import random
import shutil
import sys
import tempfile
import time
import warnings

import nltk
from nltk.corpus.reader.wordnet import WordNetCorpusReader

asked = json.load(sys.stdin)
alpha, seconds = asked["alpha"], asked["seconds"]
sentences = [sentence.split() for sentence in asked["sentences"]]
random.seed(5)
warnings.simplefilter("ignore")

# The reader wants files that the package with WordNet's files lacks; for synonyms they may be empty.
folder = tempfile.mkdtemp()
for name in os.listdir(asked["dict"]):
    shutil.copy(os.path.join(asked["dict"], name), folder)
for part in ("noun", "verb", "adj", "adv"):
    open(os.path.join(folder, part + ".exc"), "w").close()
with open(os.path.join(folder, "lexnames"), "w") as lexnames:
    lexnames.writelines(f"{i:02d}\tname{i}\t1\n" for i in range(45))
nltk.data.path.insert(0, folder)  # It reads files of known folders only.
# The map to the offsets of WordNet 3.0 needs another data file, and no synonym.
WordNetCorpusReader.map_wn = lambda self, version="wordnet": None
wordnet = WordNetCorpusReader(folder, None)

stop = set("a an the and or of in is it to that this with for as but its on by be are was at from you not".split())


def synonyms(word):
    found = set()
    for synset in wordnet.synsets(word):
        for lemma in synset.lemma_names():
            name = lemma.replace("_", " ").replace("-", " ").lower()
            found.add("".join(c for c in name if c in " qwertyuiopasdfghjklzxcvbnm"))
    found.discard(word)
    return list(found)


def synonymReplacement(words):
    words = words.copy()
    candidates = list({word for word in words if word not in stop})
    random.shuffle(candidates)
    replaced = 0
    for candidate in candidates:
        found = synonyms(candidate)
        if found:
            synonym = random.choice(found)
            words = [synonym if word == candidate else word for word in words]
            replaced += 1
        if replaced >= max(1, int(alpha * len(words))):
            break
    return " ".join(words)


def randomInsertion(words):
    words = words.copy()
    for _ in range(max(1, int(alpha * len(words)))):
        for _ in range(10):
            found = synonyms(random.choice(words))
            if found:
                words.insert(random.randint(0, len(words) - 1), found[0])
                break
    return " ".join(words)


def randomSwap(words):
    words = words.copy()
    for _ in range(max(1, int(alpha * len(words)))):
        i, j = random.randrange(len(words)), random.randrange(len(words))
        words[i], words[j] = words[j], words[i]
    return " ".join(words)


def randomDeletion(words):
    left = [word for word in words if random.uniform(0, 1) > alpha]
    return " ".join(left or [random.choice(words)])


def speed(operations):
    done, began = 0, time.process_time()
    while time.process_time() - began < seconds:
        operations[done % len(operations)](sentences[done % len(sentences)])
        done += 1
    return done / (time.process_time() - began)


four = [synonymReplacement, randomInsertion, randomSwap, randomDeletion]
speeds = {operation.__name__: speed([operation]) for operation in four}
speeds["the four in turn"] = speed(four)
shutil.rmtree(folder)
print(json.dumps({"name": f"the paper's procedure with nltk {nltk.__version__}", "speeds": speeds}))
