"""Moments on pages that nobody keeps up to date: absolute only."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from statements.fill import moment

register = template.Library()


@register.filter
def stamp(at: datetime | None) -> SafeString | str:
    """“16:12 ngày 22/11/2026 (GMT+7)”; a relative time would be wrong in every cache."""
    if at is None:
        return ""
    local = timezone.localtime(at, timezone.get_default_timezone())
    zone = f"GMT{local:%z}"[:-2].replace("+0", "+").replace("-0", "−")
    words = moment(at, get_language() or "vi")
    return format_html('<time datetime="{}">{} ({})</time>', local.isoformat(), words, zone)
