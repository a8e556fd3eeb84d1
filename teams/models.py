"""People, brands, memberships, duty, notices in the desk and API tokens."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.text import fold, nfc
from crisisdesk.kernel.vocabulary import Language


class Role(models.TextChoices):
    """General role of a person in a brand (domain F5); incident roles are another thing."""

    VIEWER = "viewer", _("Viewer")
    MEMBER = "member", _("Comms member")
    MANAGER = "manager", _("Manager")
    LEGAL = "legal", _("Legal approver")
    EXECUTIVE = "executive", _("Executive approver")
    ADMIN = "admin", _("Admin")


class Title(models.TextChoices):
    """A named office within a role; approval chains name offices."""

    NONE = "", pgettext_lazy("title", "none")
    COMMS_HEAD = "comms_head", _("Head of communications")
    CEO = "ceo", _("Chief executive")
    HR = "hr", _("Human resources")


class Theme(models.TextChoices):
    SYSTEM = "system", pgettext_lazy("theme", "System")
    LIGHT = "light", pgettext_lazy("theme", "Light")
    DARK = "dark", pgettext_lazy("theme", "Dark")


def lower_email(text: str) -> str:
    """The one spelling of an address that is stored."""
    return nfc(text).strip().lower()


class UserManager(BaseUserManager["User"]):
    """Makes people; sign-in is by e-mail, which is unique whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=lower_email(username or ""))


class User(AbstractBaseUser):
    """A person of the desk, or its automation (which never signs in)."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.VIETNAMESE
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="Asia/Ho_Chi_Minh")
    is_active = models.BooleanField(_("active"), default=True)
    is_automation = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name_key", "id"]
        constraints = [
            # Unique whatever the case: only one spelling is stored.
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_in_lower_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = lower_email(self.email)
        self.name = nfc(self.name)
        # Vietnamese people are sorted by their given name, the last word.
        words = fold(self.name).split()
        self.name_key = " ".join(words[-1:] + words[:-1])
        super().save(*args, **kwargs)

    @property
    def is_staff(self) -> bool:
        return False

    @property
    def is_superuser(self) -> bool:
        return False

    @property
    def is_admin(self) -> bool:
        """Whether the person is an admin of any brand: the rail shows the admin's pages."""
        from teams.roles import memberships  # noqa: PLC0415 -- roles read these models

        return any(row.role == Role.ADMIN for row in memberships(self).values())

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Every right of the desk is a predicate in `<room>/permissions.py`."""
        import rules  # noqa: PLC0415 -- needs loaded apps

        return self.is_active and rules.has_perm(perm, self, obj)


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
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]

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


class TsTzRange(Func):
    function = "TSTZRANGE"


class DutyShift(models.Model):
    """Who answers the phone for a brand from `starts_at` until `ends_at`."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="shifts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="shift_has_length",
                violation_error_message=_("A shift ends after it starts."),
            ),
            ExclusionConstraint(
                name="no_double_shift_of_one_person",
                expressions=[
                    ("brand", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already has a shift at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.starts_at:%d/%m %H:%M}"


class Notice(models.Model):
    """A notice inside the desk for one person; words are built from topic and facts."""

    key = models.CharField(max_length=200, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    topic = models.CharField(max_length=80)
    subject = models.CharField(max_length=60, blank=True)
    url = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            # Read by the bell on every page.
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} · {self.subject}"


class ApiToken(models.Model):
    """A bearer token with a name and scopes. Only its hash is kept: the token itself is random
    and long, so that a plain SHA-256 cannot be searched.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    #: The beginning of the token, by which its owner recognises it.
    prefix = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


def new_secret() -> str:
    """What an outgoing webhook signs with."""
    return secrets.token_urlsafe(32)


class Webhook(models.Model):
    """Another system that wants to be told about some topics of a brand."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="webhooks")
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(max_length=80, default=new_secret)
    #: "incidents.opened", or "incidents.*" for all of a room.
    topics = ArrayField(models.CharField(max_length=80), verbose_name=_("topics"))
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.url


class KeptAnswer(models.Model):
    """The answer to a write that carried an `Idempotency-Key`, for a day."""

    key = models.CharField(max_length=64, unique=True)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=100)
    content = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.status} {self.created_at:%H:%M:%S}"
