"""What a newer desk ships comes to an older one as a draft, and never over what people wrote."""

from __future__ import annotations

import copy

import pytest
from django.urls import reverse

from crisisdesk.kernel.errors import Blocked, Forbidden
from playbooks.models import Playbook, PlaybookVersion
from playbooks.services import seed
from playbooks.services.seed import NOTE, shipped_plans
from playbooks.services.shipping import take_shipped
from teams.automation import automation

SHIPPED = next(plan for plan in shipped_plans() if plan["slug"] == "product_safety")


@pytest.fixture
def book(brand) -> Playbook:
    """The plan as an older release shipped it: its steps said nothing beyond their words."""
    older = copy.deepcopy(SHIPPED)
    del older["sections"]
    plain = ("key", "role", "minutes", "critical", "vi", "en")
    older["steps"] = [{name: row[name] for name in plain} for row in older["steps"]]
    for row in older["cross_over"]:
        Playbook.objects.create(brand=brand, slug=row["to"], code="X", name_vi="x", name_en="x")
    made = Playbook.objects.create(
        brand=brand, slug="product_safety", code="C2", name_vi="An toàn", name_en="Safety"
    )
    hand = automation()
    PlaybookVersion.objects.create(
        playbook=made, number=1, state="published", content=older, author=hand, edited_by=hand,
        note=NOTE,
    )  # fmt: skip
    common = Playbook.objects.create(
        brand=brand, slug="common", code="C0", name_vi="c", name_en="c"
    )
    PlaybookVersion.objects.create(
        playbook=common, number=1, state="published", content=shipped_plans()[0], author=hand,
        edited_by=hand, note=NOTE,
    )  # fmt: skip
    return made


def test_seeding_again_leaves_the_version_in_force_alone(book) -> None:
    before = book.versions.get().content

    seed(book.brand)

    assert book.versions.get().content == before


def test_an_admin_takes_it_over_into_a_draft(book, client_of, admin_person) -> None:
    client, page = client_of(admin_person), reverse("playbooks:detail", args=[book.slug])
    assert 'name="shipped"' in client.get(page).content.decode()

    client.post(reverse("playbooks:begin", args=[book.slug]), {"shipped": "1"})

    draft, old = book.versions.order_by("-number")
    assert (draft.state, draft.content, draft.author) == ("draft", SHIPPED, admin_person)
    assert (old.state, "sections" in old.content) == ("published", False)
    assert 'name="shipped"' not in client.get(page).content.decode()


def test_nothing_is_offered_where_nothing_is_newer(seeded, client_of, admin_person) -> None:
    book = Playbook.objects.get(brand=seeded, slug="product_safety")
    page = client_of(admin_person).get(reverse("playbooks:detail", args=[book.slug]))

    assert 'name="shipped"' not in page.content.decode()
    with pytest.raises(Blocked):
        take_shipped(book, actor=admin_person)


def test_what_people_wrote_is_not_offered_to_be_replaced(book, admin_person) -> None:
    PlaybookVersion.objects.filter(playbook=book).update(note="Viết lại theo thực tế")

    with pytest.raises(Blocked):
        take_shipped(book, actor=admin_person)


def test_only_who_edits_playbooks_takes_it_over(book, lan) -> None:
    with pytest.raises(Forbidden):
        take_shipped(book, actor=lan)
