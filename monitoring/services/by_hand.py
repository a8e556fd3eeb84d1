"""What a person reports from a phone: the mention, its picture, and what is to follow from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.text import one_line
from incidents.enums import EvidenceKind
from incidents.services.evidence import add_evidence
from monitoring.enums import Platform, SourceKind
from monitoring.intake.clean import clean, platform_of_link
from monitoring.intake.keys import key_of
from monitoring.models import Mention, MentionKey, Source
from monitoring.services import mentions, screenshots, signals, sources
from monitoring.services.ingest import take_in

if TYPE_CHECKING:
    from incidents.models import Incident
    from monitoring.intake.clean import Heard
    from monitoring.models import Screenshot, Signal
    from teams.models import Brand, User

_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass
class Report:
    """What came of it."""

    mention: Mention
    signal: Signal | None = None
    incident: Incident | None = None
    #: False where this very report was saved before, as when the answer got lost on the way.
    fresh: bool = True


@transaction.atomic
def report(
    brand: Brand,
    *,
    actor: User,
    key: str = "",
    picture: bytes = b"",
    usual: str = "",
    raise_signal: bool = False,
    incident: Incident | None = None,
    **fields: Any,
) -> Report:
    """A mention from a closed group, a call or a screenshot, with what should follow from it.

    `key` tells one report from the next: sent again, it is the same. `usual` is the platform
    where neither the person nor the link names one.
    """
    require(actor, "monitoring.take_in", brand)
    drawn = screenshots.redraw(picture) if picture else None
    done = _enter(brand, actor, key, usual, fields)
    if not done.fresh:
        return done
    shot = screenshots.keep(done.mention, drawn, actor=actor) if drawn else None
    if incident is not None:
        _attach(done, incident, shot, actor)
    if raise_signal:
        _raise(done, actor)
    return done


def _enter(brand: Brand, actor: User, key: str, usual: str, fields: dict[str, Any]) -> Report:
    item = {name: value for name, value in fields.items() if value not in (None, "")}
    if not item.get("url"):
        item.update(parted(item.get("text", "")))
    item.setdefault("platform", platform_of_link(item.get("url", "")) or usual or Platform.OTHER)
    if key:
        item["external_id"] = f"hand:{key}"
    heard = clean({"posted_at": now(), **item})
    if isinstance(heard, dict):
        raise ValidationError(heard)
    result = take_in([heard], brand=brand, actor=actor, kind=SourceKind.HAND)
    if result.rejected:
        raise ValidationError(result.rejected[0]["errors"])
    return Report(_stored(brand, heard), fresh=bool(result.accepted))


def _stored(brand: Brand, heard: Heard) -> Mention:
    """The mention that this became, now or when it was sent before; found by its key.

    Its id may have been blanked with its author's name, and an old one may be gone.
    """
    home = Source.objects.get(brand=brand, key=sources.key_of_words(heard.source, SourceKind.HAND))
    known = MentionKey.objects.get(digest=key_of(home.pk, heard.external_id))
    mention = Mention.objects.filter(pk=known.mention_id, posted_at=known.posted_at).first()
    if mention is None:
        raise ValidationError(_("This was reported before, and has been removed since."))
    return mention


def parted(text: str) -> dict[str, str]:
    """A link and the words around it, as phones share them in one piece."""
    match = _LINK.search(text)
    if not match:
        return {"text": text} if text else {}
    words = " ".join((text[: match.start()] + text[match.end() :]).split(" ")).strip()
    return {"url": match[0].rstrip(".,;)”"), "text": words}


def _attach(done: Report, incident: Incident, shot: Screenshot | None, actor: User) -> None:
    if incident.brand_id != done.mention.brand_id:
        raise ValidationError({"then": _("This case belongs to another brand.")})
    mentions.attach([done.mention.pk], incident, actor=actor)
    done.incident = incident
    if shot is not None and may(actor, "incidents.work", incident):
        with shot.file.open("rb") as stream:
            copy = ContentFile(stream.read(), name=f"{shot.sha256[:12]}.{shot.format}")
        add_evidence(
            incident, actor=actor, title=one_line(done.mention.text, 120),
            kind=EvidenceKind.SCREENSHOT, url=done.mention.url, file=copy,
        )  # fmt: skip


def _raise(done: Report, actor: User) -> None:
    said = done.mention
    done.signal = signals.raise_by_hand(
        said.brand, actor=actor, title=one_line(said.text, 120), summary=said.text[:5000],
        url=said.url,
    )  # fmt: skip
    Mention.objects.filter(pk=said.pk).update(signal=done.signal)
