"""What a connector is, what it is given and what it gives back.

A connector reads; it stores nothing, knows no database and may be stopped at any moment. The desk
calls `fetch` outside of any transaction, stores what came and the cursor in one transaction, and
calls again with that cursor. Mentions are idempotent on (source, external id), so that reading a
little twice is right and reading a little too little is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from crisisdesk.kernel.clock import now

if TYPE_CHECKING:
    from django import forms

    from outbox.egress import Door

#: A source that is new to the desk brings no more of its past than this.
FIRST_LOOK = timedelta(days=3)


class Trouble(Exception):
    """The source cannot be read; a code of `words` and the facts of its sentence, no secrets.

    A lasting one wants a person: it stops the source, or has it asked only once an hour where it
    could be read before and no key was refused. Another is tried again, not before `again_at`
    where the other side named a time.
    """

    def __init__(
        self, code: str, *, lasting: bool = False, again_at: datetime | None = None, **facts: Any
    ) -> None:
        self.code, self.lasting, self.again_at, self.facts = code, lasting, again_at, facts
        super().__init__(code)


@dataclass(frozen=True)
class Note:
    """One part could not be taken while the rest was."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "facts": self.facts}


@dataclass(frozen=True)
class Table:
    """A file of mentions that came along, such as the CSV of a listening tool."""

    name: str
    content: bytes
    #: The letter it came with, as a mention: what a person wrote counts where the file says nothing.
    letter: dict[str, Any] | None = None


@dataclass
class Account:
    """What a connector works with: answers of its form, its secrets, and a way out."""

    options: dict[str, Any]
    secrets: dict[str, Any]
    door: Door
    #: Since when a source without a cursor is read.
    since: datetime = field(default_factory=lambda: now() - FIRST_LOOK)
    #: Nothing that is read now will be stored: change nothing on the other side.
    trial: bool = False


@dataclass
class Harvest:
    """What came. `items` have the fields of `POST mentions/`; a bad one harms only itself."""

    items: list[dict[str, Any]] = field(default_factory=list)
    #: Where to go on; plain JSON, no secrets.
    cursor: dict[str, Any] = field(default_factory=dict)
    #: There is more: ask again at once with this cursor.
    more: bool = False
    #: Secrets that the other side gave us, such as a session; sealed, and given back next time.
    keep: dict[str, Any] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    #: Mails of a mailbox for reports of staff, as `staff_mail` takes them apart.
    reports: list[dict[str, Any]] = field(default_factory=list)
    #: The other side wants no question before then.
    again_at: datetime | None = None


class Connector:
    """One kind of source."""

    #: Value of `Source.kind`; at most 20 letters.
    kind: ClassVar[str]
    #: What people call it, translatable.
    label: ClassVar[Any]
    #: One sentence: what it brings in, translatable.
    about: ClassVar[Any] = ""
    #: Where it is heard, a value of `Platform`.
    platform: ClassVar[str] = ""
    #: The questions of its page; those in `secrets` are stored sealed and never shown again.
    form: ClassVar[type[forms.Form]]
    secrets: ClassVar[tuple[str, ...]] = ()
    #: Answers that say where secrets are sent: whoever changes one gives the secrets anew.
    bound_to: ClassVar[tuple[str, ...]] = ()
    #: From one poll to the next, and the least that even an impatient person waits.
    every: ClassVar[timedelta] = timedelta(minutes=5)
    at_least: ClassVar[timedelta] = timedelta(minutes=1)

    def fetch(self, account: Account, cursor: dict[str, Any]) -> Harvest:
        """One page of what is new after `cursor`, oldest pages first where the network can.

        Raises `Trouble` for what it understands; other exceptions are understood by the desk
        as far as they come from the network. Heavy libraries are imported here, not above.
        """
        raise NotImplementedError

    def place(self, options: dict[str, Any]) -> str:
        """Where it reads, in few words, for the list of sources."""
        return ""
