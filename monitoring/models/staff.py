"""What staff without an account report: by a form that anybody with its address may open, or by mail."""

from __future__ import annotations

import re
import secrets
from enum import nonmember

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Language
from incidents.enums import Status
from monitoring.enums import SignalState
from monitoring.models.signals import Signal

#: Read by Python and by PostgreSQL alike.
ADDRESS = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
#: No letter or digit that reads like another.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PLACES = 7


def new_address() -> str:
    """Of the form: long enough that nobody guesses it, short enough for a poster."""
    return secrets.token_urlsafe(12)


def new_reference() -> str:
    """Such as BC-2K7QW4X: whoever knows one learns nothing about another."""
    return "BC-" + "".join(secrets.choice(ALPHABET) for _place in range(PLACES))


def new_token() -> str:
    """By which a returned letter is known; the first letter names the room."""
    return f"m{secrets.token_hex(16)}"


class StaffDoor(models.Model):
    """The address of a brand's form; renewed when it got into wrong hands."""

    brand = models.OneToOneField("teams.Brand", models.CASCADE, related_name="staff_door")
    token = models.CharField(max_length=40, unique=True, default=new_address)
    is_open = models.BooleanField(_("the form is open"), default=True)
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.brand_id}"


class StaffWay(models.TextChoices):
    FORM = "form", _("Form")
    MAIL = "mail", _("Mail")


class StaffStanding(models.TextChoices):
    """What the reporter may read about it; no more than this."""

    RECEIVED = "received", pgettext_lazy("staff report", "Received")
    LOOKED_AT = "looked_at", pgettext_lazy("staff report", "Being looked at")
    CASE = "case", pgettext_lazy("staff report", "Became a case")
    NO_CRISIS = "no_crisis", pgettext_lazy("staff report", "Not a crisis")

    #: The reporter hears of these, where they left an address.
    ends = nonmember(("case", "no_crisis"))


def picture_path(report: StaffReport, _filename: str) -> str:
    """Stored under its digest: a hostile file name never reaches the disk."""
    return f"staff/{report.picture_sha256[:2]}/{report.picture_sha256}.{report.picture_format}"


class StaffReport(models.Model):
    """One report of one person; several about one post hang on one signal."""

    brand = models.ForeignKey("teams.Brand", models.CASCADE, related_name="staff_reports")
    signal = models.ForeignKey(Signal, models.PROTECT, related_name="staff_reports")
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    way = models.CharField(max_length=4, choices=StaffWay.choices)
    url = models.CharField(_("link"), max_length=2000, blank=True)
    #: The link without what differs from reader to reader, hashed: the same post is one signal.
    url_key = models.CharField(max_length=64, blank=True)
    text = models.TextField(_("what it says"), max_length=5000, blank=True)
    place = models.CharField(_("where you saw it"), max_length=120, blank=True)
    seen_at = models.DateTimeField(_("when"), null=True, blank=True)
    picture = models.FileField(upload_to=picture_path, blank=True, max_length=200)
    picture_format = models.CharField(max_length=4, blank=True)
    picture_sha256 = models.CharField(max_length=64, blank=True)
    #: Files that were not taken, by name and reason.
    refused = models.JSONField(default=list)
    # Personal, and blanked on request or in time.
    name = models.CharField(_("your name"), max_length=120, blank=True)
    contact = models.CharField(_("your e-mail or phone"), max_length=254, blank=True)
    #: Who wrote the mail; empty with the form.
    sender = models.CharField(max_length=254, blank=True)
    message_id = models.CharField(max_length=250, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=5, choices=Language.choices, default="vi")
    received_at = models.DateTimeField(default=now)
    #: The reporter was told what became of it.
    thanked_at = models.DateTimeField(null=True, blank=True)
    #: It came in a flood and was put to others, so that those on duty are told once.
    bundled = models.BooleanField(default=False)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    #: A form sent twice, or a mail read twice, is one report.
    once = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "once"], name="staff_report_once"),
        ]
        indexes = [
            # Read by the page of reports, and to count what came within the hour.
            models.Index(fields=["brand", "-received_at"], name="staff_report_list"),
            # Read when another report of the same link comes.
            models.Index(
                fields=["brand", "url_key"], condition=~Q(url_key=""), name="staff_report_of_link"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def standing(self) -> StaffStanding:
        """What became of it, as far as the reporter is told."""
        signal = self.signal
        if signal.state == SignalState.LINKED:
            called_off = signal.incident.status == Status.FALSE_ALARM
            return StaffStanding.NO_CRISIS if called_off else StaffStanding.CASE
        return {
            SignalState.WATCHED: StaffStanding.LOOKED_AT,
            SignalState.DISMISSED: StaffStanding.NO_CRISIS,
        }.get(SignalState(signal.state), StaffStanding.RECEIVED)

    @property
    def writes_back(self) -> str:
        """The e-mail address to which a thank-you goes; empty where none was left."""
        given = next(filter(ADDRESS.fullmatch, (self.sender, self.contact)), "")
        return given.lower()


class StaffKnock(models.Model):
    """Somebody used the form, or was answered by mail; a keyed hash, gone after a day."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["digest", "at"], name="staff_knock_recent")]

    def __str__(self) -> str:
        return self.digest[:12]
