"""What a person can do for a brand when a case is on."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import IncidentRole, Language
from teams.models.brands import Membership


class CrewCard(models.Model):
    """Roles, skills and languages of one place, and who steps in."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="card")
    roles = ArrayField(
        models.CharField(max_length=20, choices=IncidentRole.choices),
        verbose_name=_("roles I can fill"),
        default=list,
        blank=True,
    )
    skills = ArrayField(
        models.CharField(max_length=40), verbose_name=_("skills"), default=list, blank=True
    )
    languages = ArrayField(
        models.CharField(max_length=5, choices=Language.choices),
        verbose_name=_("languages I can work in"),
        default=list,
        blank=True,
    )
    backup = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("backup"),
    )

    def __str__(self) -> str:
        return f"{self.membership}"
