"""Text reaches the table as it was, whatever signs it is made of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.text import fold
from monitoring.intake import lines
from monitoring.intake.clean import plain
from monitoring.intake.store import store
from monitoring.models import BrandBucket, Bucket, Mention, MentionKey, Source, Watch
from tests.monitoring.conftest import NOON
from tests.plugins.trying import tried


def row(source, name, text, **changes):
    values = {
        "brand": source.brand_id, "source": source.pk, "external_id": name, "watches": list(Watch.objects.values_list("pk", flat=True)),
        "author": text[:50], "text": text, "text_key": fold(text), "posted_at": NOON,
        "received_at": now(), "language": "vi", "reach": 5, "url": "", "platform": "facebook",
        "label": "neutral", "negative": 0.25, "uncertain": True,
    } | changes  # fmt: skip
    return tuple(values.values())


@pytest.fixture
def source(brand):
    for name in ("Sao Mai", "Sữa"):
        Watch.objects.create(brand=brand, name=name, words=[])
    return Source.objects.create(brand=brand, key="facebook", name="Facebook", kind="api")


@tried(15, 100)
@given(st.lists(st.text(max_size=40).map(plain).filter(bool), min_size=1, max_size=8))
def test_every_text_comes_back_as_it_went_in(source, texts):
    Mention.objects.all().delete()
    MentionKey.objects.all().delete()

    fresh, _touched = store([row(source, str(n), text) for n, text in enumerate(texts)])

    assert fresh == len(texts)
    assert {m.external_id: (m.text, m.author) for m in Mention.objects.all()} == {
        str(n): (text, text[:50]) for n, text in enumerate(texts)
    }


@pytest.mark.parametrize(
    "text", ["\\N", "\\.", "a\\tb", "tab\there", "line\nnext\r\n", "{1,2}", '"']
)
def test_signs_that_mean_something_to_copy_mean_nothing_in_a_text(source, text):
    store([row(source, "1", text)])

    mention = Mention.objects.get()
    assert (mention.text, len(mention.watches), mention.uncertain) == (text, 2, True)


@given(
    st.lists(st.datetimes(datetime(2004, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
)
def test_a_time_is_written_to_the_microsecond(times):
    written = lines.times([at.timestamp() for at in times])

    # In one zone: an hour that a clock skips or repeats equals no time of another zone.
    assert [datetime.fromisoformat(at) for at in written] == [at.astimezone(UTC) for at in times]


def test_text_that_was_not_cleaned_is_refused_and_nothing_is_stored(source):
    with pytest.raises(ValueError, match="not cleaned"), transaction.atomic():
        store([row(source, "1", "a\x1fb")])

    assert not Mention.objects.exists()


def test_nothing_to_store_touches_nothing(source):
    assert store([]) == (0, {})


def test_first_of_two_with_one_name_is_kept(source):
    fresh, _touched = store([row(source, "1", "một"), row(source, "1", "hai")])

    assert (fresh, Mention.objects.get().text) == (1, "một")


def test_what_is_stored_in_pieces_is_counted_exactly(source, monkeypatch):
    monkeypatch.setattr("monitoring.intake.lines.PIECE", 2)
    store([row(source, "1", "a")])

    fresh, _touched = store([row(source, name, name) for name in "12343"])

    assert fresh == 3
    assert sorted(Mention.objects.values_list("external_id", flat=True)) == ["1", "2", "3", "4"]
    assert list(BrandBucket.objects.values_list("total", flat=True)) == [4]
    assert list(Bucket.objects.values_list("total", "reach")) == [(4, 20), (4, 20)]


def test_a_late_piece_that_fails_takes_the_earlier_ones_back(source, monkeypatch):
    monkeypatch.setattr("monitoring.intake.lines.PIECE", 1)
    rows = [row(source, "1", "a"), row(source, "2", "b\x1f")]

    with pytest.raises(ValueError, match="not cleaned"), transaction.atomic():
        store(rows)

    assert not (Mention.objects.exists() or MentionKey.objects.exists() or Bucket.objects.exists())


def test_rows_are_made_while_the_keys_are_asked_for(source):
    names = [(source.pk, name, NOON) for name in "121"]
    made = [row(source, name, name) for _pk, name, _at in names]

    fresh, _touched = store(iter(made), names)

    assert fresh == 2
    assert set(Mention.objects.values_list("external_id", flat=True)) == {"1", "2"}


def test_a_fault_while_rows_are_made_keeps_no_key(source):
    made = [row(source, "1", "một")]

    def broken():
        yield from made
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        store(broken(), [(source.pk, "1", NOON), (source.pk, "2", NOON)])

    assert store(made)[0] == 1
