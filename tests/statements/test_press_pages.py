"""Pages and API of the press list."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from statements.models import PressContact, PressExport, PressGroup, PressImport, PressLetter
from statements.services import press_list, publishing, review
from tests.statements.helpers import body, posted, url

LIST = reverse("statements:press")
MANY = 3


def rows(answer) -> list[str]:
    return [row.email for row in answer.context["page"].object_list]


@pytest.mark.parametrize("count", [1, MANY])
def test_the_list_costs_the_same_for_one_and_three(
    reporter,
    client_of,
    minh,
    count,
    django_assert_num_queries,
):
    for number in range(count):
        reporter(f"r{number}@bao.example")
    client = client_of(minh)
    client.get(LIST)

    with django_assert_num_queries(9):
        answer = client.get(LIST)

    assert len(rows(answer)) == count


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens_empty_and_filled(brand, reporter, client_of, minh, language):
    minh.language = language
    minh.save()
    client = client_of(minh)
    empty = [LIST, *map(reverse, ("statements:press-groups", "statements:press-import"))]
    assert [client.get(path).status_code for path in empty] == [200, 200, 200]
    row = reporter()
    for name, *at in (
        ("press",), ("press-new",), ("press-groups",), ("press-contact", row.pk),
        ("press-act", row.pk, "suspend"),
        ("press-group", row.groups.get().pk),
    ):  # fmt: skip
        assert client.get(reverse(f"statements:{name}", args=at)).status_code == 200, name


def test_somebody_is_added_changed_and_found(brand, economy, client_of, minh):
    client = client_of(minh)
    form = {"name": "Mai", "outlet": "Báo Sáng", "email": "MAI@bao.example", "groups": [economy.pk]}

    assert client.post(reverse("statements:press-new"), form).url == LIST
    row = PressContact.objects.get()
    client.post(row.get_absolute_url(), form | {"language": "en"})

    row.refresh_from_db()
    assert (row.email, row.language, list(row.groups.all())) == ("mai@bao.example", "en", [economy])
    assert rows(client.get(LIST, {"q": "bao sang", "group": economy.pk})) == ["mai@bao.example"]


def test_a_second_mai_is_told_beside_the_address(reporter, client_of, minh):
    reporter()

    answer = client_of(minh).post(reverse("statements:press-new"), {"email": "mai@bao.example"})

    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_an_import_is_looked_at_before_it_counts(brand, client_of, minh):
    client = client_of(minh)
    table = "email,name,groups\nmai@bao.example,Mai,Kinh tế\nhỏng,Sai,\n".encode()
    file = SimpleUploadedFile("ds.csv", table, "text/csv")

    answer = client.post(reverse("statements:press-import"), {"file": file})
    page = body(client.get(answer.url))
    assert "mai@bao.example" in page and "hỏng" in page
    assert PressContact.objects.count() == 0

    done = client.post(answer.url)
    page = body(client.get(done.url))
    assert "hỏng" in page
    assert PressContact.objects.get().groups.get().name == "Kinh tế"
    assert bytes(PressImport.objects.get().content) == b""


def test_a_file_that_is_no_table_is_told_beside_the_field(brand, client_of, minh):
    file = SimpleUploadedFile("anh.png", b"\x89PNG\r\n" + bytes(200), "image/png")

    answer = client_of(minh).post(reverse("statements:press-import"), {"file": file})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]


def test_the_export_is_written_down_harmless_and_comes_back_the_same(
    reporter,
    client_of,
    manager,
    minh,
):
    reporter(name="=cmd()", note="+84", outlet="Báo; Sáng")
    client = client_of(manager)

    content = client.get(reverse("statements:press-export")).content

    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert (table[0]["name"], table[0]["note"]) == ("'=cmd()", "'+84")
    assert PressExport.objects.get().rows == 1
    from statements.press_table import plan

    assert [str(row.fate) for row in plan(PressContact.objects.get().brand, content)] == ["same"]


def test_members_take_nothing_out(reporter, client_of, minh):
    reporter()

    assert client_of(minh).get(reverse("statements:press-export")).status_code == 403
    assert reverse("statements:press-export") not in body(client_of(minh).get(LIST))


def test_erasing_asks_once_and_is_for_managers(reporter, client_of, manager, minh):
    row = reporter()
    path = reverse("statements:press-act", args=[row.pk, "erase"])
    assert client_of(minh).post(path).status_code == 403

    assert client_of(manager).get(path).status_code == 200
    assert PressContact.objects.count() == 1
    assert client_of(manager).post(path).url == LIST
    assert PressContact.objects.count() == 0


def test_groups_are_chosen_in_the_editor_and_seen_by_who_signs(
    case,
    waived,
    reporter,
    economy,
    draft_of,
    client_of,
    minh,
    manager,
):
    reporter()
    words = draft_of(case)
    form = posted(words, press_groups=[economy.pk], channels=["newsroom", "press"])

    assert client_of(minh).post(url(words, "edit"), form).status_code == 302
    words = review.submit(type(words).objects.get(pk=words.pk), actor=minh)

    assert "Kinh tế" in body(client_of(manager).get(url(words)))
    assert "Kinh tế" in body(client_of(manager).get(url(words, "act", "approve")))


def test_groups_without_their_channel_are_told_beside_the_field(
    case,
    economy,
    draft_of,
    client_of,
    minh,
):
    words = draft_of(case)

    answer = client_of(minh).post(url(words, "edit"), posted(words, press_groups=[economy.pk]))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["press_groups"])


@pytest.fixture
def mailed(case, waived, economy, draft_of, approve_by, minh, manager):
    def make():
        words = draft_of(case, channels=["newsroom", "press"], press_groups=[economy.pk])
        words = approve_by(review.submit(words, actor=minh), manager)
        return publishing.publish(words, actor=minh)

    return make


@pytest.mark.parametrize("count", [1, MANY])
def test_the_letters_cost_the_same_for_one_and_three(
    mailed,
    reporter,
    client_of,
    minh,
    count,
    django_assert_num_queries,
):
    for number in range(count):
        reporter(f"r{number}@bao.example")
    path = url(mailed(), "press-letters")
    client = client_of(minh)
    client.get(path)

    with django_assert_num_queries(12):
        page = body(client.get(path))

    assert page.count("@bao.example") == count


def test_who_may_not_read_addresses_sees_counts_only(mailed, reporter, client_of, minh, lan):
    reporter()
    statement = mailed()

    mine = body(client_of(minh).get(url(statement, "status")))
    theirs = body(client_of(lan).get(url(statement, "status")))

    link = url(statement, "press-letters")
    assert link in mine and link not in theirs
    assert client_of(lan).get(link).status_code == 403
    assert "mai@bao.example" not in theirs


def test_the_leaving_page_speaks_the_language_of_the_letter(mailed, reporter, client):
    reporter(language="en")
    mailed()

    page = body(client.get(reverse("press:leave", args=[PressLetter.objects.get().token])))

    assert "Send me nothing more" in page
    assert "<script" not in page and "mai@bao.example" not in page


def test_the_api_reads_and_adds(brand, economy, api_of, minh, lan, vy):
    path = reverse("api-press-contacts", args=[brand.slug])
    new = {"email": "Mai@bao.example", "groups": ["kinh tế"], "name": "Mai"}

    made = api_of(minh).post(path, new)
    again = api_of(minh).post(path, new)

    assert (made.status_code, made.json()["groups"]) == (201, ["Kinh tế"])
    assert again.status_code == 400
    assert api_of(minh).post(path, new | {"groups": ["x"]}).json()["errors"].keys() == {"groups"}
    assert len(api_of(minh).get(path).json()["results"]) == 1
    assert [api_of(who).get(path).status_code for who in (lan, vy)] == [403, 404]
    groups = api_of(minh).get(reverse("api-press-groups", args=[brand.slug])).json()["results"]
    assert groups == [{"id": economy.pk, "name": "Kinh tế", "people": 1, "reached": 1}]


def test_the_api_says_how_the_letters_stand(mailed, reporter, api_of, minh):
    reporter()
    statement = mailed()

    told = api_of(minh).get(reverse("api-press-mail", args=[statement.pk])).json()

    assert told == {"groups": ["Kinh tế"], "counts": {"waiting": 1}}


def test_another_brands_people_are_not_there(reporter, client_of, vy, other_brand):
    row = reporter()
    theirs = PressGroup.objects.get()
    client = client_of(vy)

    assert rows(client.get(LIST)) == []
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get(reverse("statements:press-group", args=[theirs.pk])).status_code == 404
    assert rows(client.get(LIST, {"group": theirs.pk})) == []
    assert press_list.add(other_brand, actor=vy, email="mai@bao.example").brand == other_brand
