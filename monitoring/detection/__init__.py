"""Detectors of sudden and slow rises, of a turning mood, of spread: streaming, explainable, without a database."""

from .detector import Detector, StaleState
from .episode import ALERT, WARNING
from .mood import MoodDetector
from .observation import MOOD, NEGATIVE, SOURCE, SPREAD, VOLUME, Observation
from .parameters import DEFAULT, SLOW, Parameters
from .slow import SlowDetector
from .spread import SourceDetector, SpreadDetector

__all__ = [
    "ALERT",
    "DEFAULT",
    "MOOD",
    "NEGATIVE",
    "SLOW",
    "SOURCE",
    "SPREAD",
    "VOLUME",
    "WARNING",
    "Detector",
    "MoodDetector",
    "Observation",
    "Parameters",
    "SlowDetector",
    "SourceDetector",
    "SpreadDetector",
    "StaleState",
]
