"""Sources: found by name as mentions arrive, made and edited by hand, heard and missed."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.text import slugify

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.sealing import CannotOpen, seal, unseal
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.text import fold, nfc
from monitoring.enums import Platform, SourceKind
from monitoring.intake.places import platform_of
from monitoring.models import Connection, Silence, Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from teams.models import Brand, User

#: More than this are not sources but noise in a column.
MOST_PER_BRAND = 300
#: "Last seen" is remembered no finer than this, to spare writers a queue for one row.
SEEN_IS_NOTED_EVERY = minutes(0.25)
_NAMES = {
    SourceKind.API: "API",
    SourceKind.WEBHOOK: "Webhook",
    SourceKind.CSV: "CSV",
    SourceKind.HAND: "Nhập tay",
    SourceKind.REPLAY: "Bản ghi",
    SourceKind.RSS: "RSS",
}


def key_of(name: str) -> str:
    """The identifier that a name leads to, the same whatever its accents."""
    return slugify(fold(name))[:60] or hashlib.sha256(name.encode()).hexdigest()[:16]


def key_of_words(name: str, kind: str) -> str:
    """The identifier for a mention that says where it comes from, or does not."""
    return key_of(name or _NAMES[SourceKind(kind)])


def named(brand: Brand, names: Iterable[str], kind: str, actor: User) -> dict[str, Source]:
    """The brand's sources by the names given in mentions; unknown ones are made, up to a limit."""
    wanted = {name: key_of_words(name, kind) for name in set(names)}
    rows = Source.objects.filter(brand=brand, key__in=wanted.values()).order_by()
    known = {source.key: source for source in rows}
    for name, key in wanted.items():
        if key not in known and _room_for_one_more(brand):
            known[key] = _make(brand, key, name or _NAMES[SourceKind(kind)], kind, actor)
    return {name: known[key] for name, key in wanted.items() if key in known}


def _room_for_one_more(brand: Brand) -> bool:
    return Source.objects.filter(brand=brand).count() < MOST_PER_BRAND


def _make(brand: Brand, key: str, name: str, kind: str, actor: User) -> Source:
    platform = platform_of(name)
    if key == platform:
        name = str(Platform(platform).label)
    values = {"name": name, "kind": kind, "platform": platform, "created_by": actor}
    return Source.objects.get_or_create(brand=brand, key=key, defaults=values)[0]


def heard(homes: Iterable[Source]) -> None:
    """Something came from these sources: note when, and end a silence."""
    moment = now()
    fresh = moment - SEEN_IS_NOTED_EVERY
    source_ids = {home.pk for home in homes if not home.last_seen_at or home.last_seen_at < fresh}
    if not source_ids:
        return
    stale = Q(last_seen_at=None) | Q(last_seen_at__lt=fresh)
    due = list(
        Source.objects.select_for_update(skip_locked=True)
        .filter(stale, pk__in=source_ids)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if due:
        Source.objects.filter(pk__in=due).update(last_seen_at=moment)
        Silence.objects.filter(source__in=due, ended_at=None).update(
            ended_at=Greatest(F("began_at"), moment)
        )


def note_silences() -> int:
    """Begin a silence for every source that should have been heard by now."""
    expected = Source.objects.filter(active=True, expected_every_minutes__isnull=False)
    return each(expected, _note_silence)


def _note_silence(source: Source) -> bool:
    since = source.silent_since
    if not since:
        return False
    _row, made = Silence.objects.get_or_create(
        source=source, ended_at=None, defaults={"began_at": since}
    )
    return made


@transaction.atomic
def create(brand: Brand, *, actor: User, kind: str, name: str, **values: Any) -> tuple[Source, str]:
    """A source made by hand, and its token: shown once, stored as a hash."""
    require(actor, "monitoring.manage", brand)
    source = Source(
        brand=brand, key=_free_key(brand, name), name=nfc(name).strip(), kind=kind,
        created_by=actor, **values,
    )  # fmt: skip
    source.full_clean()
    source.save()
    return source, renew_token(source, actor=actor) if kind == SourceKind.WEBHOOK else ""


def _free_key(brand: Brand, name: str) -> str:
    base, number = key_of(name), 1
    key = base
    while Source.objects.filter(brand=brand, key=key).exists():
        number += 1
        key = f"{base[:55]}-{number}"
    return key


@transaction.atomic
def edit(source: Source, *, actor: User, **values: Any) -> Source:
    """Change name, platform, expectation or activity."""
    require(actor, "monitoring.manage", source)
    begins = values.get("active") and not source.active
    for name, value in values.items():
        setattr(source, name, value)
    source.full_clean()
    source.save(update_fields=list(values))
    if begins:
        _begin_again(source)
    if not source.silent_since:
        Silence.objects.filter(source=source, ended_at=None).update(
            ended_at=Greatest(F("began_at"), now())
        )
    return source


def _begin_again(source: Source) -> None:
    """What was wrong before it was switched off says nothing about today."""
    source.failing_since = None
    source.save(update_fields=["failing_since"])
    Connection.objects.filter(source=source).update(next_poll_at=now(), problem="", failures=0)


@transaction.atomic
def renew_token(source: Source, *, actor: User) -> str:
    """A new webhook address; the old one stops working at once."""
    require(actor, "monitoring.manage", source)
    token = secrets.token_urlsafe(32)
    source.token_hash = _hash(token)
    source.save(update_fields=["token_hash"])
    return token


@transaction.atomic
def renew_secret(source: Source, *, actor: User) -> str:
    """A new signing secret; from now on an unsigned or wrongly signed call is refused."""
    require(actor, "monitoring.manage", source)
    secret = secrets.token_urlsafe(32)
    source.secret = seal(secret)
    source.save(update_fields=["secret"])
    return secret


@transaction.atomic
def drop_secret(source: Source, *, actor: User) -> None:
    """Take calls unsigned again: the address alone is the key."""
    require(actor, "monitoring.manage", source)
    source.secret = ""
    source.save(update_fields=["secret"])


def by_token(token: str) -> Source | None:
    """The active source of a webhook address."""
    return (
        Source.objects.filter(token_hash=_hash(token), active=True, kind=SourceKind.WEBHOOK)
        .select_related("brand")
        .first()
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def signed(source: Source, body: bytes, signature: str) -> bool:
    """Whether the caller knew the secret: `sha256=<hex HMAC of the raw body>`."""
    return fits(source, body, signature.removeprefix("sha256="))


def fits(source: Source, content: bytes, signature: str) -> bool:
    """Whether the hex HMAC-SHA256 of the content was made with the source's secret."""
    try:
        secret = unseal(source.secret)
    except CannotOpen:
        # Not to be checked any more, so not to be trusted: its page asks for a new secret.
        return False
    wanted = hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), signature.strip().lower().encode())


def silent_spans(brand_id: int, begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """When a source of the brand that should have talked did not, within a time."""
    rows = Silence.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=begin), source__brand=brand_id, began_at__lt=end
    ).values_list("began_at", "ended_at")
    return [(max(began, begin), min(ended or end, end)) for began, ended in rows]
