"""Which known false claim a text repeats. Knows no database."""

from monitoring.understanding.claims.likeness import nearly_same
from monitoring.understanding.claims.matcher import Found, Known, Matcher

__all__ = ["Found", "Known", "Matcher", "nearly_same"]
