"""Sources, watches, mentions with their counts, and the signals found in them."""

from monitoring.models.imports import CsvImport
from monitoring.models.mentions import Bucket, Correction, Mention, MentionKey
from monitoring.models.signals import Signal
from monitoring.models.sources import Silence, Source, Tracker, Watch
from monitoring.models.tuning import BrandRules, Tuning

__all__ = [
    "BrandRules",
    "Bucket",
    "Correction",
    "CsvImport",
    "Mention",
    "MentionKey",
    "Signal",
    "Silence",
    "Source",
    "Tracker",
    "Tuning",
    "Watch",
]
