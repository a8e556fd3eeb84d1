"""The log: one writer, gap-free, append-only, sealed."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from incidents import sentences, timeline
from incidents.selectors import log
from incidents.services import notes
from incidents.verbs import Verb
from tests.plugins.trying import tried

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.models import Incident
    from teams.models import User

pytestmark = pytest.mark.django_db


def raw(sql: str, *values: object) -> None:
    """SQL as somebody with the database's password would type it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def forge(sql: str, *values: object) -> None:
    """The same, by somebody who also switched the trigger off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE incidents_timelineentry DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE incidents_timelineentry ENABLE TRIGGER USER")


def test_lines_are_numbered_without_a_gap(make_case: Callable[..., Incident], lead: User) -> None:
    case = make_case()

    for number in range(5):
        notes.add(case, actor=lead, text=f"Ghi chú {number}")

    assert list(case.timeline.values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert timeline.verify(case.__class__.objects.get(pk=case.pk)) is None


def test_a_line_is_two_questions_to_the_database(
    make_case: Callable[..., Incident], lead: User, django_assert_num_queries: Any
) -> None:
    case = make_case()
    notes.add(case, actor=lead, text="Dòng đầu")

    with django_assert_num_queries(2):
        timeline.record(case, Verb.NOTED, lead)


def test_a_line_cannot_be_written_outside_a_transaction(
    transactional_db: None, make_case: Callable[..., Incident], lead: User
) -> None:
    case = make_case()

    with pytest.raises(RuntimeError):
        timeline.record(case, Verb.NOTED, lead)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE incidents_timelineentry SET data = '{}'",
        "DELETE FROM incidents_timelineentry",
    ],
)
def test_raw_sql_cannot_change_history(
    sql: str, make_case: Callable[..., Incident], lead: User
) -> None:
    case = make_case()
    notes.add(case, actor=lead, text="Giữ nguyên")

    with pytest.raises(DatabaseError):
        raw(sql)

    assert case.timeline.count() == 1


def test_raw_sql_cannot_walk_past_the_state_machine(make_case: Callable[..., Incident]) -> None:
    case = make_case("detected")

    with pytest.raises(DatabaseError):
        raw("UPDATE incidents_incident SET status = 'closed' WHERE id = %s", case.pk)


def test_a_changed_line_is_named(make_case: Callable[..., Incident], lead: User) -> None:
    case = make_case()
    for text in ("một", "hai", "ba"):
        notes.add(case, actor=lead, text=text)
    forge("UPDATE incidents_timelineentry SET verb = 'closed' WHERE seq = 2")

    fault = timeline.verify(type(case).objects.get(pk=case.pk))

    assert fault is not None
    assert (fault.seq, fault.reason) == (2, "changed")


def test_a_removed_last_line_is_named(make_case: Callable[..., Incident], lead: User) -> None:
    case = make_case()
    for text in ("một", "hai"):
        notes.add(case, actor=lead, text=text)
    forge("DELETE FROM incidents_timelineentry WHERE seq = 2")

    fault = timeline.verify(type(case).objects.get(pk=case.pk))

    assert fault is not None
    assert (fault.seq, fault.reason) == (2, "missing")


def test_verify_timeline_fails_and_names_the_line(
    make_case: Callable[..., Incident], lead: User
) -> None:
    case = make_case()
    notes.add(case, actor=lead, text="một")
    forge("UPDATE incidents_timelineentry SET round = 7 WHERE seq = 1")
    said = StringIO()

    with pytest.raises(CommandError):
        call_command("verify_timeline", stderr=said)

    assert said.getvalue() == f"{case.reference}: line 1 is changed.\n"


def test_blanking_words_keeps_the_seal(
    make_case: Callable[..., Incident], lead: User, lan: User
) -> None:
    case = make_case()
    note = notes.add(case, actor=lead, text="Số điện thoại của khách 0912 345 678")

    notes.redact(note, actor=lan, reason="dữ liệu cá nhân")

    lines = log.lines(case, lead)
    assert [(line.words, line.redacted) for line in lines] == [
        ("", True),
        ("dữ liệu cá nhân", False),
    ]
    assert timeline.verify(type(case).objects.get(pk=case.pk)) is None


def test_every_verb_has_a_sentence_in_both_languages() -> None:
    assert set(sentences.WORDINGS) == set(Verb)
    for verb, wording in sentences.WORDINGS.items():
        with translation.override("en"):
            english = str(wording.sentence)
        with translation.override("vi"):
            vietnamese = str(wording.sentence)
        assert english, verb
        assert vietnamese != english or "%(statement)s" in english, verb


def test_privileged_words_stay_with_those_who_may_see_them(
    make_case: Callable[..., Incident], lead: User, minh: User, lan: User, khoa: User
) -> None:
    case = make_case()
    notes.add(case, actor=lan, text="Rủi ro kiện tụng", visibility="privileged")
    notes.add(case, actor=minh, text="Đã gọi khách")

    def seen(viewer: User) -> list[str]:
        return [line.words for line in log.lines(case, viewer)]

    assert seen(lan) == ["Rủi ro kiện tụng", "Đã gọi khách"]
    assert seen(lead) == ["Rủi ro kiện tụng", "Đã gọi khách"]
    assert seen(minh) == ["Đã gọi khách"]
    assert seen(khoa) == []


@tried(10, 60)
@given(
    data=st.dictionaries(
        st.text(min_size=1, max_size=8).filter(lambda t: "\x00" not in t),
        st.one_of(
            st.integers(-(10**9), 10**9),
            st.text(max_size=20).filter(lambda t: "\x00" not in t),
            st.booleans(),
            st.none(),
        ),
        max_size=4,
    )
)
def test_the_seal_survives_the_database_whatever_the_data(
    data: dict[str, object], make_case: Callable[..., Incident], lead: User
) -> None:
    data = {k: v for k, v in data.items() if k not in ("words", "note", "visibility")}
    # Lone surrogates are no text that JSON can carry.
    try:
        repr(data).encode()
    except UnicodeEncodeError:
        return
    case = make_case()

    with transaction.atomic():
        timeline.record(case, Verb.EDITED, lead, fields=data)

    assert timeline.verify(type(case).objects.get(pk=case.pk)) is None
