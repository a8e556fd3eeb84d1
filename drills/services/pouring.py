"""Posts that pour in: written down once, each shown when its minute of the story has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Sentiment
from drills import phrases, recordings
from drills.models import DrillPost
from monitoring.enums import Platform

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from drills.models import Drill, Inject, InjectRun

#: Where posts stand whose author named no place: much of it where most people are.
USUAL = (
    Platform.FACEBOOK, Platform.TIKTOK, Platform.FACEBOOK, Platform.FORUM, Platform.FACEBOOK,
    Platform.THREADS, Platform.TIKTOK, Platform.YOUTUBE,
)  # fmt: skip
NEGATIVE_SHARE = 0.7
#: Of those that are not negative, every so many is friendly.
FRIENDLY = 3


@dataclass(frozen=True, slots=True)
class Planned:
    """A post and its minute since the flood began."""

    minute: float
    platform: str
    reach: int
    mood: str
    vi: str
    en: str = ""


def pour(drill: Drill, run: InjectRun) -> int:
    """Write down every post of the inject; those to come are shown as the story goes on."""
    inject = run.inject
    plan = _recorded(inject) if "recording" in inject.details else _composed(inject)
    # While the story stands still its clock shows when it stopped.
    begin = drill.paused_at or now()
    DrillPost.objects.bulk_create(
        [
            DrillPost(
                drill=drill,
                run=run,
                place=place,
                posted_at=begin + timedelta(minutes=post.minute / drill.speed),
                platform=post.platform,
                reach=post.reach,
                label=post.mood,
                author=phrases.author(place),
                text_vi=post.vi,
                text_en=post.en,
            )
            for place, post in enumerate(plan)
        ],
        batch_size=1000,
    )
    return len(plan)


def _composed(inject: Inject) -> list[Planned]:
    """So many over so many minutes; every line of the inject's words is one way to say it."""
    details: dict[str, Any] = inject.details
    count, share = details["count"], details.get("negative_share", NEGATIVE_SHARE)
    return [
        Planned(
            minute=details["over_minutes"] * place / count,
            platform=details.get("platform") or USUAL[place % len(USUAL)],
            reach=details.get("reach", 0),
            mood=(mood := _mood(place, share)),
            vi=phrases.said(_line(inject.content_vi, place), mood, place, "vi"),
            en=phrases.said(_line(inject.content_en, place), mood, place, "en"),
        )
        for place in range(count)
    ]


def _mood(place: int, share: float) -> str:
    """The share holds for any stretch of posts, not only for all."""
    if int((place + 1) * share + 1e-9) > int(place * share + 1e-9):
        return Sentiment.NEGATIVE
    return Sentiment.POSITIVE if place % FRIENDLY == 0 else Sentiment.NEUTRAL


def _line(words: str, place: int) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return lines[place % len(lines)] if lines else ""


def _recorded(inject: Inject) -> list[Planned]:
    """The recorded storm, thinned out to `count` and stretched to `over_minutes` where they say so."""
    lines: Sequence[recordings.Line] = recordings.read(inject.details["recording"])
    plan = [Planned(r.minute, r.platform, r.reach, r.mood, r.vi, r.en) for r in lines]
    if (count := inject.details.get("count", len(plan))) < len(plan):
        plan = [plan[place * len(plan) // count] for place in range(count)]
    if (minutes := inject.details.get("over_minutes")) and plan[-1].minute:
        factor = minutes / plan[-1].minute
        plan = [replace(post, minute=post.minute * factor) for post in plan]
    return plan


def move_on(drill: Drill, since: datetime, lost: timedelta) -> None:
    """What is still to come comes so much later."""
    drill.posts.filter(posted_at__gt=since).update(posted_at=F("posted_at") + lost)


def squeeze(drill: Drill, since: datetime, factor: float) -> None:
    """What is still to come comes in `factor` of the time."""
    start = Value(since, output_field=DateTimeField())
    ahead = ExpressionWrapper(F("posted_at") - start, output_field=DurationField())
    shorter = ExpressionWrapper(ahead * Value(factor), output_field=DurationField())
    moved = ExpressionWrapper(start + shorter, output_field=DateTimeField())
    drill.posts.filter(posted_at__gt=since).update(posted_at=moved)


def stop(drill: Drill, at: datetime) -> None:
    """What had not come when the drill ended never comes."""
    drill.posts.filter(posted_at__gt=drill.paused_at or at).delete()
