"""What an invented public says during a drill.

Its own table, and no row of what the desk really hears: no watch, count, baseline, export or page
of the real monitoring can meet it, whatever it forgets.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import Bilingual, Sentiment
from drills.models.rehearsal import Drill, InjectRun
from monitoring.enums import Platform


class DrillPost(Bilingual, models.Model):
    """One invented post; the players see it from `posted_at` on.

    Its columns are called as those of a mention, so that the same charts and ladders read it.
    """

    drill = models.ForeignKey(Drill, models.CASCADE, related_name="posts")
    run = models.ForeignKey(InjectRun, models.CASCADE, related_name="posts")
    place = models.PositiveIntegerField()
    posted_at = models.DateTimeField()
    platform = models.CharField(_("platform"), max_length=12, choices=Platform.choices)
    reach = models.PositiveIntegerField(_("reach"), default=0)
    label = models.CharField(_("sentiment"), max_length=10, choices=Sentiment.choices)
    url = models.CharField(_("link"), max_length=2000, blank=True)
    author = models.CharField(_("who speaks"), max_length=120, blank=True)
    text_vi = models.TextField(_("text (Vietnamese)"))
    text_en = models.TextField(_("text (English)"), blank=True)

    #: Nobody had to guess what its author meant.
    uncertain = False

    class Meta:
        ordering = ["posted_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="drill_post_comes_once"),
        ]
        indexes = [
            # Read by the players' mentions, their chart and the ladder.
            models.Index(fields=["drill", "posted_at"], name="drill_posts_by_time"),
        ]

    def __str__(self) -> str:
        return self.in_language("text")
