"""Calls of listening tools: who signed them, whether they came before, what their fields mean.

Two kinds of signature are taken where a source has a secret:

- `X-Crisisdesk-Signature: sha256=<hex>`: HMAC-SHA256 of the raw body. A repeated call adds
  nothing, since mentions are idempotent.
- `X-Signature: t=<unix seconds>,n=<nonce>,v1=<hex>`: HMAC-SHA256 of `<t>.<nonce>.<body>`, or of
  `<t>.<body>` without a nonce. It holds for five minutes and once.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import one_line
from monitoring.enums import SourceKind
from monitoring.intake import paths
from monitoring.intake.clean import plain
from monitoring.models import CallHealth, FieldPaths, SeenCall
from monitoring.services import sources
from monitoring.services.ingest import Result, take_in
from teams.automation import automation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitoring.models import Source
    from teams.models import User

PLAIN, TIMED = "X-Crisisdesk-Signature", "X-Signature"
TOLERANCE = timedelta(minutes=5)
#: Forged calls beyond this in a minute are refused without being counted.
MOST_FORGED = 30
MINUTE = timedelta(minutes=1)
LONGEST_TIME = 12
#: Refused mentions of a call whose reasons are kept.
FEW = 3


class Verdict(Enum):
    """What a signature is worth."""

    GOOD = "good"
    FORGED = "forged"
    STALE = "stale"
    REPLAYED = "replayed"


def judge(source: Source, body: bytes, headers: Mapping[str, str]) -> Verdict:
    """Whether the caller knew the secret, lately, and for the first time."""
    if not source.secret:
        return Verdict.GOOD
    if not (timed := headers.get(TIMED, "")):
        good = sources.signed(source, body, headers.get(PLAIN, ""))
        return Verdict.GOOD if good else Verdict.FORGED
    parts = signature_parts(timed)
    if not _fits(source, body, parts):
        return Verdict.FORGED
    if abs(now().timestamp() - int(parts["t"])) > TOLERANCE.total_seconds():
        return Verdict.STALE
    seen = SeenCall.objects.filter(source=source, signature=parts["v1"].strip().lower()).exists()
    return Verdict.REPLAYED if seen else Verdict.GOOD


def signature_parts(header: str) -> dict[str, str]:
    """The parts of a signature with a time; empty ones where it lacks them."""
    given = dict(part.strip().partition("=")[::2] for part in header[:1000].split(","))
    return {name: given.get(name, "") for name in ("t", "n", "v1")}


def _fits(source: Source, body: bytes, parts: dict[str, str]) -> bool:
    at = parts["t"]
    if not (at.isascii() and at.isdigit() and len(at) <= LONGEST_TIME):
        return False
    head = f"{at}.{parts['n']}." if parts["n"] else f"{at}."
    return sources.fits(source, head.encode() + body, parts["v1"])


def take(source: Source, items: Sequence[Any], *, signature: str = "") -> Result:
    """Take the mentions of a call in; its signature holds no second time."""
    result = take_in(
        items, brand=source.brand, actor=automation(), source=source, kind=SourceKind.WEBHOOK
    )
    if source.secret and signature:
        # Afterwards: a call that broke down on our side may be repeated.
        seen = SeenCall(
            source=source, signature=signature_parts(signature)["v1"].strip().lower()[:64]
        )
        SeenCall.objects.bulk_create([seen], ignore_conflicts=True)
    if result.rejected:
        _note_refused(source, result, len(items))
    if result.rejected and not (result.accepted or result.duplicates):
        # The tool was told, but whoever wonders why it is silent looks at the source's page.
        count_unread(source, _nothing_of(result))
    return result


def _note_refused(source: Source, result: Result, of: int) -> None:
    """Keep why the first few were refused, without a word of theirs."""
    first = sorted(result.rejected, key=lambda bad: bad["index"])[:FEW]
    said = {"count": len(result.rejected), "of": of, "first": first}
    values = {"refused": said, "refused_at": now()}
    CallHealth.objects.update_or_create(source=source, defaults=values)


def _nothing_of(result: Result) -> str:
    first = result.rejected[0]["errors"]
    return ngettext(
        "the %(count)s mention of a call was refused: %(why)s",
        "all %(count)s mentions of a call were refused, the first one: %(why)s",
        len(result.rejected),
    ) % {
        "count": len(result.rejected),
        "why": " ".join(f"{name}: {' '.join(said)}" for name, said in first.items()),
    }


def count_forged(source: Source) -> bool:
    """Note a forged call; False where there are so many that they are not even counted."""
    health, _made = CallHealth.objects.get_or_create(source=source)
    # A token per forged call, refilled with time: the last one is as far ahead as there are many.
    last = health.forged_at or now() - MINUTE
    ahead = max(last, now() - MINUTE) + MINUTE / MOST_FORGED
    if ahead > now():
        return False
    CallHealth.objects.filter(pk=health.pk).update(forged=F("forged") + 1, forged_at=ahead)
    return True


def count_replayed(source: Source) -> None:
    """Note a call that came again, or too late."""
    health, _made = CallHealth.objects.get_or_create(source=source)
    CallHealth.objects.filter(pk=health.pk).update(replayed=F("replayed") + 1, replayed_at=now())


def count_unread(source: Source, problem: str) -> None:
    """Note a body that could not be read, and why."""
    health, _made = CallHealth.objects.get_or_create(source=source)
    CallHealth.objects.filter(pk=health.pk).update(
        unread=F("unread") + 1, unread_at=now(), problem=one_line(plain(problem), 300)
    )


def forget_old_calls() -> int:
    """Signatures that have run out need no remembering."""
    return SeenCall.objects.filter(at__lt=now() - 3 * TOLERANCE).delete()[0]


def named_fields(source: Source, data: Any) -> Any:
    """The body's mentions by the source's paths; the data itself where it has none."""
    mapping = FieldPaths.objects.filter(source=source).first()
    return paths.items(data, mapping.paths) if mapping else unwrapped(data)


def unwrapped(data: Any) -> Any:
    """Tools send a list, a list under a name, or a single mention."""
    return data.get("mentions", [data]) if isinstance(data, dict) else data


@transaction.atomic
def set_paths(source: Source, *, actor: User, given: Mapping[str, str]) -> FieldPaths:
    """Say where the tool's JSON keeps the fields of a mention."""
    require(actor, "monitoring.manage", source)
    values = {"paths": paths.check(given), "by": actor, "at": now()}
    return FieldPaths.objects.update_or_create(source=source, defaults=values)[0]


@transaction.atomic
def drop_paths(source: Source, *, actor: User) -> None:
    """Expect our own names again."""
    require(actor, "monitoring.manage", source)
    FieldPaths.objects.filter(source=source).delete()


SENTENCES = {
    Verdict.FORGED: lambda: _("The signature does not fit the body."),
    Verdict.STALE: lambda: _("The time of the signature is more than five minutes off."),
    Verdict.REPLAYED: lambda: _("This call was taken before; the same signature holds once."),
}
