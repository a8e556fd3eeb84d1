"""What the domain may answer besides a value; the faces turn each into a page or a problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

    Sentence = str | _StrPromise


@dataclass(frozen=True)
class Refusal:
    """One reason why something is not possible: `code` for machines, `message` for people."""

    code: str
    message: Sentence

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "message": str(self.message)}


class DeskError(Exception):
    """Root of the refusals that the HTTP faces know how to show."""


class Blocked(DeskError):
    """The case does not allow it yet (409); carries every reason, not only the first."""

    def __init__(self, reasons: Iterable[Refusal]) -> None:
        self.reasons = list(reasons)
        super().__init__("; ".join(str(reason.message) for reason in self.reasons))


class Forbidden(DeskError):
    """The person may not do it (403)."""

    def __init__(self, sentence: Sentence | None = None) -> None:
        self.sentence = sentence or _("You do not have the right to do this.")
        super().__init__(str(self.sentence))


class Stale(Blocked):
    """Someone saved first (409, code `stale`)."""

    def __init__(self, current_seq: int, sentence: Sentence | None = None) -> None:
        self.current_seq = current_seq
        super().__init__(
            [Refusal("stale", sentence or _("Someone saved first; look at the new version."))]
        )
