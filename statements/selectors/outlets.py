"""What stands where: texts that wait for a decision, and old posts that must be put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from statements.enums import Outlet, State
from statements.models import ChannelText, Mending, Publication, Statement
from statements.permissions import PUBLISHING
from statements.services.channel_texts import planned
from statements.wording import NEWSROOM
from teams.roles import memberships

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import User


def unsettled(user: User) -> QuerySet[Publication]:
    """Failed and unclear ones of texts that this person may publish, the oldest first."""
    brands = [brand for brand, row in memberships(user).items() if row.role in PUBLISHING]
    mine = Q(statement__brand__in=brands) | Q(statement__incident__lead=user)
    return (
        Publication.objects.filter(
            mine,
            state__in=Outlet.waits,
            message__isnull=False,
            statement__in=Statement.objects.visible_to(user),
        )
        .select_related("statement__incident__brand", "by")
        .order_by("at", "id")
    )


def still_stands(statement: Statement) -> bool:
    """Whether these words may still be sent: neither replaced nor taken back nor known as wrong."""
    return statement.status == State.PUBLISHED and not statement.needs_correction


@dataclass(frozen=True)
class Wanted:
    """What one channel gets, word for word."""

    channel: str
    language: str
    text: str


def channel_texts(statement: Statement) -> list[Wanted]:
    """What each channel gets: as it was frozen for approval, or, of a draft, as it would be."""
    version = statement.version_said
    frozen = ChannelText.objects.filter(version=version)
    found = [Wanted(row.channel, row.language, row.text) for row in frozen]
    if found or statement.is_said:
        return found
    rows = planned(statement, version).items()
    return [Wanted(channel, one.language, one.text) for channel, one in rows]


@dataclass(frozen=True)
class OldPost:
    """A post of an earlier text, and whether readers there know better by now."""

    publication: Publication
    mended: bool
    #: The later text's own post on that channel, or what a person did there by hand.
    answer: Publication | None = None
    mending: Mending | None = None

    @property
    def in_newsroom(self) -> bool:
        return self.publication.channel == NEWSROOM


@dataclass(frozen=True)
class ToMend:
    """One earlier text, the later one that says otherwise (if there is one yet), and the posts."""

    earlier: Statement
    later: Statement | None
    posts: list[OldPost]

    @property
    def open_count(self) -> int:
        return sum(not post.mended for post in self.posts)


def to_mend(statement: Statement) -> list[ToMend]:
    """Posts of the texts that this one corrects, retracts or replaces; and its own, where it is
    the one that must be put right.
    """
    earlier = [statement.target] if statement.target else list(statement.supersedes.all())
    found = [_posts(old, statement) for old in earlier]
    later = [
        *statement.corrections.filter(status__in=State.public).exclude(status=State.RETRACTED),
        *statement.retractions.filter(status__in=State.public),
    ]
    found += [_posts(statement, one) for one in later]
    if statement.superseded_by:
        found.append(_posts(statement, statement.superseded_by))
    if statement.needs_correction:
        found.append(_posts(statement, None))
    return [one for one in found if one.posts]


def _posts(earlier: Statement, later: Statement | None) -> ToMend:
    there = earlier.publications.filter(state__in=(Outlet.LIVE, Outlet.UNCLEAR))
    answers: dict[str, Publication] = {}
    by_hand: dict[int, Mending] = {}
    if later is not None and later.is_said:
        live = later.publications.filter(state=Outlet.LIVE)
        answers = {row.channel: row for row in live}
        mendings = Mending.objects.filter(because_of=later, publication__in=there)
        by_hand = {row.publication_id: row for row in mendings.select_related("by")}
    return ToMend(
        earlier,
        later,
        [
            OldPost(
                row,
                _is_mended(row, later, answers, by_hand),
                answers.get(row.channel),
                by_hand.get(row.pk),
            )
            for row in there
        ],
    )


def _is_mended(
    row: Publication,
    later: Statement | None,
    answers: dict[str, Publication],
    by_hand: dict[int, Mending],
) -> bool:
    """The newsroom shows the label by itself; elsewhere it takes a post, or a hand."""
    if later is None or not later.is_said:
        return False
    return row.channel == NEWSROOM or row.channel in answers or row.pk in by_hand
