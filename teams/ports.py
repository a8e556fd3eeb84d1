"""Where rooms above plug into teams; they register in their AppConfig.ready()."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from teams.models import Brand, Handover, Page, User

    Source = Callable[[User, Brand], Iterable[str]]

#: Parts of a handover that the desk can write by itself.
PARTS = ("open_work", "promises")

_sources: dict[str, list[Source]] = defaultdict(list)
_followers: list[Callable[[Handover], None]] = []
_limits: list[Callable[[str, str, list[User]], list[User]]] = []
_landings: list[Callable[[User], str]] = []


def prefill(part: str, source: Source) -> None:
    """Let `source(giver, brand)` give lines for a part of the handover; only what all may read."""
    if part not in PARTS:
        raise LookupError(part)
    if source not in _sources[part]:
        _sources[part].append(source)


def lines(part: str, giver: User, brand: Brand) -> list[str]:
    return [line for source in _sources[part] for line in source(giver, brand)]


def landing(ask: Callable[[User], str]) -> None:
    """Say where somebody who has just signed in begins; empty for the usual place."""
    _landings[:] = [ask]


def lands(user: User) -> str:
    return next((place for ask in _landings if (place := ask(user))), "")


def follow_handover(follower: Callable[[Handover], None]) -> None:
    """Call `follower(handover)` when one is accepted, in its transaction."""
    if follower not in _followers:
        _followers.append(follower)


def handed_over(handover: Handover) -> None:
    for follower in _followers:
        follower(handover)


def limit_hearers(limit: Callable[[str, str, list[User]], list[User]]) -> None:
    """Let `limit(subject, url, people)` say who of them may hear of it, whoever tells it."""
    if limit not in _limits:
        _limits.append(limit)


def may_hear(subject: str, url: str, people: list[User]) -> list[User]:
    """Those of `people` whom no room above keeps out."""
    for limit in _limits:
        people = limit(subject, url, people)
    return people


class Owner(Protocol):
    """A room whose things people are paged about."""

    def hold(self, page: Page, *, skip: bool) -> bool:
        """Lock what the page is about before the page itself; False if `skip` and it is held."""

    def hears(self, page: Page, people: list[User]) -> list[User]:
        """Those of `people` who may know of it."""

    def shown(self, pages: list[Page], user: User) -> list[Page]:
        """Those of its pages that this person may know of, in as few queries for many as for one."""

    def happened(self, page: Page, act: str, actor: User, facts: dict[str, Any]) -> None:
        """Follow, in the same transaction, what became of the page."""


class Nobody:
    """Owner of pages about nothing in particular."""

    def hold(self, page: Page, *, skip: bool) -> bool:
        return True

    def hears(self, page: Page, people: list[User]) -> list[User]:
        return people

    def shown(self, pages: list[Page], user: User) -> list[Page]:
        return pages

    def happened(self, page: Page, act: str, actor: User, facts: dict[str, Any]) -> None:
        return


_owners: dict[str, Owner] = {"": Nobody()}
_calendars: list[Callable[[datetime, int, int | None], datetime]] = []


def pages_about(kind: str, owner: Owner) -> None:
    """Declare whose pages of this kind are."""
    _owners[kind] = owner


def owner_of(page: Page) -> Owner:
    return owner(page.about)


def owner(kind: str) -> Owner:
    return _owners[kind]


def working_time(add: Callable[[datetime, int, int | None], datetime]) -> None:
    """Give the calendar: the moment when so many working minutes of a brand have passed."""
    _calendars[:] = [add]


def add_working(start: datetime, minutes: int, brand_id: int | None) -> datetime:
    """By the brand's calendar, or by the clock where no room gave one."""
    if not _calendars:
        return start + timedelta(minutes=minutes)
    return _calendars[0](start, minutes, brand_id)
