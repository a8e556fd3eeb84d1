"""The review handed out: what is in it, what is not, who reads it, and as which files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import docx
import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from crisisdesk.kernel.vocabulary import IncidentRole
from desk import paper
from desk.issuing import document, publishing
from incidents.models import (
    ActionItem,
    Fact,
    Incident,
    Lesson,
    Note,
    Review,
    ReviewIssue,
    ReviewReading,
    RoleAssignment,
)
from incidents.timeline import record
from incidents.verbs import Verb
from teams.models import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db

SECRET = "luật sư đánh giá nguy cơ bồi thường cao"
HOSTILE = 'a\x0bb #panic("x") $ * _ <w:p> ]]> & ễ ữ Ể'


@pytest.fixture
def case(brand: Brand, lead: User, minh: User, lan: User, manager: User) -> Incident:
    """A closed case with a signed review; a privileged fact and a privileged note in it."""
    made = Incident.objects.create(
        brand=brand, number=7, title="Sữa có mùi lạ", status="closed", severity="high",
        detected_at=now(), created_by=lead, lead=lead,
    )  # fmt: skip
    RoleAssignment.objects.create(incident=made, role="lead", user=lead)
    RoleAssignment.objects.create(incident=made, role="writer", user=minh)
    review = Review.objects.create(
        incident=made, round=1, reviewer=manager, signed_at=now(), signed_by=manager,
        summary=f"{minh.name} soạn tuyên bố trong 20 phút.", public_view="Một video.",
    )  # fmt: skip
    lesson = Lesson.objects.create(
        review=review, text="Kho biết trước chúng ta", outcome="action_item", by=minh
    )
    ActionItem.objects.create(
        review=review, lesson=lesson, text="Gọi kho trước", owner=minh, due_on=now().date()
    )
    Fact.objects.create(incident=made, text_vi=SECRET, visibility="privileged", created_by=lan)
    with transaction.atomic():
        record(made, Verb.CONTAINED, minh)
        record(made, Verb.RESOLVED, lan, words=SECRET, visibility="privileged")
    return made


def texts(value: Any) -> str:
    return str(value)


def test_what_is_privileged_is_left_out_even_for_who_may_read_it(
    case: Incident, phuong: User
) -> None:
    issue = publishing.publish(case, actor=phuong, naming="names")
    assert SECRET not in texts(issue.content)
    assert Note.objects.filter(text=SECRET).exists()
    lines = issue.content["vi"]["sections"][-1]["entries"]
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("model", "field", "place"),
    [
        (Review, "helped", "Điều gì đã giúp, 1"),
        (Lesson, "text", "Bài học kinh nghiệm, 1"),
        (ActionItem, "text", "Bài học kinh nghiệm, 1"),
    ],
)
def test_privileged_words_that_somebody_typed_are_refused_by_their_place(
    model: Any, field: str, place: str, case: Incident, phuong: User
) -> None:
    model.objects.update(**{field: f"Vì {SECRET.upper()}."})
    with pytest.raises(Blocked) as refused:
        publishing.publish(case, actor=phuong, naming="roles")
    (reason,) = refused.value.reasons
    assert (reason.code, SECRET in str(reason.message)) == ("privileged_words", False)
    assert place in str(reason.message)
    assert not ReviewIssue.objects.exists()


def test_words_that_stand_in_one_language_only_are_looked_at_too(
    case: Incident, phuong: User, lan: User
) -> None:
    secret = "our lawyer sees a high risk of damages"
    Note.objects.create(incident=case, text=secret, visibility="privileged", by=lan)
    Fact.objects.create(
        incident=case, text_vi="Lô 0312 đã thu hồi", text_en=f"Recalled: {secret}",
        visibility="internal", created_by=lan,
    )  # fmt: skip
    with translation.override("vi"), pytest.raises(Blocked) as refused:
        publishing.publish(case, actor=phuong, naming="roles")
    (reason,) = refused.value.reasons
    assert "Dữ kiện, 1" in str(reason.message)


def test_a_secret_with_a_name_in_it_is_found_under_the_role_too(
    case: Incident, phuong: User, minh: User
) -> None:
    secret = f"{minh.name} có thể bị kiện vì lời nói"
    Note.objects.create(incident=case, text=secret, visibility="privileged", by=minh)
    Review.objects.update(people=secret)
    with pytest.raises(Blocked):
        publishing.publish(case, actor=phuong, naming="roles")


def test_people_are_spoken_of_by_role(case: Incident, phuong: User, minh: User, lead: User) -> None:
    said = texts(publishing.publish(case, actor=phuong, naming="roles").content)
    with translation.override("vi"):
        writer = str(IncidentRole("writer").label)
    for person in (minh, lead, phuong):
        assert person.name not in said
    assert f"{writer} soạn tuyên bố trong 20 phút." in said
    named = texts(publishing.publish(case, actor=phuong, naming="names").content)
    assert minh.name in named


def test_a_name_of_one_word_hides_no_common_word_and_changes_no_language(
    case: Incident, phuong: User, minh: User, lead: User, client_of: Any
) -> None:
    for person, name in ((minh, "An"), (lead, "Vi")):
        person.name = name
        person.save()
    Review.objects.update(
        summary="An gọi kho để giữ an toàn; VI KHUẨN không có, vi phạm cũng không."
    )
    issue = publishing.publish(case, actor=phuong, naming="roles")
    with translation.override("vi"):
        writer = str(IncidentRole("writer").label)
    said = texts(issue.content["vi"])
    assert f"{writer} gọi kho để giữ an toàn; VI KHUẨN không có, vi phạm cũng không." in said
    assert issue.content["vi"]["language"] == "vi"
    for kind in ("docx", "pdf"):
        url = reverse("incidents:review-file", args=[case.reference, issue.pk, kind])
        assert client_of(phuong).get(url).status_code == 200


def test_a_second_press_publishes_nothing_anew_and_tells_nobody_again(
    case: Incident, phuong: User, minh: User
) -> None:
    first, second = (publishing.publish(case, actor=phuong, naming="roles") for _ in range(2))
    assert first == second == ReviewIssue.objects.get()
    assert Notice.objects.filter(user=minh, topic="desk.review_published").count() == 1
    assert publishing.publish(case, actor=phuong, naming="names").number == 2


def test_both_languages_say_the_same_in_their_own_words(case: Incident, phuong: User) -> None:
    content = publishing.publish(case, actor=phuong, naming="roles").content
    vi, en = content["vi"], content["en"]
    assert [len(one["entries"]) for one in vi["sections"]] == [
        len(one["entries"]) for one in en["sections"]
    ]
    assert (vi["heading"], en["heading"]) == ("Tổng kết sau khủng hoảng", "Post-incident review")


def test_only_a_signed_review_is_published_and_by_whom(
    case: Incident, phuong: User, minh: User, manager: User
) -> None:
    with pytest.raises(Forbidden):
        publishing.publish(case, actor=minh, naming="roles")
    Review.objects.update(signed_at=None, signed_by=None)
    with pytest.raises(Blocked) as refused:
        publishing.publish(case, actor=manager, naming="roles")
    assert [reason.code for reason in refused.value.reasons] == ["review_unsigned"]


def test_published_words_stay_and_a_change_is_another_number(case: Incident, phuong: User) -> None:
    first = publishing.publish(case, actor=phuong, naming="roles")
    Review.objects.update(summary="Viết lại.")
    second = publishing.publish(case, actor=phuong, naming="roles")
    assert (first.number, second.number) == (1, 2)
    assert "Viết lại." not in texts(ReviewIssue.objects.get(pk=first.pk).content)
    with pytest.raises(Error), transaction.atomic():
        ReviewIssue.objects.update(content={})


def test_everybody_inside_is_told_once_and_says_once_that_they_have_read(
    case: Incident, phuong: User, minh: User, khoa: User, vy: User, client_of: Any
) -> None:
    issue = publishing.publish(case, actor=phuong, naming="roles")
    told = set(Notice.objects.filter(topic="desk.review_published").values_list("user", flat=True))
    assert minh.pk in told
    assert not told & {phuong.pk, khoa.pk, vy.pk}
    url = publishing.address(case, issue)
    for _ in range(2):
        client_of(minh).post(f"{url}read/")
    assert ReviewReading.objects.count() == 1
    page = client_of(minh).get(url).content.decode()
    assert "Kho biết trước chúng ta" in page
    assert [client_of(who).get(url).status_code for who in (khoa, vy)] == [403, 404]


def test_of_a_restricted_case_those_are_counted_who_may_read_it(
    case: Incident, phuong: User, minh: User, lead: User, client_of: Any
) -> None:
    Incident.objects.update(restricted=True)
    case.refresh_from_db()
    case.allowed.set([minh, phuong])
    issue = publishing.publish(case, actor=phuong, naming="roles")
    told = Notice.objects.filter(topic="desk.review_published").values_list("user", flat=True)
    assert set(told) == {minh.pk, lead.pk}
    assert client_of(minh).get(publishing.address(case, issue)).context["insiders"] == 3


def test_of_a_drill_its_players_hear_and_every_face_says_drill(
    case: Incident, phuong: User, minh: User, nghia: User
) -> None:
    Incident.objects.update(is_drill=True)
    case.refresh_from_db()
    case.allowed.add(minh)
    content = publishing.publish(case, actor=phuong, naming="roles").content
    notices = Notice.objects.filter(topic="desk.review_published")
    assert minh.pk in set(notices.values_list("user", flat=True))
    assert not notices.filter(user=nghia).exists()
    assert (content["vi"]["drill"], content["en"]["drill"]) == ("DIỄN TẬP", "DRILL")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_word_file_opens_with_its_headings_and_no_secret(
    language: str, case: Incident, phuong: User, client_of: Callable[[User], Client]
) -> None:
    Review.objects.update(summary=HOSTILE)
    issue = publishing.publish(case, actor=phuong, naming="roles")
    said = issue.content[language]
    url = reverse("incidents:review-file", args=[case.reference, issue.pk, "docx"])
    answer = client_of(phuong).get(url, {"language": language})
    file = docx.Document(io.BytesIO(answer.content))
    heads = [one.text for one in file.paragraphs if one.style.name.startswith("Heading")]
    assert heads == [said["title"], *(section["title"] for section in said["sections"])]
    body = "\n".join(one.text for one in file.paragraphs)
    assert HOSTILE.replace("\x0b", "") in body
    for section in said["sections"]:
        for row in section["entries"]:
            assert row["text"].replace("\x0b", "") in body
    assert SECRET not in body
    assert (file.core_properties.author, file.core_properties.comments) == ("", "")
    assert file.sections[0].header.paragraphs[0].text.startswith("INC-7 · Sao Mai")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_same_is_set_as_pdf(language: str, case: Incident, phuong: User) -> None:
    Review.objects.update(summary=HOSTILE)
    content = document.both(case, phuong, "roles")[language]
    assert paper.issue_pdf(content).startswith(b"%PDF-")


def test_an_unknown_kind_of_file_is_not_there(
    case: Incident, phuong: User, client_of: Callable[[User], Client]
) -> None:
    issue = publishing.publish(case, actor=phuong, naming="roles")
    url = reverse("incidents:review-file", args=[case.reference, issue.pk, "exe"])
    assert client_of(phuong).get(url).status_code == 404


def test_the_page_takes_the_same_queries_for_one_reader_and_three(
    case: Incident, phuong: User, minh: User, lan: User, lead: User, client_of: Any
) -> None:
    issue = publishing.publish(case, actor=phuong, naming="roles")
    client, url, counts = client_of(phuong), publishing.address(case, issue), []
    client.get(url)
    for readers in ((minh,), (lan, lead)):
        for reader in readers:
            publishing.acknowledge(issue, actor=reader)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
