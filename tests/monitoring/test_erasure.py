"""An author who asks for it disappears from the desk, and does not come back."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from incidents.models import Claim, Incident
from incidents.services import facts, notes, paging
from incidents.services.claims import register_claim
from monitoring.intake.handles import BLANK, digest_of
from monitoring.models import (
    Bucket,
    CallHealth,
    ClaimAnswer,
    Connection,
    CsvImport,
    InboxEvent,
    InboxItem,
    Mention,
    MentionExport,
    Removal,
    SavedSearch,
    Screenshot,
    Signal,
    Source,
)
from monitoring.services import by_hand, claim_matches, signals
from monitoring.services.erasure import erase_author
from outbox.models import OutboxMessage
from teams.models import KeptAnswer, Notice
from teams.paging.freezing import person
from tests.conftest import case_row
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


ODD = "nguyen.bi_92"
EVERYWHERE = (
    f"@{ODD}", f"nghe {ODD} nói", f"hỏi @{ODD.upper()}!",
    f"https://tiktok.example/@{ODD}/video/1", f"https://facebook.example/{ODD}",
)  # fmt: skip


def left_anywhere(handle):
    """Every column of the whole desk that can hold words, in every row."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema ="
            " 'public' AND data_type IN ("
            "'text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s'
                f' OR ("{column}"::text LIKE %s AND "{column}"::text ILIKE %s)',
                [f"%{handle}%", r"\x%", f"%{handle.encode().hex()}%"],
            )
            found += [(table, column)] * cursor.fetchone()[0]
    return found


@pytest.fixture
def everywhere(brand, watch, hear, bot, minh, manager, admin_person):
    """The handle in every place to which the outside, or somebody who quotes it, can bring it."""
    hear([said(1, author=ODD, external_id=f"https://m.example/users/{ODD}/1")])
    hear([said(10 + n, text=f"Sao Mai {words}", url=words if words[:4] == "http" else "",
               author=f"người {n}", external_id=f"{n}:{ODD}")
          for n, words in enumerate(EVERYWHERE)])  # fmt: skip
    first, at = Mention.objects.get(author=ODD), now()
    words = {"name": f"Thư của {ODD}", "who": [f"@{ODD}"]}
    Signal.objects.create(
        brand=brand, kind="manual", level="warning", title=EVERYWHERE[0], summary=EVERYWHERE[1],
        url=EVERYWHERE[3], note=EVERYWHERE[2], evidence=words, started_at=at, at=at, last_at=at,
        raised_by=bot,
    )  # fmt: skip
    for state in ("done", "preview"):
        CsvImport.objects.create(brand=brand, by=manager, name=f"{ODD}.csv", state=state,
                                 content=ODD.encode() * (state == "preview"), header=[ODD],
                                 rejected=[{"line": 2, "row": [ODD, EVERYWHERE[1]]}])  # fmt: skip
    item = InboxItem.objects.create(brand=brand, mention_id=first.pk, posted_at=first.posted_at,
                                    entered_by=bot, changed_by=bot)  # fmt: skip
    InboxEvent.objects.create(item=item, verb="answered", by=minh, url=EVERYWHERE[4],
                              reply=f"Chào @{ODD}, {EVERYWHERE[1]}")  # fmt: skip
    case = case_row(brand=brand, title="Sữa lạ", actor=minh, reporter="tổng đài")
    claim = register_claim(case, actor=minh, text="Sữa có giòi")
    ClaimAnswer.objects.create(claim=claim, by=bot, url=EVERYWHERE[3], mention_id=first.pk)
    ClaimAnswer.objects.create(claim=claim, by=bot, url=EVERYWHERE[4])
    SavedSearch.objects.create(brand=brand, owner=minh, name=ODD, query=f"q={ODD}&period=7d")
    MentionExport.objects.create(brand=brand, by=minh, query=f"q=%40{ODD}", with_authors=True)
    source = Source.objects.create(brand=brand, key="kenh", name=f"Trang {ODD}", kind="rss",
                                   created_by=admin_person)  # fmt: skip
    Connection.objects.create(source=source, notes=[{"code": "item", "facts": words}], facts=words)
    CallHealth.objects.create(source=source, problem=f"[0].user = {ODD}")
    Removal.objects.create(brand=brand, kind="author", by=manager, reason=f"Thư của {ODD}")
    # What other rooms repeat of it.
    claim_matches.register(case, actor=minh, text=f"@{ODD} nói sữa có giòi", mentions=[first])
    told = signals.raise_by_hand(brand, actor=minh, title=f"Bài của @{ODD}", url=EVERYWHERE[3])
    signals.open_case(told, actor=minh, title="Sữa lạ", summary=EVERYWHERE[1])
    notes.add(case, actor=minh, text=f"Đã gọi cho {ODD}")
    paging.page_by_hand(case, actor=minh, words=f"Trả lời {ODD}", targets=[person(manager)])
    KeptAnswer.objects.create(key="k", fingerprint="f", status=200, content_type="application/json",
                              content=json.dumps({"author": ODD, "seen": [EVERYWHERE[3]]}))  # fmt: skip
    return first


@pytest.mark.parametrize("texts", [True, False])
def test_nothing_readable_of_the_handle_is_left_in_any_table(brand, everywhere, manager, texts):
    assert len({table for table, _column in left_anywhere(ODD)}) >= 16

    erase(brand, manager, handle=ODD, texts=texts, reason=f"{ODD} viết thư ngày 3/3")

    assert left_anywhere(ODD) == []


def test_who_erases_hears_of_sealed_lines_that_keep_the_name(
    brand, other_brand, vy, watch, minh, manager, client_of
):
    case = case_row(brand=brand, title="Sữa lạ", actor=minh)
    facts.add_fact(case, actor=minh, text_vi=f"{ODD} đăng bài lúc 9 giờ")
    told = signals.raise_by_hand(brand, actor=minh, title=f"Bài của @{ODD}")
    titled = signals.open_case(told, actor=minh).incident
    data = {"handle": ODD, "reason": "Thư ngày 3/3", "texts": "keep"}

    answer = client_of(manager).post("/monitoring/retention/erase/", data, follow=True)

    assert f"{titled.reference}, {case.reference}." in answer.content.decode()
    assert Incident.objects.get(pk=titled.pk).title == f"Bài của {BLANK}"


def test_handle_that_an_address_spells_otherwise_goes_from_links_of_others(
    brand, watch, hear, manager
):
    page = f"https://facebook.example/{quote(HANDLE)}"
    hear([said(1, url=page), said(2, text=f"Sao Mai xem {page}/posts/1 đi")])

    erase(brand, manager)

    first, second = Mention.objects.order_by("external_id")
    assert (first.url, second.text) == ("", f"Sao Mai xem {BLANK} đi")


def test_link_in_a_text_to_the_page_of_a_common_word_goes(brand, watch, hear, manager):
    hear([said(1, text="Sao Mai https://fb.example/mai/1 mai sẽ xem https://fb.example/mail")])

    erase(brand, manager, handle="mai")

    text = Mention.objects.get().text
    assert text == f"Sao Mai {BLANK} mai sẽ xem https://fb.example/mail"


def test_words_of_an_author_go_from_claims_and_cases_that_quote_them(
    brand, watch, hear, manager, minh, bot
):
    hear([said(1, author=ODD, text="Sao Mai bán sữa có giòi"), said(2, text="Sao Mai hay lắm")])
    own, other = Mention.objects.order_by("external_id")
    at = now()
    signal = Signal.objects.create(
        brand=brand, watch=watch, kind="volume", level="warning", started_at=at, at=at, last_at=at,
        raised_by=bot, evidence={"examples": [own.pk, other.pk]},
    )  # fmt: skip
    case = signals.open_case(signal, actor=minh, title="Sữa lạ").incident
    claim = claim_matches.register(case, actor=minh, text="Sữa có giòi", mentions=[own])

    erase(brand, manager, handle=ODD, texts=True)

    assert Claim.objects.get(pk=claim.pk).variants == []
    assert Incident.objects.get(pk=case.pk).summary == f"“{other.text}”"


def test_words_of_an_author_go_from_the_signal_that_was_raised_with_them(brand, watch, manager):
    fields = {"text": "Sao Mai bán sữa có giòi", "author": ODD, "key": "k1", "raise_signal": True}
    signal = by_hand.report(brand, actor=manager, **fields).signal
    assert signal.summary == fields["text"]

    erase(brand, manager, handle=ODD, texts=True)

    signal.refresh_from_db()
    assert (signal.title, signal.summary) == ("", "")


def test_messages_of_another_brand_keep_the_name(brand, other_brand, vy, manager):
    signals.raise_by_hand(other_brand, actor=vy, title=f"Bài của @{ODD}")

    erase(brand, manager, handle=ODD)

    assert Signal.objects.get().title == f"Bài của @{ODD}"
    told = OutboxMessage.objects.filter(topic="monitoring.raised")
    assert all(row.facts["title"] == f"Bài của @{ODD}" for row in (*told, *Notice.objects.all()))


def test_common_word_stays_in_sentences_where_it_is_nobodys_name(brand, watch, hear, manager):
    hear([said(1, author="mai"), said(2, text="Sao Mai hỏi @Mai về mai")])

    done = erase(brand, manager, handle="mai", reason="mai đã gọi điện")

    assert Mention.objects.exclude(author="").get().text == f"Sao Mai hỏi {BLANK} về mai"
    assert done.reason == f"{BLANK} đã gọi điện"


def test_picture_of_what_an_author_said_goes_with_the_name(
    brand, heard, manager, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    mention = Mention.objects.get(author=HANDLE)
    Screenshot.objects.create(mention=mention, file="screenshots/ab/ab.png", format="png",
                              sha256="ab", width=1, height=1, by=manager)  # fmt: skip

    erase(brand, manager)

    assert not Screenshot.objects.exists()


@pytest.mark.parametrize("sign", ["", "@"])
def test_later_mentions_leave_the_name_out_of_ids_links_and_words(
    brand, watch, hear, manager, sign
):
    erase(brand, manager, handle=ODD)
    item = said(1, author=f"{sign}{ODD}", external_id=f"https://m.example/users/{ODD}/1")

    hear([item])
    hear([said(2, url=EVERYWHERE[3], text=f"Sao Mai gọi @{ODD}, @{ODD}2 và a@b.example")])

    # What is left is the longer name of another author, in the text and its key, as parent and part.
    assert {column for _table, column in left_anywhere(ODD)} <= {"text", "text_key"}
    assert Mention.objects.get(external_id="m2").text.split() == [
        "Sao", "Mai", "gọi", f"{BLANK},", f"@{ODD}2", "và", "a@b.example"]  # fmt: skip
    assert hear([item]).duplicates == 1


def test_refused_rows_of_later_files_leave_the_name_out(brand, watch, manager):
    from monitoring.intake.plan import Plan
    from monitoring.services import imports

    erase(brand, manager, handle=ODD)
    table = (
        f"tác giả,nội dung,ngày\n{ODD},Sao Mai ơi @{ODD},hôm kia\n{ODD},Sao Mai,2026-03-01 08:00\n"
    )
    job = imports.upload(brand, actor=manager, name="a.csv", content=table.encode())

    job = imports.run(job, plan=Plan.of(job.plan), actor=manager)

    assert (job.accepted, job.refused) == (1, 1)
    assert left_anywhere(ODD) == []


def test_report_by_hand_of_an_erased_author_is_saved_once_and_nameless(brand, watch, manager):
    fields = {"text": "Sao Mai ơi", "author": ODD, "key": "k1"}
    by_hand.report(brand, actor=manager, **fields)
    erase(brand, manager, handle=ODD)

    again = by_hand.report(brand, actor=manager, **fields)
    later = by_hand.report(brand, actor=manager, **fields | {"key": "k2"})

    assert (again.fresh, later.fresh, later.mention.author) == (False, True, "")
    assert left_anywhere(ODD) == []
