"""Short questions that many tests ask."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from incidents.models import TimelineEntry
from statements.models import Statement


def codes(error) -> list[str]:
    """The codes of a refusal that pytest caught."""
    return [reason.code for reason in error.value.reasons]


def verbs(case) -> list[str]:
    return list(TimelineEntry.objects.filter(incident=case).values_list("verb", flat=True))


def url(words: Statement, page: str = "detail", *more) -> str:
    return reverse(f"statements:{page}", args=[words.reference, *more])


def body(answer) -> str:
    return answer.content.decode()


def posted(words: Statement, **changes) -> dict:
    """What the editor sends when nothing was touched."""
    version = words.version
    form = {
        "version": words.current_version,
        "title_vi": version.title_vi,
        "title_en": version.title_en,
        "text_vi": version.text_vi,
        "text_en": version.text_en,
        "next_update_at": timezone.localtime(words.next_update_at).strftime("%Y-%m-%dT%H:%M"),
        "audience": words.audience,
        "channels": version.channels,
        "vi_only_reason": "",
        "strategy": "",
    }
    return form | changes
