"""What goes along when one case is merged into another, whatever rounds they are in."""

from __future__ import annotations

from datetime import timedelta

from crisisdesk.kernel.clock import now
from incidents.models import Task
from incidents.services.merging import move_work


def test_a_task_joins_the_round_of_the_other_case_and_its_moments(make_case) -> None:
    spoken = now() - timedelta(minutes=5)
    target = make_case(
        "responding",
        round=2,
        round_started_at=now(),
        moments={"first_statement": spoken.isoformat()},
    )
    case = make_case("responding")
    Task.objects.create(
        incident=case, key="flood.follow", title_vi="Gọi", moment="first_statement", minutes=20
    )

    move_work(case, target)

    moved = target.tasks.get()
    assert (moved.key, moved.round) == ("flood.follow#2", 2)
    assert moved.due_at == spoken + timedelta(minutes=20)


def test_the_same_step_goes_along_once_from_whichever_round(make_case) -> None:
    case, target = make_case("responding", round=2), make_case("responding")
    for number, key in ((1, "flood.plain"), (2, "flood.plain#2")):
        Task.objects.create(incident=case, key=key, title_vi="Gọi", round=number)
    for title in ("Gọi khách", "Gọi báo"):
        Task.objects.create(incident=case, title_vi=title)

    move_work(case, target)

    assert sorted(target.tasks.values_list("key", flat=True)) == ["", "", "flood.plain"]
    assert set(target.tasks.values_list("round", flat=True)) == {1}
