"""Sources, watches, mentions with their counts, and the signals found in them."""

from monitoring.models.claims import ClaimAnswer, ClaimMatch, ClaimReading
from monitoring.models.clusters import Cluster, ClusterCursor, ClusterMember
from monitoring.models.connections import Connection
from monitoring.models.explorer import MentionExport, SavedSearch
from monitoring.models.imports import ColumnMapping, CsvImport, ImportChunk
from monitoring.models.inbox import AnswerRule, InboxEvent, InboxItem
from monitoring.models.judges import SentimentModel
from monitoring.models.mentions import BrandBucket, Bucket, Correction, Mention, MentionKey
from monitoring.models.retention import Removal, RetentionPolicy
from monitoring.models.screenshots import Screenshot
from monitoring.models.second_look import SecondLook, SecondLookRun
from monitoring.models.signals import Signal
from monitoring.models.sources import Silence, Source, Tracker, Watch
from monitoring.models.staff import StaffDoor, StaffKnock, StaffReport, StaffStanding, StaffWay
from monitoring.models.tuning import BrandRules, Tuning
from monitoring.models.webhooks import CallHealth, FieldPaths, SeenCall

__all__ = [
    "AnswerRule",
    "BrandBucket",
    "BrandRules",
    "Bucket",
    "CallHealth",
    "ClaimAnswer",
    "ClaimMatch",
    "ClaimReading",
    "Cluster",
    "ClusterCursor",
    "ClusterMember",
    "ColumnMapping",
    "Connection",
    "Correction",
    "CsvImport",
    "FieldPaths",
    "ImportChunk",
    "InboxEvent",
    "InboxItem",
    "Mention",
    "MentionExport",
    "MentionKey",
    "Removal",
    "RetentionPolicy",
    "SavedSearch",
    "Screenshot",
    "SecondLook",
    "SecondLookRun",
    "SeenCall",
    "SentimentModel",
    "Signal",
    "Silence",
    "Source",
    "StaffDoor",
    "StaffKnock",
    "StaffReport",
    "StaffStanding",
    "StaffWay",
    "Tracker",
    "Tuning",
    "Watch",
]
