"""Two people at the same moment: one winner, one readable refusal."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from crisisdesk.kernel.errors import Blocked, DeskError
from playbooks.models import PlaybookVersion
from playbooks.services import new_draft, publish, save_draft, submit
from playbooks.services.seed import common_plan, seed, shipped_plans
from teams.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(brand, bot):
    """A playbook without versions; a published one could not be flushed away."""
    from playbooks.models import Playbook

    return Playbook.objects.create(brand=brand, slug="common", code="C0", name_vi="a", name_en="a")


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts together; "done" or the code of each refusal."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        gate.wait()
        try:
            act()
        except Blocked as refusal:
            return refusal.reasons[0].code
        except DeskError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_two_admins_begin_a_draft(plan, admin_person, make_person) -> None:
    other = make_person("Hà", Role.ADMIN)
    content = common_plan()

    told = at_once(
        lambda: new_draft(plan, actor=admin_person, content=content),
        lambda: new_draft(plan, actor=other, content=content),
    )

    assert told == ["done", "draft_exists"]
    assert PlaybookVersion.objects.count() == 1


def test_two_admins_save_the_same_draft(plan, admin_person, make_person) -> None:
    other = make_person("Hà", Role.ADMIN)
    draft = new_draft(plan, actor=admin_person, content=common_plan())

    told = at_once(
        lambda: save_draft(draft, common_plan(), actor=admin_person, revision=1),
        lambda: save_draft(draft, common_plan(), actor=other, revision=1),
    )

    assert told == ["done", "stale"]


def test_two_managers_give_their_word(plan, admin_person, phuong, manager) -> None:
    draft = new_draft(plan, actor=admin_person, content=common_plan(), note="Bản đầu")
    submit(draft, actor=admin_person)

    told = at_once(lambda: publish(draft, actor=phuong), lambda: publish(draft, actor=manager))

    assert told == ["done", "wrong_state"]
    assert PlaybookVersion.objects.get().state == "published"


def test_an_edit_races_the_submission(plan, admin_person, make_person) -> None:
    other = make_person("Hà", Role.ADMIN)
    draft = new_draft(plan, actor=admin_person, content=common_plan(), note="Bản đầu")
    content = {**common_plan(), "code": "C0b"}

    told = at_once(
        lambda: submit(draft, actor=admin_person),
        lambda: save_draft(draft, content, actor=other, revision=1),
    )

    draft.refresh_from_db()
    assert draft.state == "in_review"
    assert told in (["done", "done"], ["done", "not_a_draft"])


def test_two_processes_fill_the_same_brand(brand, bot) -> None:
    told = at_once(lambda: seed(brand), lambda: seed(brand))

    assert told == ["done", "done"]
    versions = PlaybookVersion.objects.filter(playbook__brand=brand)
    slugs = [plan["slug"] for plan in shipped_plans()]
    assert list(versions.order_by("playbook").values_list("playbook__slug", flat=True)) == slugs
