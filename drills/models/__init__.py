"""What is rehearsed, and how ready a brand was day by day."""

from drills.models.posts import DrillPost
from drills.models.readiness import ReadinessDay, ReadinessTask
from drills.models.rehearsal import Drill, Inject, InjectRun, Scenario
from drills.models.stage import ScoreSheet

__all__ = [
    "Drill",
    "DrillPost",
    "Inject",
    "InjectRun",
    "ReadinessDay",
    "ReadinessTask",
    "Scenario",
    "ScoreSheet",
]
