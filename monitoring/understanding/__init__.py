"""Judgement on a text: its language and its mood. No database, no Django models."""

from monitoring.understanding.sentiment.model import Judgement, classify, classify_many

__all__ = ["Judgement", "classify", "classify_many"]
