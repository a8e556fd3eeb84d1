"""The API tells the same story as the pages."""

import pytest
from django.urls import reverse

from playbooks.models import Playbook, PlaybookVersion
from playbooks.services import new_draft, publish, seed, submit

BASE = "/api/v1/playbooks/"
SLUG = "rumour_fake_news"
VERSIONS = f"{BASE}{SLUG}/versions/"


def transition(api, number: int, name: str, **facts):
    return api.post(f"{VERSIONS}{number}/transitions/{name}/", facts)


def test_a_list_names_what_is_in_force(seeded, api_of, minh) -> None:
    answer = api_of(minh).get(BASE)

    found = {row["slug"]: row for row in answer.json()["results"]}
    assert len(found) == 19
    assert found[SLUG] == {
        "slug": SLUG,
        "code": "C7",
        "brand": "sao-mai",
        "name_vi": "Tin đồn, tin giả",
        "name_en": "Rumour and fake news",
        "retired_at": None,
        "version": 1,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    seeded, other_brand, api_of, minh, count: int, django_assert_num_queries
) -> None:
    kept = list(Playbook.objects.values_list("pk", flat=True)[:count])
    Playbook.objects.exclude(pk__in=kept).update(brand=other_brand)
    api = api_of(minh)

    with django_assert_num_queries(5):
        answer = api.get(BASE)

    assert len(answer.json()["results"]) == count


def test_strangers_find_nothing(seeded, api_of, vy) -> None:
    api = api_of(vy)

    assert api.get(BASE).json()["results"] == []
    for path in (f"{BASE}{SLUG}/", VERSIONS, f"{VERSIONS}1/", f"{VERSIONS}1/export/"):
        assert api.get(path).status_code == 404
    assert transition(api, 1, "retire").status_code == 404
    assert api.post(VERSIONS, {}).status_code == 404


def test_without_a_token_nothing_is_said(seeded, client) -> None:
    assert client.get(BASE).status_code == 401


def test_a_token_for_reading_does_not_write(seeded, api_of, admin_person) -> None:
    assert api_of(admin_person, "read").post(VERSIONS, {}).status_code == 403


def test_a_viewer_lists_but_does_not_read(seeded, api_of, khoa) -> None:
    api = api_of(khoa)

    assert api.get(f"{BASE}{SLUG}/").status_code == 200
    assert api.get(f"{VERSIONS}1/").status_code == 403
    assert api.get(f"{VERSIONS}1/export/").status_code == 403
    assert api.get(VERSIONS).status_code == 403


def test_two_brands_with_the_same_plan(seeded, other_brand, make_person, api_of) -> None:
    seed(other_brand)
    from teams.models import Membership

    both = make_person("Hà", "admin")
    Membership.objects.create(user=both, brand=other_brand, role="admin")
    api = api_of(both)

    for slug in ("sao-mai", "hai-dang"):
        assert api.get(f"{BASE}{SLUG}/?brand={slug}").json()["brand"] == slug
        assert len(api.get(f"{BASE}?brand={slug}").json()["results"]) == 19
    assert api.get(f"{BASE}{SLUG}/?brand=nobody").status_code == 404


def test_a_version_comes_with_its_words_and_what_one_may_do(in_force, api_of, admin_person) -> None:
    body = api_of(admin_person).get(f"{VERSIONS}1/").json()

    assert body["content"] == in_force.content
    assert body["transitions"] == [{"name": "retire", "allowed": True, "blockers": []}]
    assert (body["state"], body["author"]) == ("published", "crisisdesk")


def test_the_whole_way_into_force(in_force, api_of, admin_person, phuong) -> None:
    admin, second = api_of(admin_person), api_of(phuong)
    content = {**in_force.content, "code": "C7b"}

    drafted = admin.post(VERSIONS, {"note": "Mã mới"})
    assert (drafted.status_code, drafted.json()["state"]) == (201, "draft")
    saved = admin.put(f"{VERSIONS}2/", {"content": content, "revision": 1})
    assert saved.json()["revision"] == 2
    sent = transition(admin, 2, "submit").json()
    assert {row["name"]: row["allowed"] for row in sent["transitions"]} == {
        "publish": False,
        "return_to_draft": True,
    }
    assert transition(second, 2, "return_to_draft").status_code == 400
    assert transition(second, 2, "return_to_draft", reason="Một chữ").json()["state"] == "draft"
    transition(admin, 2, "submit")
    done = transition(second, 2, "publish").json()

    assert (done["state"], done["second_person"]) == ("published", phuong.name)
    assert admin.get(f"{BASE}{SLUG}/").json()["version"] == 2
    assert [row["state"] for row in admin.get(VERSIONS).json()["results"]] == [
        "published",
        "retired",
    ]


def test_refusals_are_problem_documents(draft, api_of, admin_person, minh, phuong) -> None:
    admin = api_of(admin_person)
    publish(submit(draft, actor=admin_person), actor=phuong)
    new_draft(draft.playbook, actor=admin_person, note="Again")

    again = admin.post(VERSIONS, {})
    assert (again.status_code, again["Content-Type"]) == (409, "application/problem+json")
    assert [b["code"] for b in again.json()["blockers"]] == ["draft_exists"]
    unchanged = transition(admin, 3, "submit").json()
    assert [b["code"] for b in unchanged["blockers"]] == ["no_change"]
    assert transition(api_of(minh), 3, "submit").status_code == 403
    assert [b["code"] for b in transition(api_of(phuong), 3, "publish").json()["blockers"]] == [
        "wrong_state"
    ]
    assert transition(admin, 3, "explode").status_code == 404
    assert transition(admin, 9, "submit").status_code == 404


def test_whoever_saves_second_learns_the_revision(draft, api_of, admin_person) -> None:
    api = api_of(admin_person)
    body = {"content": draft.content, "revision": 1}
    api.put(f"{VERSIONS}2/", body)

    answer = api.put(f"{VERSIONS}2/", body)

    assert answer.status_code == 409
    assert answer.json()["current_seq"] == 2
    assert [b["code"] for b in answer.json()["blockers"]] == ["stale"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("words", "document"),
        ([], "document"),
        ({"slug": SLUG}, "code"),
        ({}, "slug"),
    ],
)
def test_errors_name_their_places(draft, api_of, admin_person, content, place) -> None:
    answer = api_of(admin_person).put(f"{VERSIONS}2/", {"content": content})

    assert answer.status_code == 400
    assert place in answer.json()["errors"]


def test_a_missing_field_is_named(draft, api_of, admin_person) -> None:
    answer = api_of(admin_person).put(f"{VERSIONS}2/", {})

    assert answer.json()["errors"] == {"content": answer.json()["errors"]["content"]}


def test_files_go_out_and_come_in(in_force, api_of, admin_person) -> None:
    api = api_of(admin_person)
    text = api.get(f"{VERSIONS}1/export/").content.decode()

    answer = api.post(f"{BASE}import/", {"brand": "sao-mai", "yaml": text})

    assert answer.status_code == 201
    assert (answer.json()["number"], answer.json()["state"]) == (2, "draft")
    assert api.get(f"{VERSIONS}2/export/").content.decode() == text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"brand": "sao-mai", "yaml": "a: ["}, 400),
        ({"brand": "sao-mai"}, 400),
        ({"brand": "hai-dang", "yaml": "a: 1"}, 404),
    ],
)
def test_bad_imports(seeded, other_brand, api_of, admin_person, body, status) -> None:
    assert api_of(admin_person).post(f"{BASE}import/", body).status_code == status


def test_an_import_by_others_is_refused(seeded, api_of, phuong) -> None:
    body = {"brand": "sao-mai", "yaml": "a: 1"}

    assert api_of(phuong).post(f"{BASE}import/", body).status_code == 403
    assert not PlaybookVersion.objects.filter(state="draft").exists()


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("admin_person", "publish", 403),
        ("admin_person", "submit", 409),
        ("admin_person", "retire", 409),
        ("phuong", "submit", 403),
        ("phuong", "retire", 403),
        ("minh", "publish", 403),
        ("khoa", "publish", 403),
        ("vy", "publish", 404),
    ],
)
def test_both_faces_refuse_alike(
    request, submitted, client_of, api_of, who: str, name: str, status: int
) -> None:
    person = request.getfixturevalue(who)
    page = reverse(f"playbooks:{name}", args=[SLUG, 2])

    assert transition(api_of(person), 2, name).status_code == status
    assert client_of(person).post(page).status_code == status
