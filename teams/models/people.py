"""People and the general roles they may hold."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
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
