"""Moments in letters, which are stored as text."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def moment(text: str | None) -> str:
    """`08:00 10/11/2026`; empty where there is none."""
    if not text:
        return ""
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "H:i d/m/Y")
