"""Reading what is prepared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db.models import F, Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from crisisdesk.kernel.text import fold
from playbooks.enums import FIXED, OPEN, VersionState
from playbooks.models import LegalClock, Playbook, PlaybookVersion
from playbooks.models.plan import COMMON
from playbooks.permissions import gives_word
from teams.models import Role
from teams.roles import people

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from playbooks.content import Plan, Template
    from playbooks.models import Proposal
    from teams.models import Brand, User

#: Matches of a name weigh more than a word found in a signal.
NAME_WEIGHT = 3
MOST_SUGGESTIONS = 3
SHORTEST_WORD = 5
_WORD = re.compile(r"\w{2,}")
#: Folded words that say nothing about a type; Vietnamese syllables first.
STOP_WORDS = frozenset(
    """
    va cua cho voi cac nhung mot la co khong duoc dang da se bi do tai trong ngoai theo tu den ve
    ra vao nay kia thi ma hay hoac nhu khi nguoi nhieu it rat sau truoc tren duoi cung lai con chi
    deu neu vi nen bai trang thuong hieu
    the an and or of to in on at for with from by is are was were be been has have had it its this
    that these those as not no our we us you your they their them who what when where brand
    company post posts page pages new same one more nobody people someone anybody everyone there
    their about after before their which while would could should other several many much some any
    """.split()  # noqa: SIM905 -- a list of words reads better as words
)


def published(brand: Brand | int) -> QuerySet[PlaybookVersion]:
    """Versions in force of a brand's types, in the order of the handbook, without the common one."""
    return (
        PlaybookVersion.objects.in_force()
        .filter(playbook__brand=brand)
        .exclude(playbook__slug=COMMON)
        .select_related("playbook")
        .order_by("playbook_id")
    )


def common(brand: Brand | int) -> PlaybookVersion | None:
    """The version in force of the common first hour and general texts."""
    return (
        PlaybookVersion.objects.in_force()
        .filter(playbook__brand=brand, playbook__slug=COMMON)
        .select_related("playbook")
        .first()
    )


def current(version: PlaybookVersion) -> PlaybookVersion | None:
    """The version in force of the same playbook, if it is another one."""
    others = PlaybookVersion.objects.in_force().filter(playbook_id=version.playbook_id)
    return others.exclude(pk=version.pk).first()


def legal_text_changed(version: PlaybookVersion) -> bool:
    """Whether statement texts differ from those in force."""
    before = current(version)
    texts = before.content.get("templates") if before else []
    return bool(version.content.get("templates") != texts)


def templates_for(
    version: PlaybookVersion | None, common: PlaybookVersion | None, kind: str
) -> list[Template]:
    """Pre-written texts of a kind: the type's own first, then the general ones."""
    sources = [source for source in (version, common) if source is not None]
    return [
        template
        for source in sources
        for template in source.plan.templates
        if template.kind == kind
    ]


def legal_clocks_for(brand_id: int, slug: str) -> QuerySet[LegalClock]:
    """Active legal clocks of a type."""
    return LegalClock.objects.filter(
        Q(types__contains=[slug]) | Q(types=[]), brand_id=brand_id, active=True
    )


def suggest(brand: Brand | int, text: str) -> list[tuple[PlaybookVersion, list[str]]]:
    """Plans whose name or signals share words with a text, best first, with those words.

    Accents and case do not matter; a word that most plans share counts for little.
    """
    said = _phrases(text)
    plans = [(version, _vocabulary(version.plan)) for version in published(brand)]
    rated = []
    for version, words in plans:
        shared = {phrase: weight for phrase, weight in words.items() if phrase in said}
        score = sum(weight / _spread(phrase, plans) for phrase, weight in shared.items())
        rated.append((score, version, _shown(shared, said)))
    rated.sort(key=lambda row: (-row[0], row[1].playbook_id))
    return [(version, why) for score, version, why in rated[:MOST_SUGGESTIONS] if score >= 1]


def _phrases(text: str) -> dict[str, str]:
    """Folded words, and pairs of neighbouring words, with how they were written."""
    written = _WORD.findall(text)
    folded = [fold(word) for word in written]
    words = {
        key: word
        for key, word in zip(folded, written, strict=True)
        if len(key) >= SHORTEST_WORD and key not in STOP_WORDS
    }
    pairs = {
        f"{one} {two}": f"{written[index]} {written[index + 1]}"
        for index, (one, two) in enumerate(pairwise(folded))
        if one not in STOP_WORDS and two not in STOP_WORDS
    }
    return words | pairs


def _vocabulary(plan: Plan) -> dict[str, int]:
    """Phrases by which a plan is known, with their weight.

    A Vietnamese word is mostly two syllables, so that one syllable alone says nothing.
    """
    words: dict[str, int] = {}
    for text in (*plan.signals, plan.summary, plan.name):
        weight = NAME_WEIGHT if text is plan.name else 1
        pairs = (phrase for phrase in _phrases(text.vi) if " " in phrase)
        words |= dict.fromkeys((*pairs, *_phrases(text.en)), weight)
    return words


def _spread(phrase: str, plans: list[tuple[PlaybookVersion, dict[str, int]]]) -> int:
    return sum(phrase in words for _version, words in plans)


def _shown(shared: dict[str, int], said: dict[str, str]) -> list[str]:
    """The shared words as the text wrote them, the weightiest first."""
    ordered = sorted(shared, key=lambda phrase: -shared[phrase])
    return [said[phrase] for phrase in ordered][:5]


def readers_over(version: PlaybookVersion) -> list[User]:
    """People whose word would put a version in force."""
    brand_id = version.playbook.brand_id
    asked = people(brand_id, {Role.MANAGER, Role.LEGAL})
    return [person for person in asked if gives_word(version, person)]


@dataclass(frozen=True)
class Card:
    """One playbook in the library."""

    playbook: Playbook
    in_force: PlaybookVersion | None
    in_work: PlaybookVersion | None

    @property
    def plan(self) -> Plan | None:
        """The words in force, else those in work; a retired playbook has neither."""
        version = self.in_force or self.in_work
        return version.plan if version else None

    @property
    def overdue(self) -> bool:
        due = self.in_force and self.in_force.review_due_at
        return bool(due and due < timezone.localdate())


def library(brand: Brand, words: str = "") -> list[Card]:
    """Every playbook of a brand in the order of the handbook, the retired ones last."""
    wanted = Q(state__in=[VersionState.PUBLISHED, *OPEN])
    versions = Prefetch("versions", PlaybookVersion.objects.filter(wanted), to_attr="lively")
    books = Playbook.objects.filter(brand=brand).prefetch_related(versions)
    cards = [_card(book) for book in books.order_by(F("retired_at").asc(nulls_first=True), "id")]
    key = fold(words)
    return [card for card in cards if all(word in _searched(card) for word in key.split())]


def _card(book: Playbook) -> Card:
    by_state = {version.state: version for version in book.lively}
    return Card(
        playbook=book,
        in_force=by_state.get(VersionState.PUBLISHED),
        in_work=by_state.get(VersionState.DRAFT) or by_state.get(VersionState.IN_REVIEW),
    )


def _searched(card: Card) -> str:
    """Folded words by which a person may look for a playbook."""
    texts = [card.playbook.name_vi, card.playbook.name_en, card.playbook.code, card.playbook.slug]
    if (plan := card.plan) is not None:
        texts += [text for signal in plan.signals for text in (signal.vi, signal.en)]
    return fold(" ".join(texts))


def find_playbook(user: User, slug: str, brand: Brand | None) -> Playbook:
    """The playbook a page names: of the brand one works for, else of another of one's brands."""
    books = Playbook.objects.visible_to(user).filter(slug=slug).select_related("brand")
    first = sorted(books, key=lambda book: book.brand_id != getattr(brand, "pk", None))
    if not first:
        raise Http404
    return first[0]


def find_version(user: User, slug: str, number: int, brand: Brand | None) -> PlaybookVersion:
    people_of = ("author", "edited_by", "published_by", "second_person")
    versions = find_playbook(user, slug, brand).versions.select_related(
        "playbook__brand", *people_of
    )
    return get_object_or_404(versions, number=number)


def clocks_by_key(brand_id: int, keys: tuple[str, ...]) -> list[LegalClock]:
    """Legal clocks that a plan names."""
    return list(LegalClock.objects.filter(brand_id=brand_id, key__in=keys))


def proposals(playbook: Playbook) -> list[Proposal]:
    """What cases taught this playbook: those that wait first, then the newest."""
    rows = playbook.proposals.select_related("by", "declined_by", "version")
    return sorted(rows, key=lambda row: bool(row.version_id or row.declined_at))


def predecessor(version: PlaybookVersion) -> PlaybookVersion | None:
    """What a version is read against: the one in force, or the fixed one before it."""
    if version.state in OPEN:
        return current(version)
    earlier = version.playbook.versions.filter(number__lt=version.number, state__in=FIXED)
    return earlier.first()


def names(brand_id: int) -> dict[str, str]:
    """Names of a brand's playbooks by slug."""
    return {book.slug: str(book) for book in Playbook.objects.filter(brand_id=brand_id)}
