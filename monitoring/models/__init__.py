"""Sources, watches, mentions with their counts, and the signals found in them."""

from monitoring.models.imports import CsvImport
from monitoring.models.mentions import BrandBucket, Bucket, Correction, Mention, MentionKey
from monitoring.models.retention import Removal, RetentionPolicy
from monitoring.models.signals import Signal
from monitoring.models.sources import Silence, Source, Tracker, Watch

__all__ = [
    "BrandBucket",
    "Bucket",
    "Correction",
    "CsvImport",
    "Mention",
    "MentionKey",
    "Removal",
    "RetentionPolicy",
    "Signal",
    "Silence",
    "Source",
    "Tracker",
    "Watch",
]
