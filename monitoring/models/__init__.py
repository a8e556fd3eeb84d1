"""Sources, watches, mentions with their counts, and the signals found in them."""

from monitoring.models.connections import Connection
from monitoring.models.imports import CsvImport
from monitoring.models.mentions import Bucket, Correction, Mention, MentionKey
from monitoring.models.signals import Signal
from monitoring.models.sources import Silence, Source, Tracker, Watch

__all__ = [
    "Bucket",
    "Connection",
    "Correction",
    "CsvImport",
    "Mention",
    "MentionKey",
    "Signal",
    "Silence",
    "Source",
    "Tracker",
    "Watch",
]
