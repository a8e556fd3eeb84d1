"""How the shipped model does on texts it has never seen the like of.

    python -m monitoring.understanding.evaluate FILE:TEXT:LABEL …

Each argument names a labelled file and its two columns; nothing is learnt from them.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from monitoring.understanding import classify_many, labelled
from monitoring.understanding.sentiment.train import numbers


def evaluate(path: Path, text: str, label: str) -> dict[str, Any]:
    """Macro-F1, accuracy, F1 of each label, share marked uncertain, and speed."""
    texts, truth, _ = labelled.read(path, text, label)
    classify_many(texts[:1])
    begun = time.perf_counter()
    found = classify_many(texts)
    spent = time.perf_counter() - begun
    right, guess = numbers(truth), numbers([one.label for one in found])
    sure = np.array([not one.uncertain for one in found])
    each = f1_score(right, guess, average=None, labels=[0, 1, 2])
    return {
        "file": path.name,
        "texts": len(texts),
        "macro_f1": round(float(each.mean()), 3),
        "accuracy": round(float((right == guess).mean()), 3),
        "f1": dict(zip(("negative", "positive", "neutral"), each.round(3).tolist(), strict=True)),
        "uncertain": round(float(1 - sure.mean()), 3),
        "accuracy_when_sure": round(float((right == guess)[sure].mean()), 3),
        "texts_per_second": round(len(texts) / spent),
    }


def main(arguments: list[str]) -> None:
    """Print one JSON object a file."""
    for argument in arguments:
        path, text, label = argument.rsplit(":", 2)
        print(json.dumps(evaluate(Path(path), text, label)))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
