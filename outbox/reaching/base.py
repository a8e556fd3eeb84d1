"""What a way to a person is, what it is given and what it gives back.

A way hands one word to one address by one account. It knows no person and no preferences. The
desk's side of the conversation (limits, checked addresses, what a failure means) is that of the
publishers: everything a way asks counts as the sending, except what it asks within
`account.preparing()`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from django import forms

    from outbox.publishers.base import Account


@dataclass(frozen=True)
class Word:
    """What is said, in one language. `key` names it for ever: a repetition carries the same."""

    key: str
    title: str
    #: Further lines; a way that has no room for them leaves them out.
    more: tuple[str, ...] = ()
    #: Whole addresses: where it stands, and the one press that answers a page.
    link: str = ""
    answer: str = ""
    language: str = "vi"
    #: Somebody is to be woken.
    wake: bool = False
    #: Text messages without accents, which costs less.
    unaccented: bool = False
    #: Where the network may tell that it has arrived.
    callback: str = ""


@dataclass(frozen=True)
class Handed:
    """What the network gave us: its id, and what the way wants to remember of this address."""

    id: str = ""
    memory: dict[str, Any] = field(default_factory=dict)


class Way:
    """One kind of way."""

    #: Value of an account's `kind`; at most 20 letters.
    kind: ClassVar[str]
    #: Value of `outbox.models.Channel`.
    channel: ClassVar[str]
    label: ClassVar[Any]
    #: One sentence: what the desk needs for it, translatable.
    about: ClassVar[Any] = ""
    #: The questions of an account's page; None where each person brings their own address.
    form: ClassVar[type[forms.Form] | None] = None
    secrets: ClassVar[tuple[str, ...]] = ()
    #: Answers that say where secrets are sent: whoever changes one gives the secrets anew.
    bound_to: ClassVar[tuple[str, ...]] = ()
    #: There is a question that sends nothing; else only a test message tells.
    checks: ClassVar[bool] = True
    #: The other side knows a repeated key, so that sending again does no harm.
    repeats: ClassVar[bool] = False
    #: The other side tells by a signed call whether it arrived.
    confirms: ClassVar[bool] = False

    def check(self, account: Account) -> str:
        """Sign in without sending; who the network takes us for."""
        raise NotImplementedError

    def send(self, account: Account, address: str, word: Word, memory: dict[str, Any]) -> Handed:
        """Hand the word over with one decisive request."""
        raise NotImplementedError

    def arrived(
        self, account: Account, url: str, headers: dict[str, str], body: bytes
    ) -> bool | None:
        """What a call of the network says: it arrived, it did not, or nothing yet (None).

        Raises `ValueError` where the call is not signed with the account's secret.
        """
        raise NotImplementedError
