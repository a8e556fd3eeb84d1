"""What both a text and an answer of the bank rest on: facts as they stood, and phrases kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now

if TYPE_CHECKING:
    from incidents.models import Fact


class FactAsItStood(models.Model):
    """A fact with its words at the time; a later change of them is what makes a text wrong."""

    text_vi = models.TextField()
    text_en = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["id"]

    if TYPE_CHECKING:
        fact: Fact

    @property
    def reworded(self) -> bool:
        """Whether the fact says something else now."""
        return (self.text_vi, self.text_en) != (self.fact.text_vi, self.fact.text_en)


class KeptPhrase(models.Model):
    """A flagged phrase that a person keeps, and why; void as soon as the phrase changes."""

    key = models.CharField(max_length=40)
    phrases = ArrayField(models.TextField(), default=list)
    reason = models.TextField(_("why it stays"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        abstract = True
        ordering = ["id"]
