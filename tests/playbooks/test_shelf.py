"""The library tells where a playbook is used, and what goes with one that is retired."""

from datetime import timedelta

import pytest
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from drills.models import Drill, Scenario
from incidents.models import Incident
from playbooks.models import Playbook, PlaybookVersion, Proposal, Suggestion
from playbooks.services import publish, retire
from playbooks.services.risks import register
from playbooks.shelf import left_by, shelf

SLUG = "rumour_fake_news"


@pytest.fixture
def make_case(brand, nghia):
    def make(version: PlaybookVersion | None, number: int = 1, **facts) -> Incident:
        return Incident.objects.create(
            brand=brand,
            number=9000 + number,
            title=f"Vụ {number}",
            detected_at=now(),
            created_by=nghia,
            playbook_version=version,
            **facts,
        )

    return make


def line(brand, person, slug: str = SLUG):
    return next(row for row in shelf(brand, person) if row.playbook.slug == slug)


def test_a_running_case_is_named_with_the_version_it_began_with(
    submitted, in_force, brand, phuong, make_case
) -> None:
    old = make_case(in_force, 1)
    publish(submitted, actor=phuong)
    new = make_case(submitted, 2)

    found = line(brand, phuong).on_versions
    assert [(number, [case.reference for case in cases]) for number, cases in found] == [
        (2, [new.reference]),
        (1, [old.reference]),
    ]


def test_past_cases_are_counted_and_drills_are_none(in_force, brand, phuong, make_case) -> None:
    make_case(in_force, 1, status="closed")
    last = now() + timedelta(hours=1)
    make_case(in_force, 2, status="false_alarm", opened_at=last)
    make_case(in_force, 3, is_drill=True)

    use = line(brand, phuong).use
    assert (use.open, use.past, use.last_at) == ((), 2, last)


def test_a_restricted_case_is_not_told_to_who_may_not_see_it(
    in_force, brand, phuong, minh, make_case
) -> None:
    made = make_case(in_force, 1, restricted=True, lead=phuong)

    assert [case.reference for case in line(brand, phuong).use.open] == [made.reference]
    assert line(brand, minh).use.open == ()


def test_the_last_drill_counts_once_it_has_ended(in_force, brand, phuong, make_case) -> None:
    scenario = Scenario.objects.create(
        brand=brand, slug="x", title_vi="X", format="tabletop", minutes=60, kind=SLUG
    )
    facts = {"scenario": scenario, "started_by": phuong}
    drill = Drill.objects.create(incident=make_case(in_force, 1, is_drill=True), **facts)
    assert line(brand, phuong).drilled_at is None
    assert line(brand, phuong).undrilled

    drill.ended_at = now()
    drill.save()

    assert line(brand, phuong).drilled_at == drill.started_at


def test_what_waits_for_an_answer_is_counted(in_force, brand, minh) -> None:
    book = in_force.playbook
    Suggestion.objects.create(playbook=book, text="Thêm Zalo", by=minh)
    Suggestion.objects.create(playbook=book, text="Rồi", by=minh, answered_at=now())
    facts = {"playbook": book, "words": "Gọi sớm hơn", "source": "INC-1", "by": minh}
    Proposal.objects.create(**facts)
    Proposal.objects.create(**facts, declined_at=now())

    assert line(brand, minh).waiting == 2


def test_the_filter_keeps_what_it_says(in_force, brand, phuong, make_case) -> None:
    make_case(in_force)
    PlaybookVersion.objects.filter(pk=in_force.pk).update(review_due_at=now() - timedelta(days=9))
    Playbook.objects.filter(slug="boycott").update(retired_at=now())

    kept = {
        shown: {row.playbook.slug for row in shelf(brand, phuong, shown=shown)}
        for shown in ("used", "waiting", "overdue", "retired", "undrilled", "nonsense")
    }
    assert (kept["used"], kept["overdue"], kept["waiting"]) == ({SLUG}, {SLUG}, set())
    assert (len(kept["undrilled"]), len(kept["nonsense"])) == (18, 19)
    assert "common" not in kept["undrilled"]


def test_a_filter_that_nothing_fits_offers_the_way_back(seeded, client_of, minh) -> None:
    shown = client_of(minh).get(reverse("playbooks:list"), {"show": "waiting"}).content.decode()

    assert 'id="playbooks"' in shown
    assert f'href="{reverse("playbooks:list")}"' in shown


def test_a_viewer_is_told_names_only(in_force, client_of, khoa, make_case) -> None:
    made = make_case(in_force)

    answer = client_of(khoa).get(reverse("playbooks:list"), {"show": "used"})

    assert len(answer.context["lines"]) == 19
    assert made.reference not in answer.content.decode()


def test_retiring_tells_what_stays_behind(in_force, brand, phuong, make_case) -> None:
    made = make_case(in_force)
    risk = register(
        brand,
        actor=phuong,
        playbook=in_force.playbook,
        title="Tin đồn vỡ nợ",
        why="Đã từng",
        likelihood=3,
        impact=4,
    )
    Scenario.objects.create(
        brand=brand, slug="x", title_vi="Chuyện X", format="tabletop", minutes=60, kind=SLUG
    )

    left = left_by(in_force.playbook, phuong)

    assert [case.reference for case in left.cases] == [made.reference]
    assert left.risks == [risk]
    assert [row.label for row in left.scenarios] == ["Chuyện X"]
    assert left.switches == []


def test_playbooks_that_switch_to_it_are_named(seeded, phuong) -> None:
    left = left_by(Playbook.objects.get(slug="data_breach"), phuong)

    assert {book.slug for book in left.switches} == {SLUG, "account_hijack"}
    assert (left.cases, left.risks, left.scenarios) == ([], [], [])


def test_retiring_needs_a_reason_and_keeps_it(in_force, client_of, admin_person, minh) -> None:
    admin, path = client_of(admin_person), reverse("playbooks:retire", args=[SLUG, 1])
    assert client_of(minh).get(path).status_code == 403
    assert admin.get(path).status_code == 200
    assert admin.post(path, {"reason": "  "}).status_code == 422
    assert PlaybookVersion.objects.get(pk=in_force.pk).state == "published"

    admin.post(path, {"reason": "Gộp vào C10"})

    shown = admin.get(reverse("playbooks:detail", args=[SLUG])).content.decode()
    assert "Gộp vào C10" in shown
    assert admin_person.name in shown


def test_a_new_version_forgets_why_the_old_one_went(submitted, admin_person, phuong) -> None:
    book = submitted.playbook
    retire(book.versions.get(number=1), actor=admin_person, reason="Cũ")

    publish(submitted, actor=phuong)

    book.refresh_from_db()
    assert (book.retired_at, book.retired_by, book.retired_why) == (None, None, "")


def test_who_may_not_retire_is_not_asked_for_a_reason(in_force, phuong) -> None:
    with pytest.raises(Forbidden):
        retire(in_force, actor=phuong)


@pytest.mark.parametrize("count", [1, 3])
def test_the_shelf_costs_the_same_for_one_and_three(
    in_force, brand, phuong, make_case, count: int, django_assert_num_queries
) -> None:
    Playbook.objects.filter(brand=brand).exclude(slug=SLUG).update(brand=_elsewhere())
    for number in range(count):
        make_case(in_force, number)
    phuong = type(phuong).objects.get(pk=phuong.pk)

    # Playbooks, versions, what waits; open cases, two counts, drills; memberships.
    with django_assert_num_queries(8):
        (row,) = shelf(brand, phuong)

    assert len(row.use.open) == count


def _elsewhere():
    from teams.models import Brand

    return Brand.objects.create(slug="elsewhere", name="Elsewhere")
