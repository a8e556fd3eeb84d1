"""What an admin has put off on the first day. Whether a step is done is never stored: rows say it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.models.brands import Brand


class Step(models.TextChoices):
    """Steps of the first day, in their order."""

    BRAND = "brand", pgettext_lazy("first day", "The brand")
    PEOPLE = "people", pgettext_lazy("first day", "People")
    DUTY = "duty", pgettext_lazy("first day", "Who is on duty")
    LISTENING = "listening", pgettext_lazy("first day", "What the desk listens to")
    PLAYBOOK = "playbook", pgettext_lazy("first day", "The first playbook")
    NEWSROOM = "newsroom", pgettext_lazy("first day", "What the public will see")
    DRILL = "drill", pgettext_lazy("first day", "The first drill")


class SkippedStep(models.Model):
    """A step that was put off, by whom and why; taken up again, the row goes."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="skipped_steps")
    step = models.CharField(max_length=12, choices=Step.choices)
    reason = models.CharField(_("why"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "step"], name="step_skipped_once"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="skipped_step_known"),
        ]

    def __str__(self) -> str:
        return f"{self.brand} {self.step}"
