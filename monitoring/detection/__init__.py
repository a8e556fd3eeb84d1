"""Detectors of sudden rises and of a turning mood: streaming, explainable, without a database."""

from .detector import Detector, StaleState
from .episode import ALERT, WARNING
from .mood import MoodDetector
from .observation import MOOD, NEGATIVE, VOLUME, Observation
from .parameters import DEFAULT, Parameters

__all__ = [
    "ALERT",
    "DEFAULT",
    "MOOD",
    "NEGATIVE",
    "VOLUME",
    "WARNING",
    "Detector",
    "MoodDetector",
    "Observation",
    "Parameters",
    "StaleState",
]
