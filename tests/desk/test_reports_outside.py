"""Figures that lie outside the case: who saw it, who read, how far a correction went, the mood."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from crisisdesk.kernel.clock import minutes, now
from desk import reports_outside as outside
from incidents.models import Claim, Incident
from monitoring.models import BrandBucket, ClaimAnswer, ClaimMatch, Mention, Signal, Source
from statements.models import ReadReceipt, Statement, StatementVersion

DAY = datetime(2026, 10, 10, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
HOURS = timedelta(hours=1)
WORDS = "Chúng tôi đã dừng bán lô 0312 và mời khách hàng đổi trả miễn phí."


@pytest.fixture
def make_case(brand, bot):
    numbers = iter(range(1, 100))

    def make(**fields):
        wanted = {"brand": brand, "detected_at": DAY, "opened_at": DAY} | fields
        return Incident.objects.create(number=next(numbers), title="Sữa", created_by=bot, **wanted)

    return make


@pytest.fixture
def make_signal(brand, bot):
    def make(case, kind, at):
        return Signal.objects.create(
            brand=brand, kind=kind, level="alert", state="linked", incident=case, started_at=at,
            at=at, last_at=at, raised_at=at, raised_by=bot,
        )  # fmt: skip

    return make


@pytest.fixture
def say(brand, minh):
    numbers = iter(range(1, 100))

    def publish(case, kind, audience="public", text=WORDS):
        number = next(numbers)
        found = Statement.objects.create(
            incident=case, brand=brand, number=number, kind=kind, audience=audience, author=minh,
            last_editor=minh, status="published", published_at=DAY, published_version=1,
            current_version=1, slug=f"loi-{number}",
        )  # fmt: skip
        StatementVersion.objects.create(
            statement=found, number=1, author=minh, digest="x", title_vi="Lời", text_vi=text
        )
        return found

    return publish


def cases():
    return Incident.objects.all()


def test_a_case_is_our_own_find_when_a_watch_told_of_it_before_it_was_opened(
    make_case, make_signal
):
    make_signal(make_case(), "volume", DAY - minutes(5))
    make_signal(make_case(), "volume", DAY + minutes(5))
    make_signal(make_case(), "manual", DAY - minutes(5))
    make_case()

    found = outside.seen_first(cases(), 4)

    assert (found.done, found.of) == (1, 4)


def test_a_brief_counts_as_read_within_half_an_hour_by_those_who_are_still_here(
    make_case, say, minh, lan, khoa
):
    brief = say(make_case(), "internal_brief", "internal")
    khoa.memberships.update(is_active=False)
    for person, waited in ((minh, 30), (lan, 31), (khoa, 5)):
        ReadReceipt.objects.create(statement=brief, user=person, at=DAY + minutes(waited))

    found = outside.briefs_read(cases())

    assert (found.done, found.of) == (1, 2)


def claim(case, by, *, told, answered, reach=(900, 450)):
    found = Claim.objects.create(incident=case, text="Sữa có chất lạ", created_by=by)
    theirs, ours = reach
    ClaimMatch.objects.create(
        claim=found, mention_id=found.pk, posted_at=told, reach=theirs, score=1, state="accepted"
    )
    if answered:
        ClaimAnswer.objects.create(claim=found, at=answered, reach=ours, by=by)
    return found


def test_a_correction_is_measured_from_the_claim_to_our_answer(make_case, minh):
    case = make_case()
    claim(case, minh, told=DAY, answered=DAY + minutes(40))
    claim(case, minh, told=DAY, answered=DAY + minutes(20), reach=(0, 100))
    claim(case, minh, told=DAY, answered=None)

    lag, reach = outside.corrections(cases())

    assert (lag.n, lag.median) == (2, minutes(30))
    assert (reach.done, reach.of, reach.share) == (450, 900, 0.5)


def hear(brand, at, hours, negative):
    BrandBucket.objects.bulk_create(
        BrandBucket(brand=brand, start=at + HOURS * n, total=10, negative=negative)
        for n in range(hours)
    )


def test_the_mood_of_a_case_is_read_off_what_its_brand_heard(brand, other_brand, make_case):
    make_case()
    begin = DAY.replace(minute=0)
    hear(brand, begin - 10 * 24 * HOURS, 240, 1)
    hear(brand, begin, 24, 9)
    hear(brand, begin + 24 * HOURS, 72, 1)
    hear(other_brand, begin, 200, 9)

    back, recovered = outside.moods(cases())

    assert (back.n, back.median) == (1, 24 * HOURS)
    assert (recovered.done, recovered.of) == (1, 1)


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "Asia/Kolkata"])
def test_the_mood_does_not_hang_on_where_its_reader_is(brand, make_case, zone):
    make_case()
    begin = DAY.replace(minute=0)
    hear(brand, begin - 10 * 24 * HOURS, 240, 1)
    hear(brand, begin, 24, 9)
    hear(brand, begin + 24 * HOURS, 72, 1)

    with timezone.override(zone):
        back, _recovered = outside.moods(cases())

    assert back.n == 1


def test_what_many_cases_ask_for_is_read_in_one_piece_a_time(brand, other_brand, make_case):
    first = make_case()
    for days in (1, 30, 60, 400):
        make_case(detected_at=DAY + timedelta(days=days))
    make_case(brand=other_brand)
    rows = list(Incident.objects.values_list("brand", "detected_at"))

    found = outside._spans(rows)

    begin, end = DAY - outside.USUAL, DAY + outside.FOLLOWED
    assert sorted(found) == sorted([
        (first.brand_id, begin, end + timedelta(days=60)),
        (first.brand_id, begin + timedelta(days=400), end + timedelta(days=400)),
        (other_brand.pk, begin, end),
    ])  # fmt: skip


@pytest.mark.parametrize(("days", "counted"), [(1, 0), (13, 0), (15, 1)])
def test_a_mood_counts_as_not_recovered_only_when_its_two_weeks_are_over(
    brand, make_case, days, counted
):
    at = now().replace(minute=0, second=0, microsecond=0) - days * 24 * HOURS
    make_case(detected_at=at, opened_at=at)
    hear(brand, at - 10 * 24 * HOURS, 240, 1)
    hear(brand, at, days * 24, 9)

    back, recovered = outside.moods(cases())

    assert (back.n, back.median, recovered.done, recovered.of) == (0, None, 0, counted)


def test_articles_that_carry_our_words_count_for_us(brand, make_case, say):
    case, silent = make_case(), make_case()
    say(case, "holding")
    source = Source.objects.create(brand=brand, key="csv", name="CSV", kind="csv")

    def article(number, of, text, platform="news"):
        Mention.objects.create(
            id=number, brand=brand, source=source, external_id=str(number), text=text, reach=100,
            platform=platform, posted_at=now(), incident=of,
        )  # fmt: skip

    article(1, case, f"Hãng nói: {WORDS}")
    article(2, case, "Hãng đã trả lời báo chí.")
    article(3, case, f"Chép: {WORDS}", "facebook")
    article(4, silent, "Không ai trả lời.")

    pulled, voice = outside.our_line(cases())

    assert (pulled.done, pulled.of) == (1, 2)
    assert (voice.done, voice.of) == (100, 400)
