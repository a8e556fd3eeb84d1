"""Erasing an author on request: the handle goes everywhere, the texts by choice.

What remains is a keyed hash, by which later mentions of the same handle are taken in without it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import fold, nfc
from monitoring.enums import ImportState, RemovalKind
from monitoring.models import CsvImport, Mention, Removal, Signal
from monitoring.services.retention import forget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitoring.intake.clean import Heard
    from teams.models import Brand, User

#: Stands where the handle stood.
BLANK = "@…"
SHORTEST = 2


def bare(handle: str) -> str:
    """The handle without its sign."""
    return nfc(handle).strip().lstrip("@")


def digest_of(handle: str) -> str:
    """Keyed hash of a handle, whatever its case; useless without this desk's secret."""
    key = bare(handle).casefold()
    return salted_hmac("monitoring.erased-author", key, algorithm="sha256").hexdigest()


@transaction.atomic
def erase_author(brand: Brand, *, handle: str, reason: str, texts: bool, actor: User) -> Removal:
    """Take the handle out of everything the desk heard; with `texts`, what it wrote too."""
    require(actor, "monitoring.erase_author", brand)
    name, reason = bare(handle), nfc(reason).strip()
    if len(name) < SHORTEST:
        raise ValidationError({"handle": _("Give the whole handle, at least two characters.")})
    if not reason:
        raise ValidationError({"reason": _("Say who asked for it, and when.")})
    own = Mention.objects.filter(Q(author__iexact=name) | Q(author__iexact=f"@{name}"), brand=brand)
    removed = forget(list(own.values_list("pk", flat=True))) if texts else 0
    kept = own.update(author="", url="", external_id="")
    blank = _Blank(name)
    # The reason must not bring back what is just being erased.
    return Removal.objects.create(
        brand=brand, kind=RemovalKind.AUTHOR, by=actor, removed=removed, kept=kept,
        cleaned=_clean_words(brand, blank), handle_digest=digest_of(name), reason=blank(reason),
    )  # fmt: skip


class _Blank:
    """Takes a handle out of words, and out of lists and objects of words."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._called = re.compile(rf"@{re.escape(name)}(?!\w)", re.IGNORECASE)

    def __call__(self, value: Any) -> Any:
        if isinstance(value, str):
            whole = bare(value).casefold() == self.name.casefold()
            return BLANK if whole else self._called.sub(BLANK, value)
        if isinstance(value, list):
            return [self(part) for part in value]
        if isinstance(value, dict):
            return {name: self(part) for name, part in value.items()}
        return value


def _clean_words(brand: Brand, blank: _Blank) -> int:
    """The handle as others wrote it: in their texts, in signals, in files that were refused."""
    cleaned = 0
    called = Mention.objects.filter(brand=brand, text__icontains=f"@{blank.name}")
    for mention in called.only("text").iterator():
        text = blank(mention.text)
        if text != mention.text:
            cleaned += Mention.objects.filter(pk=mention.pk).update(text=text, text_key=fold(text))
    for row in Signal.objects.filter(brand=brand).only("title", "summary", "evidence").iterator():
        cleaned += _rewrite(row, blank, ("title", "summary", "evidence"))
    files = CsvImport.objects.filter(brand=brand)
    for job in files.only("rejected").iterator():
        cleaned += _rewrite(job, blank, ("rejected",))
    # A file that waits for its confirmation may hold the handle too; it can be chosen again.
    return cleaned + files.filter(state=ImportState.PREVIEW).delete()[0]


def _rewrite(row: Signal | CsvImport, blank: _Blank, names: tuple[str, ...]) -> bool:
    after = {name: blank(getattr(row, name)) for name in names}
    changed = {name: value for name, value in after.items() if value != getattr(row, name)}
    return bool(changed) and bool(type(row).objects.filter(pk=row.pk).update(**changed))


def blank_erased(heard: Iterable[Heard], brand: Brand) -> None:
    """Take mentions of erased authors in without their names; others are left as they are."""
    erased = set(
        Removal.objects.filter(brand=brand)
        .exclude(handle_digest="")
        .values_list("handle_digest", flat=True)
    )
    if not erased:
        return
    for one in heard:
        if one.author and digest_of(one.author) in erased:
            one.author = one.url = ""
