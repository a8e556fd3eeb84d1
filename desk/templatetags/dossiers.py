"""Checks and dossiers on pages."""

from __future__ import annotations

from django import template

register = template.Library()
TONES = {"making": "accent", "ready": "ok", "failed": "critical", "removed": "muted"}


@register.filter
def job_tone(state: str) -> str:
    return TONES.get(state, "")
