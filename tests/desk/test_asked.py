"""Questions of reporters and of the public, put together: what is asked most and not answered."""

from __future__ import annotations

import pytest
from django.urls import reverse

from crisisdesk.kernel.clock import now
from desk.asked import asked, key_of, likeness
from incidents.models import Incident
from monitoring.models import Mention
from monitoring.services.ingest import take_in
from tests.statements.bank_helpers import asked as enquiry
from tests.statements.bank_helpers import cleared, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(brand, lead, bot) -> Incident:
    return Incident.objects.create(
        brand=brand, number=1, title="Sữa có mùi lạ", status="responding", severity="moderate",
        peak_severity="moderate", detected_at=now(), created_by=bot, lead=lead,
    )  # fmt: skip


@pytest.fixture
def heard(brand, case, bot):
    """Mentions of the case in these words."""

    def hear(*texts: str) -> None:
        items = [
            {"external_id": f"m{n}", "source": "facebook", "text": text, "author": f"khach{n}",
             "posted_at": now().isoformat(), "language": "vi"}
            for n, text in enumerate(texts)
        ]  # fmt: skip
        take_in(items, brand=brand, actor=bot)
        Mention.objects.update(incident=case)

    return hear


def told(case, viewer) -> list[tuple[str, int, int, str]]:
    return [
        (row.words, row.press, row.public, row.answer.status if row.answer else "")
        for row in asked(case, viewer)
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Sữa có uống được không?", "Cho hỏi sữa này uống được không shop?", True),
        ("Bao giờ có kết quả kiểm nghiệm?", "Khi nào có kết quả kiểm nghiệm vậy ạ?", True),
        ("Sua co uong duoc khong?", "Sữa có uống được không?", True),
        ("Đổi hàng ở đâu?", "Bao giờ có kết quả kiểm nghiệm?", False),
        ("Sữa có uống được không?", "Sữa bán ở đâu?", False),
    ],
)
def test_what_counts_as_one_question(one, other, same):
    assert (likeness(key_of(one), key_of(other)) >= 0.6) is same


def test_the_unanswered_and_most_asked_stand_first(case, heard, minh, manager):
    enquiry(case, minh, questions="Bao giờ có kết quả kiểm nghiệm? Đổi hàng ở đâu?")
    heard(
        "Sữa này uống được không shop?",
        "Sữa có uống được không? Uống sữa được không?",
        "khi nào có kết quả kiểm nghiệm vậy ad",
        "Sữa ngon.",
    )
    cleared(case, minh, manager)
    written(case, minh, question_vi="Tôi đổi hàng ở đâu?", answer_vi="")

    assert told(case, minh) == [
        ("Bao giờ có kết quả kiểm nghiệm?", 1, 1, ""),
        ("Đổi hàng ở đâu?", 1, 0, "draft"),
        (told(case, minh)[2][0], 0, 2, "cleared"),
    ]
    assert "uống được không" in told(case, minh)[2][0]


def test_nobody_reads_what_they_may_not(case, heard, minh, khoa, vy, client_of):
    heard("Sữa có uống được không?")
    path = reverse("incidents:asked", args=[case.reference])

    assert client_of(khoa).get(path).status_code == 403
    assert client_of(vy).get(path).status_code == 404
    shown = client_of(minh).get(path).content.decode()
    assert "Sữa có uống được không?" in shown


def test_a_gap_is_one_press_from_the_bank(case, minh, client_of):
    enquiry(case, minh, questions="Đổi hàng <b>ở đâu</b>?")
    client = client_of(minh)
    shown = client.get(reverse("incidents:asked", args=[case.reference])).content.decode()
    link = reverse("statements:answer-new-of", args=[case.reference])
    assert f"{link}?question=" in shown and "<b>ở đâu" not in shown

    form = client.get(link + "?question=Đổi hàng ở đâu?&audience=press").context["form"]

    assert (form["question_vi"].value(), form["audience"].value()) == ("Đổi hàng ở đâu?", "press")


def test_an_empty_case_says_so(case, minh, client_of):
    path = reverse("incidents:asked", args=[case.reference])
    assert 'class="empty' in client_of(minh).get(path).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_much_is_asked(
    case, minh, manager, heard, django_assert_num_queries, count
):
    heard(*[f"Câu hỏi số {n} về sữa lạ?" for n in range(count)])
    for n in range(count):
        enquiry(case, minh, questions=f"Việc thứ {n} ra sao?")
        cleared(case, minh, manager)
    asked(case, minh)

    with django_assert_num_queries(3):
        asked(case, minh)
