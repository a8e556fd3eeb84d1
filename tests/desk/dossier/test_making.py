"""Made in the background: taken up after a crash, written once, removed after its time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from desk.dossier import asking, jobs, making
from desk.dossier.choice import SECTIONS, Choice
from incidents.models import Dossier, Incident
from incidents.services import facts, remarks
from incidents.services.team import restrict
from teams.models import Membership
from tests.desk.dossier.conftest import add, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from teams.models import User

pytestmark = pytest.mark.django_db


def test_one_that_stands_still_is_taken_up_again(
    case: Incident, ask: Callable[..., Dossier]
) -> None:
    """Its worker died; nobody does it twice meanwhile."""
    made = ask(case)
    assert jobs.claim(Dossier, made.pk) is not None
    assert jobs.claim(Dossier, made.pk) is None
    making.sweep()
    assert Dossier.objects.get(pk=made.pk).state == "making"

    Dossier.objects.filter(pk=made.pk).update(moved_at=now() - 2 * jobs.SILENT)
    making.sweep()

    found = Dossier.objects.get(pk=made.pk)
    assert (found.state, found.attempts) == ("ready", 2)


def test_one_that_brings_its_workers_down_is_given_up(
    case: Incident, ask: Callable[..., Dossier]
) -> None:
    made = ask(case)
    Dossier.objects.filter(pk=made.pk).update(attempts=jobs.MOST_ATTEMPTS)

    making.work("Dossier", made.pk)

    found = Dossier.objects.get(pk=made.pk)
    assert (found.state, found.problem) == ("failed", "too_often")
    assert case.timeline.filter(verb="dossier_made").count() == 0


def test_a_worker_that_was_taken_for_dead_enters_nothing(
    case: Incident, ask: Callable[..., Dossier], media: Path
) -> None:
    made = ask(case)
    slow = jobs.claim(Dossier, made.pk)
    Dossier.objects.filter(pk=made.pk).update(moved_at=now() - 2 * jobs.SILENT)
    making.work("Dossier", made.pk)
    before = Dossier.objects.get(pk=made.pk).sha256

    making._dossier(slow)

    assert Dossier.objects.get(pk=made.pk).sha256 == before
    assert case.timeline.filter(verb="dossier_made").count() == 1
    assert len(list((media / "dossiers").rglob("*.zip"))) == 1
    assert list((media / "dossiers" / "making").iterdir()) == []


def test_who_lost_the_right_meanwhile_gets_nothing(
    case: Incident, ask: Callable[..., Dossier], manager: User, phuong: User
) -> None:
    made = ask(case, by=manager)
    Membership.objects.filter(user=manager).update(role="viewer")

    making.work("Dossier", made.pk)

    found = Dossier.objects.get(pk=made.pk)
    assert (found.state, found.problem, found.path) == ("failed", "right_lost", "")


def test_a_case_closed_to_who_asked_gives_them_nothing(
    case: Incident, ask: Callable[..., Dossier], manager: User, lead: User
) -> None:
    made = ask(case, by=manager)
    restrict(case, [lead], actor=lead)

    making.work("Dossier", made.pk)

    assert Dossier.objects.get(pk=made.pk).problem == "right_lost"


def test_the_same_matter_gives_the_same_bytes(
    case: Incident, ask: Callable[..., Dossier], media: Path
) -> None:
    """Made again after a crash just before the end, it is the same file."""
    made = ask(case, "authority")
    first = _bytes_of(made)

    assert _bytes_of(made) == first


def _bytes_of(made: Dossier) -> bytes:
    from pathlib import Path as Folder

    from django.utils import translation

    from desk.dossier import custody, packing
    from desk.dossier.gathering import Gathered

    dossier = Dossier.objects.select_related("incident__brand", "incident__lead", "by").get(
        pk=made.pk
    )
    report = custody.check(dossier.incident)
    dossier.head_seq = report.head_seq
    with translation.override("vi"), making._workshop() as place:
        return packing.pack(Gathered(dossier, report), Folder(place))[0].read_bytes()


def test_the_file_goes_after_its_time_and_the_digests_stay(
    case: Incident, make: Callable[..., Dossier], media: Path, lead: User
) -> None:
    made = make(case)
    kept = made.sha256
    making.sweep()
    assert (media / made.path).exists()

    Dossier.objects.filter(pk=made.pk).update(keep_until=now() - timedelta(minutes=1))
    making.remove(made.pk)
    making._drop(made.path)

    found = Dossier.objects.get(pk=made.pk)
    assert (found.state, found.sha256, bool(found.manifest)) == ("removed", kept, True)
    assert not (media / made.path).exists()
    with pytest.raises(Blocked):
        asking.hand_out(found, actor=lead)


def test_each_download_is_written_down(
    case: Incident, make: Callable[..., Dossier], lead: User, client_of: Any
) -> None:
    made = make(case)
    answer = client_of(lead).get(f"/incidents/{case.reference}/dossier/{made.number}/file/")

    content = b"".join(answer.streaming_content)
    assert (len(content), content[:2]) == (made.size, b"PK")
    assert [row.by for row in made.downloads.all()] == [lead]
    assert f'filename="{case.reference}-ho-so-1.zip"' in answer["Content-Disposition"]


def test_a_file_that_was_changed_does_not_leave(
    case: Incident, make: Callable[..., Dossier], media: Path, lead: User, client_of: Any
) -> None:
    made = make(case)
    (media / made.path).write_bytes(b"PK khac")

    answer = client_of(lead).get(f"/incidents/{case.reference}/dossier/{made.number}/file/")

    assert answer.status_code == 409
    assert made.downloads.count() == 0


def test_those_who_only_work_or_watch_make_none(
    case: Incident, ask: Callable[..., Dossier], minh: User, khoa: User, nghia: User, vy: User,
    admin_person: User, lan: User,
) -> None:  # fmt: skip
    for person in (minh, khoa, nghia, vy, admin_person):
        with pytest.raises(Forbidden):
            ask(case, by=person)
    assert ask(case, by=lan).number == 1


def test_numbers_are_the_cases_own_and_only_two_are_made_at_once(
    case: Incident, ask: Callable[..., Dossier]
) -> None:
    assert [ask(case).number, ask(case).number] == [1, 2]
    with pytest.raises(Blocked):
        ask(case)


@pytest.mark.parametrize("count", [1, 3])
def test_making_asks_the_database_no_more_for_more_items(
    count: int, case: Incident, ask: Callable[..., Dossier], lead: User, said: Any,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    for number in range(count):
        add(case, lead, f"{number}.jpg", picture())
        facts.add_fact(case, actor=lead, text_vi=f"Dữ kiện {number}", visibility="public")
    made = ask(case, "authority", sections=list(SECTIONS))

    with django_assert_num_queries(MAKING_QUERIES):
        making.work("Dossier", made.pk)

    assert Dossier.objects.get(pk=made.pk).state == "ready"


MAKING_QUERIES = 63
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("authority", {"privileged": True}, "privileged"),
    ("bailiff", {"sections": ["decisions"]}, "sections"),
    ("own", {"sections": []}, "sections"),
    ("own", {"sections": ["chronology", "passwords"]}, "sections"),
    ("bailiff", {"authors": True}, "authors_reason"),
    ("platform", {"letter": {"recipient": " "}}, "recipient"),
    ("platform", {"letter": {"links": "javascript:alert(1)"}}, "links"),
    ("own", {"letter": {"subject": "x" * 301}}, "subject"),
    ("own", {"letter": {"wrong": "x"}}, "wrong"),
    ("own", {"evidence": [10**9]}, "evidence"),
    ("own", {"language": "fr"}, "language"),
    ("press", {"sections": ["facts"]}, "purpose"),
    ("own", {"since": now(), "until": now() - timedelta(days=1)}, "until"),
]


def test_what_is_wrong_is_named_by_its_field(case: Incident, lead: User) -> None:
    for purpose, wrong, field in WRONG:
        more = {"sections": ["evidence"], "evidence": [], **wrong}
        language, private = more.pop("language", "vi"), more.pop("privileged", False)
        letter = {"recipient": "Ai đó", **more.pop("letter", {})}

        with pytest.raises(ValidationError) as error:
            asking.ask(
                case, actor=lead, purpose=purpose, language=language, privileged=private,
                choice=Choice(letter=letter, **more),
            )  # fmt: skip

        assert list(error.value.error_dict) == [field], wrong


def test_neither_privileged_nor_withdrawn_items_nor_those_of_others_can_be_chosen(
    case: Incident, ask: Callable[..., Dossier], lead: User
) -> None:
    secret = case.evidence.get(visibility="privileged")
    link = case.evidence.get(kind="link")
    remarks.withdraw(link, actor=lead, reason="nhầm vụ")

    for purpose, row in (("own", secret), ("authority", secret), ("authority", link)):
        with pytest.raises(ValidationError):
            ask(case, purpose, evidence=[row.pk])
    assert ask(case, "own", evidence=[link.pk]).number == 1
