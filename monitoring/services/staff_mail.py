"""Mails of staff become reports; the first picture is kept, other files are refused with words."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from crisisdesk.kernel.pictures import redraw
from crisisdesk.kernel.text import one_line
from monitoring.connectors.base import Note
from monitoring.models import StaffReport, StaffWay
from monitoring.services import staff
from monitoring.staff import letters, limits
from monitoring.understanding.language import languages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Brand


def take_all(brand: Brand, found: Iterable[dict[str, Any]], notes: list[Note]) -> int:
    """Take mails in, each by itself: a bad one is named and harms no other."""
    return sum(_tried(brand, mail, notes) for mail in found)


def _tried(brand: Brand, mail: dict[str, Any], notes: list[Note]) -> int:
    try:
        with transaction.atomic():
            return int(take(brand, mail) is not None)
    except ValidationError as error:
        why = " ".join(error.messages)
    except limits.TooMany:
        why = _("More reports came today than a day holds; the mail is still in the mailbox.")
    notes.append(Note("item", {"name": one_line(mail["text"], 60), "why": why}))
    return 0


@transaction.atomic
def take(brand: Brand, mail: dict[str, Any]) -> StaffReport | None:
    """One mail; None where it was taken before. The answer is promised in the same transaction."""
    once = hashlib.sha256(mail["once"].encode()).hexdigest()
    if StaffReport.objects.filter(brand=brand, once=once).exists():
        return None
    language = "en" if languages([mail["text"]]) == ["en"] else "vi"
    with translation.override(language):
        picture, refused = _files(mail["files"])
    names = ("once", "text", "name", "contact", "sender", "message_id", "seen_at")
    report = staff.receive(
        brand,
        staff.Told(
            **{name: mail[name] for name in names}, way=StaffWay.MAIL, language=language,
            picture=picture, refused=refused,
        ),
    )  # fmt: skip
    letters.answer(report)
    return report


def _files(files: Iterable[tuple[str, bytes]]) -> tuple[bytes, list[str]]:
    """The first picture, and why the others were not taken."""
    picture, refused = b"", []
    for name, content in files:
        try:
            redraw(content)
        except ValidationError as error:
            refused.append(f"{name}: {' '.join(error.messages)}")
            continue
        if picture:
            refused.append(_("%(name)s: one picture is taken of each mail.") % {"name": name})
        else:
            picture = content
    return picture, refused
