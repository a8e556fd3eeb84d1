"""Sources, watches, mentions with their counts, and the signals found in them."""

from monitoring.models.explorer import MentionExport, SavedSearch
from monitoring.models.imports import CsvImport
from monitoring.models.inbox import AnswerRule, InboxEvent, InboxItem
from monitoring.models.mentions import Bucket, Correction, Mention, MentionKey
from monitoring.models.signals import Signal
from monitoring.models.sources import Silence, Source, Tracker, Watch

__all__ = [
    "AnswerRule",
    "Bucket",
    "Correction",
    "CsvImport",
    "InboxEvent",
    "InboxItem",
    "Mention",
    "MentionExport",
    "MentionKey",
    "SavedSearch",
    "Signal",
    "Silence",
    "Source",
    "Tracker",
    "Watch",
]
