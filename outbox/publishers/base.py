"""What a publisher is, what it is given and what it gives back.

A publisher posts one text by one account. It knows no statement, no approval and no database, and
it is never called twice for one text unless a person said so or the first call certainly posted
nothing. What is certain is decided here, not by the publisher: everything it asks counts as the
posting itself, except what it asks within `account.preparing()`.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django import forms

    from outbox.egress import Door, Patience


@dataclass(frozen=True)
class Post:
    """What is said. `key` names this posting for ever: a repetition carries the same."""

    text: str
    key: str
    at: datetime
    language: str = "vi"
    title: str = ""
    #: The address within the text that leads to the newsroom, and how the piece is called there.
    link: str = ""
    #: What the network gave us for the earlier post that this one answers.
    reply_to: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Published:
    """The network's own name and address of a post; `more` is given back in `reply_to`."""

    id: str = ""
    url: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "url": self.url, **self.more}


@dataclass
class Account:
    """What a publisher works with: answers of its form, its secrets, and the way out."""

    options: dict[str, Any]
    secrets: dict[str, Any]
    door: Door
    patience: Patience
    #: Whether what is asked now may already be the posting.
    posting: bool = True

    @contextlib.contextmanager
    def preparing(self) -> Iterator[None]:
        """What is asked in here posts nothing: if it fails, nothing was posted."""
        self.posting = False
        yield
        # Not reached after an error, on purpose: then nothing was posted.
        # The posting opens a connection of its own: a kept one may be dead without telling.
        self.door.close()
        self.posting, self.door.last, self.patience.spoke = True, None, False


class Publisher:
    """One kind of social network."""

    #: Value of an account's `kind`; at most 20 letters.
    kind: ClassVar[str]
    #: What people call it, translatable.
    label: ClassVar[Any]
    #: One sentence: what it needs, translatable.
    about: ClassVar[Any] = ""
    #: The official channel it serves; empty where the person who connects it says which.
    channel: ClassVar[str] = ""
    #: The questions of its page; those in `secrets` are stored sealed and never shown again.
    form: ClassVar[type[forms.Form]]
    secrets: ClassVar[tuple[str, ...]] = ()
    #: Answers that say where secrets are sent: whoever changes one gives the secrets anew.
    bound_to: ClassVar[tuple[str, ...]] = ()
    #: A later text can stand below an earlier one, so that its words need not name the address.
    replies: ClassVar[bool] = True
    #: `look` works.
    can_look: ClassVar[bool] = False

    def place(self, options: dict[str, Any]) -> str:
        """Where it posts, in few words."""
        raise NotImplementedError

    def host(self, options: dict[str, Any]) -> str:
        """The host on which its posts are read; empty where that is not known."""
        raise NotImplementedError

    def check(self, account: Account) -> str:
        """Sign in without posting; who the network takes us for."""
        raise NotImplementedError

    def publish(self, account: Account, post: Post) -> Published:
        """Post exactly `post.text`, with one decisive request.

        Libraries may raise what they like; `outbox.publishers.judging` understands it.
        """
        raise NotImplementedError

    def look(self, account: Account, post: Post) -> Published | None:
        """Whether this very post is there; asks only, changes nothing."""
        raise NotImplementedError
