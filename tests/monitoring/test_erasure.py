"""An author who asks for it disappears from the desk, and does not come back."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from monitoring.models import Bucket, CsvImport, Mention, Removal, Signal
from monitoring.services.erasure import BLANK, digest_of, erase_author
from tests.monitoring.conftest import said

HANDLE = "Nguyễn.Văn.Bí"


def erase(brand, actor, **values):
    facts = {"handle": HANDLE, "reason": "Thư ngày 3/3", "texts": False} | values
    return erase_author(brand, actor=actor, **facts)


@pytest.fixture
def heard(watch, hear):
    hear(
        [
            said(1, author=HANDLE),
            said(2, author=f"@{HANDLE.lower()}"),
            said(3, text=f"Sao Mai nghe @{HANDLE} nói gì chưa"),
            said(4, author=f"{HANDLE}2", text=f"Sao Mai và @{HANDLE}2"),
        ]
    )


def test_name_goes_and_the_texts_stay(brand, heard, manager):
    done = erase(brand, manager)

    found = {m.author for m in Mention.objects.all()}
    assert found == {"", "nguoi3", f"{HANDLE}2"}
    assert (done.removed, done.kept, done.cleaned) == (0, 2, 1)
    assert Mention.objects.filter(url="", external_id="").count() == 2


def test_texts_go_too_where_that_is_asked_and_counts_stay(brand, heard, manager):
    done = erase(brand, manager, texts=True)

    assert (done.removed, Mention.objects.count()) == (2, 2)
    assert sum(Bucket.objects.values_list("total", flat=True)) == 4


def test_name_goes_from_what_others_wrote_but_no_longer_name_does(brand, heard, manager):
    erase(brand, manager)

    texts = set(Mention.objects.values_list("text", flat=True))
    assert f"Sao Mai nghe {BLANK} nói gì chưa" in texts
    assert f"Sao Mai và @{HANDLE}2" in texts


def test_name_goes_from_signals_and_refused_rows(brand, heard, manager, bot):
    at = now()
    Signal.objects.create(
        brand=brand, kind="manual", level="warning", title=f"Nghe @{HANDLE}", started_at=at, at=at,
        last_at=at, raised_by=bot, evidence={"who": [{"name": HANDLE}], "count": 3},
    )  # fmt: skip
    CsvImport.objects.create(brand=brand, by=manager, name="a.csv", state="done",
                             rejected=[{"line": 2, "row": [HANDLE, "x"]}])  # fmt: skip

    erase(brand, manager)

    signal = Signal.objects.get()
    assert (signal.title, signal.evidence) == (
        f"Nghe {BLANK}", {"who": [{"name": BLANK}], "count": 3},
    )  # fmt: skip
    assert CsvImport.objects.get().rejected == [{"line": 2, "row": [BLANK, "x"]}]


def test_file_that_waits_to_be_imported_goes(brand, manager):
    CsvImport.objects.create(brand=brand, by=manager, name="a.csv", content=HANDLE.encode())

    erase(brand, manager)

    assert not CsvImport.objects.exists()


def test_record_does_not_say_whose_name_it_was(brand, heard, manager):
    done = erase(brand, manager, reason=f"Do @{HANDLE} yêu cầu")

    said_there = repr(list(Removal.objects.values()))
    assert HANDLE not in said_there
    assert HANDLE.casefold() not in said_there.casefold()
    assert done.reason == f"Do {BLANK} yêu cầu"


def test_same_handle_comes_back_without_its_name(brand, heard, hear, manager):
    erase(brand, manager)

    result = hear([said(10, author=f"@{HANDLE.upper()}"), said(11, author="khác")])

    assert result.accepted == 2
    assert set(Mention.objects.order_by("-pk").values_list("author", "url")[:2]) == {
        ("", ""),
        ("khác", "https://facebook.example/11"),
    }


def test_same_mention_sent_again_does_not_bring_the_name_back(brand, heard, hear, manager):
    erase(brand, manager, texts=True)

    assert hear([said(1, author=HANDLE)]).duplicates == 1
    assert not Mention.objects.filter(author__icontains="Bí").exclude(author=f"{HANDLE}2").exists()


def test_other_brand_keeps_what_it_heard(brand, heard, other_brand, vy, manager, bot):
    from monitoring.services.ingest import take_in

    take_in([said(1, author=HANDLE)], brand=other_brand, actor=bot)

    erase(brand, manager)

    assert Mention.objects.get(brand=other_brand).author == HANDLE


@pytest.mark.parametrize("wrong", [{"handle": "@"}, {"handle": "x"}, {"reason": "  "}])
def test_request_without_name_or_reason_is_refused(brand, heard, manager, wrong):
    with pytest.raises(ValidationError) as refused:
        erase(brand, manager, **wrong)

    assert list(refused.value.message_dict) == list(wrong)


def test_digest_needs_the_desk_and_knows_no_case(settings):
    first = digest_of("@Mai.Lan")
    assert first == digest_of("mai.lan")
    settings.SECRET_KEY = "another"
    assert first != digest_of("@Mai.Lan")


def test_member_erases_nobody(brand, heard, minh):
    with pytest.raises(Forbidden):
        erase(brand, minh)


def test_manager_erases_on_the_page(client_of, brand, heard, manager):
    data = {"handle": HANDLE, "reason": "Thư ngày 3/3", "texts": "remove"}

    answer = client_of(manager).post("/monitoring/retention/erase/", data, follow=True)

    assert answer.status_code == 200
    assert Removal.objects.get().removed == 2
