"""Erasing an author on request: the handle goes everywhere, the texts by choice.

What remains is a keyed hash, by which later mentions of the same handle are taken in without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crisisdesk.kernel.rewriting import holding, rewrite, rewrite_all
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc
from incidents.services import unnaming
from monitoring.enums import ImportState, RemovalKind, SignalKind
from monitoring.intake.clean import key_text
from monitoring.intake.handles import Erased, Handle, bare, digest_of
from monitoring.models import (
    CallHealth,
    ClaimAnswer,
    Connection,
    CsvImport,
    InboxEvent,
    Mention,
    MentionExport,
    Removal,
    SavedSearch,
    Signal,
    Source,
    StaffReport,
)
from monitoring.selectors.named import subjects_of
from monitoring.services.leaving import pictures_go, words_go
from monitoring.services.retention import forget
from outbox import services as outbox
from teams import unnaming as notices

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from monitoring.intake.clean import Heard
    from teams.models import Brand, User

SHORTEST = 2
#: Advisory lock, together with the brand: writers share it, and who erases has it alone, so that
#: no batch which began without knowing of the erasure ends behind it.
ERASING = 4_711_003
HOLD = f"SELECT pg_advisory_xact_lock_shared({ERASING}, %s)"
DIGESTS = "SELECT handle_digest FROM monitoring_removal WHERE brand_id = %s AND handle_digest <> ''"


@transaction.atomic
def erase_author(brand: Brand, *, handle: str, reason: str, texts: bool, actor: User) -> Removal:
    """Take the handle out of everything the desk heard; with `texts`, what it wrote too."""
    require(actor, "monitoring.erase_author", brand)
    name, reason = bare(handle), nfc(reason).strip()
    if len(name) < SHORTEST:
        raise ValidationError({"handle": _("Give the whole handle, at least two characters.")})
    if not reason:
        raise ValidationError({"reason": _("Say who asked for it, and when.")})
    _alone(brand)
    own = Mention.objects.filter(Q(author__iexact=name) | Q(author__iexact=f"@{name}"), brand=brand)
    ids, handle = list(own.values_list("pk", flat=True)), Handle(name)
    # A picture shows who said it; no text can be read without it there.
    pictures_go("SELECT unnest(%s::bigint[])", [ids])
    links = ClaimAnswer.objects.filter(mention_id__in=ids).exclude(url="").update(url="")
    if texts:
        by_hand = Signal.objects.filter(kind=SignalKind.MANUAL, mentions__in=own)
        words_go(Signal.objects.filter(pk__in=list(by_hand.values_list("pk", flat=True))))
        unnaming.unquote(brand, list(own.values_list("text", flat=True)))
    removed = forget(ids) if texts else 0
    kept = own.update(author="", url="", external_id="")
    # The reason must not bring back what is just being erased.
    return Removal.objects.create(
        brand=brand, kind=RemovalKind.AUTHOR, by=actor, removed=removed, kept=kept,
        cleaned=links + _clean_words(brand, handle) + _beyond(brand, handle),
        handle_digest=digest_of(name),
        reason=handle.out_of(reason, everywhere=True),
    )  # fmt: skip


def _alone(brand: Brand) -> None:
    """Keep everybody else from taking mentions in until this is done.

    Files and sources first: whoever takes mentions in from one holds it before, so that nobody
    waits in a circle.
    """
    files = CsvImport.objects.filter(brand=brand).order_by("pk").select_for_update()
    list(files.values_list("pk"))
    read = Connection.objects.filter(source__brand=brand).order_by("pk")
    list(read.select_for_update(of=("self",)).values_list("pk"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ERASING, brand.pk])


def _clean_words(brand: Brand, handle: Handle) -> int:
    """The handle as others wrote it: in texts and links, in what people noted, in files."""
    cleaned = _clean_mentions(brand, handle)
    for rows, names in _elsewhere(brand):
        cleaned += rewrite_all(rows, names, handle.out_of)
    # A file that waits for its confirmation may hold the handle too; it can be chosen again.
    waiting = CsvImport.objects.filter(brand=brand, state=ImportState.PREVIEW)
    return cleaned + waiting.delete()[1].get("monitoring.CsvImport", 0)


def _clean_mentions(brand: Brand, handle: Handle) -> int:
    cleaned, names = 0, ("text", "url", "external_id", "author")
    rows = Mention.objects.filter(holding(names, handle.spellings), brand=brand)
    for mention in rows.only(*names).iterator():
        text = handle.out_of(mention.text)
        cleaned += rewrite(mention, names, handle.out_of, text_key=key_text(text))
    return cleaned


def _elsewhere(brand: Brand) -> Iterable[tuple[QuerySet[Any], tuple[str, ...]]]:
    """Everything else of a brand that can hold what came from outside, or words about it."""
    return (
        (Signal.objects.filter(brand=brand), ("title", "summary", "evidence", "url", "note")),
        (StaffReport.objects.filter(brand=brand), ("text", "url", "place")),
        (CsvImport.objects.filter(brand=brand), ("rejected", "header", "name")),
        (InboxEvent.objects.filter(item__brand=brand), ("reply", "url")),
        (ClaimAnswer.objects.filter(claim__incident__brand=brand), ("url",)),
        (SavedSearch.objects.filter(brand=brand), ("name", "query")),
        (MentionExport.objects.filter(brand=brand), ("query",)),
        (Connection.objects.filter(source__brand=brand), ("notes", "facts")),
        (CallHealth.objects.filter(source__brand=brand), ("problem", "refused")),
        (Source.objects.filter(brand=brand), ("name",)),
        (Removal.objects.filter(brand=brand), ("reason",)),
    )


def _beyond(brand: Brand, handle: Handle) -> int:
    """What other rooms repeat of it: cases, claims, notes, notices, letters, answers of the API."""

    def ours(subjects: set[str]) -> set[str]:
        return subjects_of(brand, subjects)

    clean, spellings = handle.out_of, handle.spellings
    return (
        unnaming.take_out(brand, clean, spellings)
        + outbox.reword(clean, spellings, ours)
        + notices.take_out(brand, clean, spellings, ours)
    )


def blank_ids(heard: Collection[Heard], brand: Brand, moment: datetime) -> None:
    """Take the names of erased authors out of the ids of what was just stored."""
    times, ids = {one.posted_at for one in heard}, {one.external_id for one in heard}
    fresh = Mention.objects.filter(brand=brand, posted_at__in=times, received_at=moment)
    fresh.filter(external_id__in=ids, author="").update(external_id="")


def erased_of(brand: Brand) -> Erased:
    """Handles that this brand erased, which hold until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [brand.pk])
        cursor.execute(DIGESTS, [brand.pk])
        return Erased(frozenset(digest for (digest,) in cursor.fetchall()))


def blank_erased(heard: Iterable[Heard], erased: Erased) -> list[Heard]:
    """Take mentions in without the names of erased authors; those whose ids are to go too.

    Later, for an id may hold the name but tells whether the mention is new.
    """
    if not erased:
        return []
    named = []
    for one in heard:
        if one.author and erased.is_one(one.author):
            one.author = one.url = ""
            named.append(one)
        elif erased.is_in(one.url):
            one.url = ""
        if (text := erased.out_of(one.text)) != one.text:
            one.text, one.text_key = text, key_text(text)
    return named
