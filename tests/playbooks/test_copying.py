"""A playbook taken over by another brand is a draft there, and nobody has approved its words."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from crisisdesk.kernel.errors import Blocked, Forbidden
from playbooks.models import LegalClock, Playbook, PlaybookVersion
from playbooks.services.copying import copy_to
from teams.models import Membership, Role

SLUG = "rumour_fake_news"


@pytest.fixture
def everywhere(admin_person, other_brand):
    """The admin of one brand is an admin of the other as well."""
    Membership.objects.create(user=admin_person, brand=other_brand, role=Role.ADMIN)
    return admin_person


def test_a_copy_is_a_draft_that_names_its_origin(in_force, other_brand, everywhere) -> None:
    made = copy_to(in_force, other_brand, actor=everywhere).version

    assert (made.state, made.number, made.second_person) == ("draft", 1, None)
    assert made.playbook.brand == other_brand
    assert "Sao Mai" in made.note
    assert [row["vi"] for row in made.content["steps"]] == [
        row["vi"] for row in in_force.content["steps"]
    ]
    assert made.content["templates"] == in_force.content["templates"]


def test_what_only_the_first_brand_has_is_left_out_and_told(
    in_force, other_brand, everywhere
) -> None:
    named = {row["to"] for row in in_force.content["cross_over"]}
    clocks = set(in_force.content["legal_clocks"])
    own = {row["key"] for row in in_force.content["templates"]}
    texts = {key for row in in_force.content["steps"] for key in row.get("statements", ())} - own
    assert named
    assert clocks
    assert texts

    made = copy_to(in_force, other_brand, actor=everywhere)

    assert set(made.left_out) == named | clocks | texts
    assert made.version.content["cross_over"] == []
    assert made.version.content["legal_clocks"] == []


def test_what_the_other_brand_knows_stays(in_force, other_brand, everywhere) -> None:
    key = in_force.content["legal_clocks"][0]
    clock = LegalClock.objects.get(brand=in_force.playbook.brand, key=key)
    clock.pk, clock.brand = None, other_brand
    clock.save(force_insert=True)
    (to, *_rest) = [row["to"] for row in in_force.content["cross_over"]]
    Playbook.objects.create(brand=other_brand, slug=to, code="X", name_vi="X", name_en="X")

    made = copy_to(in_force, other_brand, actor=everywhere).version

    assert made.content["legal_clocks"] == [key]
    assert [row["to"] for row in made.content["cross_over"]] == [to]


def test_a_taken_name_is_refused_with_what_to_do(in_force, other_brand, everywhere) -> None:
    taken = {"brand": other_brand, "slug": SLUG, "code": "R", "name_vi": "Đồn", "name_en": "R"}
    book = Playbook.objects.create(**taken)

    with pytest.raises(ValidationError) as refused:
        copy_to(in_force, other_brand, actor=everywhere)
    assert list(refused.value.message_dict) == ["slug"]
    assert "Đồn" in refused.value.message_dict["slug"][0]

    assert copy_to(in_force, other_brand, actor=everywhere, slug="rumour_2").version.number == 1
    made = copy_to(in_force, other_brand, actor=everywhere, as_next=True).version
    assert made.playbook == book
    with pytest.raises(Blocked):
        copy_to(in_force, other_brand, actor=everywhere, as_next=True)


def test_a_name_that_cannot_be_is_refused_at_its_field(in_force, other_brand, everywhere) -> None:
    for slug in ("common", "Not a name", "policies"):
        with pytest.raises(ValidationError) as refused:
            copy_to(in_force, other_brand, actor=everywhere, slug=slug)

        assert list(refused.value.message_dict) == ["slug"]
    assert not Playbook.objects.filter(brand=other_brand).exists()


def test_only_an_admin_of_the_other_brand_may(in_force, other_brand, admin_person, vy) -> None:
    for person in (admin_person, vy):
        with pytest.raises(Forbidden):
            copy_to(in_force, other_brand, actor=person)


def test_copying_leads_to_the_editor_over_there(
    in_force, other_brand, everywhere, client_of
) -> None:
    client = client_of(everywhere)
    page = reverse("playbooks:copy", args=[SLUG, 1])
    assert client.get(page).context["form"].has_brands
    assert client.post(page, {"brand": in_force.playbook.brand_id, "slug": SLUG}).status_code == 422

    answer = client.post(page, {"brand": other_brand.pk, "slug": SLUG}, follow=True)

    assert answer.context["version"].playbook.brand == other_brand
    assert PlaybookVersion.objects.filter(playbook__brand=other_brand).count() == 1


def test_who_is_an_admin_of_no_other_brand_is_told_so(in_force, client_of, minh) -> None:
    answer = client_of(minh).get(reverse("playbooks:copy", args=[SLUG, 1]))

    assert not answer.context["form"].has_brands
    assert reverse("playbooks:export", args=[SLUG, 1]) in answer.content.decode()
