"""What goes into a dossier: by purpose, and as the person chose."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.enums import DossierPurpose as P

SECTIONS: dict[str, Any] = {
    "chronology": _("Chronology"),
    "facts": _("Facts and their state"),
    "claims": _("False claims"),
    "posts": _("Posts attached to the case"),
    "evidence": _("Evidence"),
    "statements": _("What we published"),
    "decisions": _("Decisions and reasons"),
    "contacts": _("Contacts"),
}
#: What each reader may get at all.
OFFERED: dict[str, tuple[str, ...]] = {
    P.AUTHORITY: tuple(SECTIONS),
    P.PLATFORM: ("facts", "claims", "posts", "evidence", "statements", "contacts"),
    P.NEWSPAPER: ("chronology", "facts", "claims", "evidence", "statements", "contacts"),
    P.BAILIFF: ("chronology", "posts", "evidence", "contacts"),
    P.OWN: tuple(SECTIONS),
}
#: What an outside reader gets only if somebody says so.
ON_REQUEST = ("decisions",)
#: Readers to whom a list of links is the point.
LINKED = (P.PLATFORM, P.NEWSPAPER, P.BAILIFF)
LETTER = (
    "recipient", "subject", "account", "rule", "request", "links",
    "sender", "sender_address", "place", "signer", "signer_title",
)  # fmt: skip


def is_outside(purpose: str) -> bool:
    return purpose != P.OWN


def usual(purpose: str) -> list[str]:
    """The sections that are ticked at first."""
    left = ON_REQUEST if is_outside(purpose) else ()
    return [name for name in OFFERED[purpose] if name not in left]


@dataclass(frozen=True)
class Choice:
    """One person's choice, kept with the dossier."""

    sections: list[str]
    evidence: list[int]
    since: datetime | None = None
    until: datetime | None = None
    platform: str = ""
    #: Whether names of those who posted are shown, and why.
    authors: bool = False
    authors_reason: str = ""
    letter: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        data = asdict(self)
        for name in ("since", "until"):
            data[name] = data[name].isoformat() if data[name] else None
        return data

    @classmethod
    def of(cls, data: dict[str, Any]) -> Choice:
        """The choice as it was kept."""
        times = {
            name: datetime.fromisoformat(data[name]) if data.get(name) else None
            for name in ("since", "until")
        }
        return cls(**{**data, **times})

    def covers(self, at: datetime) -> bool:
        """Whether a moment lies in the period."""
        return (self.since is None or at >= self.since) and (self.until is None or at <= self.until)

    def has(self, section: str) -> bool:
        return section in self.sections
