"""Reading pages: who sees what, and how many questions they cost the database."""

import pytest
from django.urls import reverse

from playbooks.models import Playbook
from playbooks.services import publish

INSIDERS = ["phuong", "nghia", "lan", "minh", "admin_person"]
PAGES = ["timers", "legal_clocks", "chains", "stakeholders"]


def page(client_of, person, name: str, *args, **query):
    return client_of(person).get(reverse(f"playbooks:{name}", args=args), query)


@pytest.mark.parametrize("who", [*INSIDERS, "khoa"])
def test_every_member_sees_the_library(seeded, client_of, request, who: str) -> None:
    answer = page(client_of, request.getfixturevalue(who), "list")

    assert answer.status_code == 200
    assert len(answer.context["lines"]) == 19


def test_a_viewer_sees_names_but_no_plan(seeded, client_of, khoa) -> None:
    shown = page(client_of, khoa, "list").content.decode()

    assert "Tẩy chay" in shown or "tẩy chay" in shown
    assert reverse("playbooks:detail", args=["boycott"]) not in shown
    assert page(client_of, khoa, "detail", "boycott").status_code == 403
    assert page(client_of, khoa, "export", "boycott", 1).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_policies_are_for_insiders(seeded, client_of, minh, khoa, name: str) -> None:
    assert page(client_of, minh, name).status_code == 200
    assert page(client_of, khoa, name).status_code == 403


@pytest.mark.parametrize("name", ["detail", "edit"])
def test_strangers_find_nothing(seeded, client_of, vy, name: str) -> None:
    assert page(client_of, vy, name, "boycott").status_code == 404


@pytest.mark.parametrize("name", ["version", "changes", "export"])
def test_strangers_find_no_version(seeded, client_of, vy, name: str) -> None:
    assert page(client_of, vy, name, "boycott", 1).status_code == 404


def test_a_stranger_sees_an_empty_library(seeded, client_of, vy) -> None:
    assert page(client_of, vy, "list").context["lines"] == []


def test_signed_out_people_are_asked_to_sign_in(seeded, client) -> None:
    for name, args in [("list", []), ("detail", ["boycott"]), ("timers", [])]:
        answer = client.get(reverse(f"playbooks:{name}", args=args))
        assert answer.status_code == 302


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        ("tay chay", {"boycott"}),
        ("TẨY CHAY", {"boycott"}),
        ("C13", {"boycott"}),
        ("deepfake", {"deepfake"}),
    ],
)
def test_search_ignores_accents_and_capitals(seeded, client_of, minh, words, slugs) -> None:
    cards = page(client_of, minh, "list", q=words).context["lines"]

    assert {card.playbook.slug for card in cards} >= slugs
    assert len(cards) < 19


def test_a_search_without_result_offers_the_way_back(seeded, client_of, minh) -> None:
    shown = page(client_of, minh, "list", q="zzz <b>").content.decode()

    assert "zzz &lt;b&gt;" in shown
    assert reverse("playbooks:list") in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_library_costs_the_same_for_one_and_three(
    seeded, client_of, minh, count: int, own_queries
) -> None:
    kept = list(Playbook.objects.values_list("pk", flat=True)[:count])
    Playbook.objects.exclude(pk__in=kept).update(brand=_elsewhere())
    client = client_of(minh)

    with own_queries(6):
        answer = client.get(reverse("playbooks:list"))

    assert len(answer.context["lines"]) == count


def _elsewhere():
    from teams.models import Brand

    return Brand.objects.create(slug="elsewhere", name="Elsewhere")


@pytest.mark.parametrize("slug", ["boycott", "common", "data_breach"])
def test_a_plan_is_shown_whole_in_both_languages(seeded, client_of, minh, slug: str) -> None:
    answer = page(client_of, minh, "detail", slug)

    shown = answer.content.decode()
    for row in (*answer.context["plan"].questions, *answer.context["plan"].steps):
        assert _escaped(row.text.vi) in shown
        assert _escaped(row.text.en) in shown


def _escaped(text: str) -> str:
    from django.utils.html import escape

    return str(escape(text))


def test_the_page_shows_what_is_in_force_though_a_draft_waits(draft, client_of, minh) -> None:
    answer = page(client_of, minh, "detail", draft.playbook.slug)

    assert answer.context["version"].number == 1
    assert answer.context["in_work"] == draft


def test_a_versions_changes_are_shown_against_what_is_in_force(
    submitted, client_of, phuong
) -> None:
    answer = page(client_of, phuong, "changes", submitted.playbook.slug, 2)

    assert answer.context["before"].number == 1
    assert [section.key for section in answer.context["sections"]] == ["general"]
    assert answer.context["offers"]["publish"].allowed


def test_the_author_sees_why_the_button_is_blocked(submitted, client_of, admin_person) -> None:
    answer = page(client_of, admin_person, "changes", submitted.playbook.slug, 2)

    assert [r.code for r in answer.context["offers"]["publish"].reasons] == ["forbidden"]


def test_two_old_versions_can_be_compared(submitted, client_of, phuong) -> None:
    publish(submitted, actor=phuong)

    answer = page(client_of, phuong, "changes", submitted.playbook.slug, 1, against=2)

    assert answer.context["before"].number == 2


@pytest.mark.parametrize("against", ["9", "x", "-1", "99999999999"])
def test_comparing_with_nonsense_is_no_error(in_force, client_of, phuong, against) -> None:
    answer = page(client_of, phuong, "changes", in_force.playbook.slug, 1, against=against)

    assert answer.status_code in {200, 404}


def test_the_export_is_a_file(in_force, client_of, minh) -> None:
    answer = page(client_of, minh, "export", in_force.playbook.slug, 1)

    assert answer["Content-Type"] == "application/yaml; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="rumour_fake_news-v1.yaml"'
    assert answer.content.decode().startswith("slug: rumour_fake_news\n")


@pytest.mark.parametrize("slug", ["boycott", "common"])
def test_gaps_of_a_template_are_told_in_words(seeded, client_of, minh, slug: str) -> None:
    shown = page(client_of, minh, "detail", slug).content.decode()

    assert '<mark title="{next_update_at}">' in shown
    assert "{next_update_at}" not in shown.replace('title="{next_update_at}"', "")


def test_an_old_version_can_be_read(submitted, in_force, client_of, phuong) -> None:
    publish(submitted, actor=phuong)

    answer = page(client_of, phuong, "version", in_force.playbook.slug, 1)

    assert answer.context["version"].state == "retired"
    assert answer.context["plan"].summary != submitted.plan.summary


def test_who_belongs_to_no_brand_finds_no_room(seeded, client_of, make_person) -> None:
    lost = make_person("Hà")
    lost.memberships.all().delete()

    assert client_of(lost).get(reverse("playbooks:list")).status_code == 404
