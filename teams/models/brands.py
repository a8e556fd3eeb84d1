"""Brands, who has a place in them, and their response teams."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from teams.models.people import Role, Title


class Brand(models.Model):
    """A brand (organisation) that the desk protects; everything belongs to one."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    hotline = models.CharField(_("hotline"), max_length=60, blank=True)
    official_channel = models.CharField(_("official channel"), max_length=200, blank=True)
    press_contact = models.CharField(_("press contact"), max_length=200, blank=True)
    quiet_minutes = models.PositiveIntegerField(
        _("quiet window in minutes"),
        null=True,
        blank=True,
        help_text=_("Empty: by severity, from the timers."),
    )
    is_demo = models.BooleanField(default=False)
    #: Made up to look round in, read-only, and removed with one press (`teams.sample`).
    is_sample = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            # Everybody who looks round looks at the same one.
            models.UniqueConstraint(
                fields=["is_sample"], condition=Q(is_sample=True), name="one_sample_brand"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a person may do in a brand."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    title = models.CharField(
        _("title"), max_length=20, choices=Title.choices, blank=True, default=""
    )
    #: Someone who left keeps the row, so that the page can show and re-admit them.
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "brand"], name="one_membership_per_brand"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.brand} · {self.get_role_display()}"


class Team(models.Model):
    """A response team of a brand."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="teams")
    name = models.CharField(_("name"), max_length=80)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="teams", blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="one_team_per_name")]

    def __str__(self) -> str:
        return self.name
