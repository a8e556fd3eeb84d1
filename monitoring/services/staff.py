"""Reports of staff become signals: one for each post, one for a flood, and those on duty are told."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.pictures import redraw
from crisisdesk.kernel.text import nfc, one_line
from incidents.enums import Status
from monitoring.enums import SignalKind, SignalLevel, SignalState
from monitoring.intake.clean import is_link
from monitoring.models import Signal, StaffReport, StaffWay
from monitoring.services.by_hand import parted
from monitoring.services.leaving import hold_file
from monitoring.staff import limits, telling
from teams.automation import automation

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Brand

LONGEST_TEXT, LONGEST_LINK = 5000, 2000
#: Where people share from is no part of what they share.
_NOISE = ("utm_", "fbclid", "gclid", "igsh", "mibextid", "si", "share_id", "ref", "_rdr")
#: Those on duty hear again when so many have reported the same.
WORTH_A_WORD = (3, 10, 30, 100)


@dataclass(frozen=True)
class Told:
    """What a reporter said, as it came in."""

    once: str
    way: str = StaffWay.FORM
    text: str = ""
    url: str = ""
    place: str = ""
    seen_at: datetime | None = None
    picture: bytes = b""
    name: str = ""
    contact: str = ""
    language: str = "vi"
    sender: str = ""
    message_id: str = ""
    refused: list[Any] = field(default_factory=list)


@transaction.atomic
def receive(brand: Brand, told: Told) -> StaffReport:
    """Keep a report and put it to its signal; sent again, it is the same report."""
    drawn = redraw(told.picture) if told.picture else None
    report = _made(brand, told)
    limits.one_at_a_time(brand)
    known = StaffReport.objects.filter(brand=brand, once=report.once).first()
    if known is not None:
        return known
    limits.within_the_day(brand, picture=drawn is not None)
    report.signal = _signal_for(report)
    if drawn is not None:
        _keep_picture(report, drawn)
    report.save(force_insert=True)
    _seen_again(report.signal)
    return report


def _made(brand: Brand, told: Told) -> StaffReport:
    text, url = nfc(told.text).strip()[:LONGEST_TEXT], nfc(told.url).strip()
    if not url and (found := parted(text)).get("url"):
        url, text = found["url"], re.sub(r" {2,}", " ", found["text"]) or text
    if not (text or url):
        raise ValidationError({"text": _("Say in a few words what you saw, or paste its link.")})
    if url and (len(url) > LONGEST_LINK or not is_link(url)):
        raise ValidationError({"url": _("A link must begin with http:// or https://.")})
    return StaffReport(
        brand=brand,
        way=told.way,
        once=hashlib.sha256(told.once.encode()).hexdigest(),
        text=text,
        url=url,
        url_key=key_of_link(url) if url else "",
        place=one_line(nfc(told.place), 120),
        seen_at=min(told.seen_at, now()) if told.seen_at else None,
        name=one_line(nfc(told.name), 120),
        contact=one_line(nfc(told.contact), 254),
        sender=told.sender[:254],
        message_id=told.message_id[:250],
        language=told.language,
        refused=told.refused,
    )


def key_of_link(url: str) -> str:
    """The same for the same post, whoever shares it from where."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(_NOISE[:1]) and name.lower() not in _NOISE
    ]
    plain = f"{host}{parts.path.rstrip('/')}?{urlencode(sorted(kept))}"
    return hashlib.sha256(plain.encode()).hexdigest()


def _signal_for(report: StaffReport) -> Signal:
    """The signal of the same post, else a new one; in a flood one for all that comes."""
    if report.url_key and (known := _of_same_link(report)) is not None:
        return known
    recent = StaffReport.objects.filter(
        brand=report.brand, received_at__gt=now() - limits.HOUR
    )  # fmt: skip
    if recent.values("signal").distinct().count() < limits.SIGNALS_PER_HOUR:
        return _raise(report, _title(report), report.text, report.url)
    report.bundled = True
    bundle = recent.filter(bundled=True, signal__state__in=SignalState.waiting).first()
    if bundle is not None:
        return bundle.signal
    with translation.override("vi"):
        title = _("Many reports of staff at once")
    return _raise(report, title, "", "")


def _of_same_link(report: StaffReport) -> Signal | None:
    """Where reports of this post are decided now; what is over does not count."""
    at_work = Q(signal__state__in=SignalState.waiting) | Q(
        signal__state=SignalState.LINKED, signal__incident__status__in=Status.open_states
    )
    same = StaffReport.objects.filter(at_work, brand=report.brand, url_key=report.url_key)
    found = same.select_related("signal").order_by("-id").first()
    return found.signal if found else None


def _title(report: StaffReport) -> str:
    if report.text:
        return one_line(report.text, 120)
    parts = urlsplit(report.url)
    return one_line(f"{parts.hostname}{parts.path}", 120)


def _raise(report: StaffReport, title: str, summary: str, url: str) -> Signal:
    at = report.seen_at or now()
    signal = Signal.objects.create(
        brand=report.brand, kind=SignalKind.MANUAL, level=SignalLevel.WARNING, title=title,
        summary=summary, url=url, started_at=at, at=at, last_at=now(), raised_by=automation(),
        evidence={"staff": 0},
    )  # fmt: skip
    telling.reported(signal)
    return signal


def _seen_again(signal: Signal) -> None:
    """Count it on its signal; those on duty hear of the third, the tenth and so on."""
    count = StaffReport.objects.filter(signal=signal).count()
    signal.evidence = {**signal.evidence, "staff": count}
    signal.last_at = now()
    signal.save(update_fields=["evidence", "last_at"])
    if count in WORTH_A_WORD and signal.state in SignalState.waiting:
        telling.reported_again(signal, count)


def _keep_picture(report: StaffReport, drawn: Any) -> None:
    report.picture_format = drawn.format
    report.picture_sha256 = hashlib.sha256(drawn.content).hexdigest()
    path = report._meta.get_field("picture").generate_filename(report, "")  # noqa: SLF001 -- Django's documented meta API
    hold_file(path)
    if report.picture.storage.exists(path):
        report.picture.name = path
    else:
        report.picture.save("", ContentFile(drawn.content), save=False)
