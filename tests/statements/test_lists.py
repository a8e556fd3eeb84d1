"""Finding words: filters, queues, and who sees what."""

from __future__ import annotations

import pytest

from playbooks.chains import ChainStep, singles
from statements import selectors
from statements.services import drafting, review
from statements.services.drafting import Words
from statements.tasks import sweep


def found(viewer, **wanted) -> list[str]:
    return [words.reference for words in selectors.listing(viewer, wanted)]


@pytest.fixture
def three(case, draft_of, published, minh):
    """One published, one waiting, one draft."""
    waiting = review.submit(draft_of(case, title_vi="Thông tin lô 12"), actor=minh)
    draft = draft_of(case, "apology", title_vi="Thư riêng")
    return published.reference, waiting.reference, draft.reference


FILTERS: list[tuple[dict[str, str], tuple[int, ...]]] = [
    ({}, (2, 1, 0)),
    ({"state": "live"}, (2, 1)),
    ({"state": "said"}, (0,)),
    ({"state": "in_review"}, (1,)),
    ({"state": "nonsense"}, (2, 1, 0)),
    ({"kind": "apology"}, (2,)),
    ({"q": "lô 12"}, (1,)),
    ({"q": "Sữa có mùi"}, (2, 1, 0)),
    ({"drill": "1"}, ()),
    ({"q": "không có đâu"}, ()),
]


def test_the_filters_of_the_address(three, minh):
    for wanted, indexes in FILTERS:
        assert found(minh, **wanted) == [three[index] for index in indexes], wanted


def test_a_number_finds_its_text(three, minh):
    assert found(minh, q=three[1].lower()) == [three[1]]
    assert found(minh, q=three[1][3:]) == [three[1]]
    assert found(minh, q="9" * 30) == []


def test_viewers_and_strangers_see_less(three, khoa, vy, lan):
    assert found(khoa) == [three[0]]
    assert found(vy) == []
    assert len(found(lan)) == 3


def test_a_restricted_case_shows_its_words_to_those_it_names(case, three, minh, lead, lan):
    case.restricted = True
    case.save()
    case.allowed.add(minh)

    assert (len(found(minh)), len(found(lead)), found(lan)) == (3, 3, [])


def test_my_queue_holds_what_waits_for_me_only(three, manager, phuong, minh, lan, khoa):
    for person, count in ((manager, 1), (phuong, 1), (minh, 0), (lan, 0), (khoa, 0)):
        assert len(selectors.waiting_for(person)) == count, person
    row = selectors.waiting_for(manager)[0]
    assert (row.statement.reference, row.waiting_minutes) == (three[1], 0)


def test_the_most_urgent_signature_stands_first(make_case, draft_of, minh, phuong, lan):
    calm, bad = make_case("moderate"), make_case("high")
    for case in (calm, bad):
        review.submit(draft_of(case), actor=minh)

    queue = selectors.waiting_for(phuong)

    assert [row.statement.incident for row in queue] == [bad, calm]


def test_missing_signatures_open_ones_first(make_case, draft_of, minh, phuong, lan, nghia):
    words = review.submit(draft_of(make_case("critical")), actor=minh)

    missing = selectors.approvals_missing(words)

    assert [step.holders for step in missing] == [["comms_head"], ["legal"], ["executive"]]


def test_all_of_several_offices_is_one_signature_from_each():
    step = ChainStep(1, "all", ("legal", "ceo"), ("executive",))
    assert singles(step) == [
        ChainStep(1, "all", ("legal",), ("executive",)),
        ChainStep(1, "all", ("ceo",), ("executive",)),
    ]


def test_the_sweep_is_a_task(three):
    assert sweep() == 0


def test_open_promises_of_a_case(published, case):
    assert [row.statement for row in selectors.open_promises(case)] == [published]


def test_nothing_new_makes_no_new_version(case, draft_of, minh):
    words = draft_of(case)
    again = drafting.save(words, actor=minh, expected_version=1, words=Words())
    assert again.number == 1
