"""An encoder for tests: its vectors push the shipped weights to the mood that it was told."""

from __future__ import annotations

import numpy as np

from monitoring.understanding.sentiment import dense

#: Scores of negative and positive against neutral, sure enough for any text.
PUSH = {"negative": (40.0, 0.0), "positive": (0.0, 40.0), "neutral": (-40.0, -40.0)}


class Sight:
    """Tells the mood of a text by a word in it; `seen` are the texts it was asked for, in order."""

    def __init__(self, **moods):
        self.moods, self.seen = moods, []
        self.way = np.linalg.pinv(dense.shipped().weights.T)

    def __call__(self, texts):
        self.seen += texts
        return np.array([self.way @ PUSH[self.mood(text)] for text in texts])

    def mood(self, text):
        return next((mood for mood, word in self.moods.items() if word in text), "neutral")
