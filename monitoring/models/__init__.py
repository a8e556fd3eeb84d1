"""Sources, watches, mentions with their counts, and the signals found in them."""

from monitoring.models.imports import CsvImport
from monitoring.models.judges import SentimentModel
from monitoring.models.mentions import Bucket, Correction, Mention, MentionKey
from monitoring.models.signals import Signal
from monitoring.models.sources import Silence, Source, Tracker, Watch

__all__ = [
    "Bucket",
    "Correction",
    "CsvImport",
    "Mention",
    "MentionKey",
    "SentimentModel",
    "Signal",
    "Silence",
    "Source",
    "Tracker",
    "Watch",
]
