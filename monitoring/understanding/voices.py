"""How loud a fitted model and the word lists speak, heard on texts that the fit did not see.

A model knows the texts it was fitted on by heart, so there it would never need the lists. How far
each can be trusted shows only on other texts: few numbers, set apart from the many of the fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from monitoring.understanding.linear import Floats, chances

CLASSES: Final = 3
RIDGE: Final = 0.5  # keeps a number near nothing where few texts speak for it
DIGITS: Final = 4  # the search ends a little elsewhere on another machine


@dataclass(frozen=True, slots=True)
class Voices:
    """Temperature of the fit, pull of each figure of the lists, and where the classes begin."""

    scale: float
    lists: Floats  # (figures, 2)
    bias: Floats  # (2,)


def alone(logits: Floats, labels: npt.NDArray[np.intp]) -> Voices:
    """The factor that makes unseen texts' probabilities honest (least log loss)."""

    def loss(factor: float) -> float:
        right = chances(logits * factor)[np.arange(labels.size), labels]
        return float(-np.log(np.maximum(right, 1e-12)).mean())

    scale = float(min(np.linspace(0.2, 8.0, 79), key=loss))
    return Voices(scale, np.zeros((0, 2)), np.zeros(2))


def beside(logits: Floats, lists: Floats, labels: npt.NDArray[np.intp]) -> Voices:
    """Both at once, every class counting the same (least log loss)."""
    size = lists.shape[1]
    truth = np.eye(CLASSES)[labels]
    counts = np.maximum(truth.sum(axis=0), 1)
    worth = (truth / counts).sum(axis=1) * labels.size / CLASSES

    def lost(numbers: Floats) -> tuple[float, Floats]:
        scale, pulls, bias = numbers[0], numbers[1 : 1 + 2 * size].reshape(size, 2), numbers[-2:]
        found = chances(logits * scale + lists @ pulls + bias)
        right = found[np.arange(labels.size), labels]
        loss = -(worth * np.log(np.maximum(right, 1e-12))).sum()
        slope = ((found - truth) * worth[:, None])[:, :2]
        slopes = [[(slope * logits).sum()], (lists.T @ slope).ravel(), slope.sum(axis=0)]
        own = RIDGE * (numbers[:-2] ** 2).sum()
        pull = np.concatenate(slopes) + 2 * RIDGE * np.append(numbers[:-2], (0.0, 0.0))
        return float(loss + own), pull

    start = np.zeros(3 + 2 * size)
    start[0] = 1.0
    best = minimize(lost, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    best = np.round(best, DIGITS)
    return Voices(float(best[0]), best[1:-2].reshape(size, 2), best[-2:])
