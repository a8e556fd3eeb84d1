"""Who repeats a false claim: read beside the intake, decided by people, told as a signal."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse

from crisisdesk.kernel.clock import now
from incidents.models import Claim, Evidence, Incident, TimelineEntry
from incidents.services import claims as ledger
from incidents.services import facts
from incidents.timeline import verify
from monitoring.models import ClaimAnswer, ClaimMatch, ClaimReading, Mention, Signal
from monitoring.selectors import claims as selectors
from monitoring.services import claim_answers, claim_matches, claim_reading
from outbox.models import OutboxMessage
from teams.models import Notice
from tests.conftest import case_row
from tests.monitoring.conftest import said

TEXT = "Sữa Sao Mai có chất bảo quản gây ung thư"
LOOSE = "nghe nói sữa này có chất bảo quản gì đó uống vào bị ung thư"


@pytest.fixture
def case(brand, bot, lead):
    found = case_row(brand=brand, title="Tin đồn", actor=bot, detected_at=now())
    Incident.objects.filter(pk=found.pk).update(lead=lead)
    return Incident.objects.get(pk=found.pk)


@pytest.fixture
def claim(case, lead):
    return ledger.register_claim(case, actor=lead, text=TEXT)


@pytest.fixture
def repeat(hear):
    """So many mentions of the last minutes, on these platforms in turn."""

    def make(count, *, text=TEXT, platforms=("facebook",), first=0, at=None, **fields):
        moment = at or now() - timedelta(minutes=30)
        hear(
            [
                said(first + n, moment + timedelta(seconds=n), text=text,
                     platform=platforms[n % len(platforms)], **fields)
                for n in range(count)
            ],
            judge=False,
        )  # fmt: skip

    return make


def read(brand):
    return claim_reading.read(brand, before=now() + timedelta(seconds=1))


def states(claim):
    return sorted(claim.matches.values_list("state", flat=True))


def test_the_same_words_count_and_others_wait_for_a_person(claim, brand, repeat):
    repeat(1)
    repeat(1, text=LOOSE, first=10)
    repeat(1, text="Hôm nay trời đẹp quá cả nhà ơi", first=20)

    read(brand)

    assert states(claim) == ["accepted", "suggested"]


def test_what_was_read_is_not_read_again_and_nothing_is_left_out(claim, brand, repeat, monkeypatch):
    monkeypatch.setattr(claim_reading, "CHUNK", 2)
    repeat(5)
    assert read(brand) == 5
    assert read(brand) == 0
    repeat(1, first=10)
    assert read(brand) == 1
    assert claim.matches.count() == 6
    assert ClaimReading.objects.get(claim=claim).read_to == Mention.objects.latest("id").pk


def test_a_batch_that_is_still_being_stored_is_left_to_the_next_sweep(claim, brand, repeat):
    repeat(1)
    assert claim_reading.read(brand) == 0
    Mention.objects.update(received_at=now() - timedelta(minutes=1))
    assert claim_reading.read(brand) == 1


def test_a_new_claim_and_a_new_wording_look_back_some_days(claim, brand, repeat, lead, case):
    repeat(1, text="Lô L2107 làm ba trẻ nhập viện rồi đó")
    repeat(1, first=9, text="Lô L2107 làm ba trẻ nhập viện", at=now() - timedelta(days=9))
    read(brand)
    assert states(claim) == []

    ledger.add_variant(claim, actor=lead, text="Lô L2107 làm ba trẻ nhập viện rồi đó")
    late = ledger.register_claim(case, actor=lead, text="Lô L2107 làm ba trẻ nhập viện rồi nha")
    read(brand)

    assert states(claim) == ["accepted"]
    assert late.matches.exists()


@pytest.mark.parametrize("change", [{"is_drill": True}, {"status": "false_alarm"}])
def test_claims_of_drills_and_of_false_alarms_match_nothing(change, brand, repeat, make_claim):
    claim = make_claim(**change)
    repeat(3)
    read(brand)
    assert not claim.matches.exists()


@pytest.fixture
def make_claim(brand, bot, lead):
    def make(**fields):
        case = Incident.objects.create(
            brand=brand, number=900, title="x", detected_at=now(), created_by=bot, lead=lead,
            **fields,
        )  # fmt: skip
        return Claim.objects.create(incident=case, text=TEXT, created_by=lead)

    return make


def test_real_words_do_not_found_a_claim_of_a_drill(make_claim, lead, repeat):
    drill = make_claim(is_drill=True).incident
    repeat(1)
    with pytest.raises(Exception, match="drill|diễn tập"):
        claim_matches.register(drill, actor=lead, text=TEXT, mentions=Mention.objects.all())


def test_five_in_six_hours_on_two_platforms_become_one_signal_of_the_open_case(
    claim, case, brand, repeat
):
    repeat(6, platforms=("facebook", "tiktok"))
    read(brand)

    signal = Signal.objects.get()
    assert (signal.kind, signal.level, signal.state) == ("claim", "alert", "linked")
    assert signal.incident == case
    assert signal.evidence["claim"] == claim.pk
    assert TEXT not in str(signal.evidence)

    repeat(2, first=20)
    read(brand)
    assert Signal.objects.count() == 1
    assert Signal.objects.get().evidence["count"] == 8
    assert verify(Incident.objects.get(pk=case.pk)) is None


@pytest.mark.parametrize(
    ("count", "fields", "level"),
    [
        (4, {}, None),
        (5, {}, "warning"),
        (2, {"platforms": ("facebook", "tiktok")}, "warning"),
        (1, {"reach": 200_000}, "alert"),
        (1, {"platforms": ("news",)}, "alert"),
    ],
)
def test_the_rule_of_the_handbook(count, fields, level, claim, brand, repeat):
    repeat(count, **fields)
    read(brand)
    assert [signal.level for signal in Signal.objects.all()] == ([level] if level else [])


def test_texts_further_apart_than_six_hours_are_no_five(claim, brand, repeat):
    for number in range(5):
        repeat(1, first=number, at=now() - timedelta(hours=7 * number + 1))
    read(brand)
    assert not Signal.objects.exists()


def test_a_claim_of_a_closed_case_warns_or_opens_a_new_case(claim, case, brand, repeat):
    Incident.objects.filter(pk=case.pk).update(status="resolved")
    repeat(5)
    read(brand)
    assert Signal.objects.get().state == "new"
    assert Incident.objects.count() == 1

    repeat(1, first=50, platforms=("news",))
    read(brand)
    assert Signal.objects.get().level == "alert"
    assert Incident.objects.count() == 2


def test_a_person_confirms_several_at_once_and_the_text_becomes_a_wording(
    claim, case, brand, repeat, lead, minh
):
    other = ledger.register_claim(case, actor=lead, text="Chất bảo quản trong sữa bị cấm ở EU")
    repeat(5, text=LOOSE)
    read(brand)
    match = claim.matches.first()
    also = list(claim.matches.exclude(pk=match.pk).values_list("mention_id", flat=True))

    claim_matches.confirm(match, actor=minh, also=also, as_variant=True)

    assert states(claim) == ["confirmed"] * 5
    assert set(states(other)) <= {"refused"}
    claim.refresh_from_db()
    assert claim.variants == [LOOSE]
    assert Signal.objects.get().evidence["count"] == 5
    assert set(claim.matches.values_list("by", flat=True)) == {minh.pk}


def test_who_only_looks_decides_nothing(claim, brand, repeat, khoa):
    repeat(1, text=LOOSE)
    read(brand)
    for act in (claim_matches.confirm, claim_matches.refuse):
        with pytest.raises(Exception, match="."):
            act(claim.matches.get(), actor=khoa)
    assert states(claim) == ["suggested"]


def test_a_refused_text_stays_refused_when_it_is_read_again(claim, brand, repeat, minh, lead):
    repeat(1, text=LOOSE)
    read(brand)
    claim_matches.refuse_all(claim.matches.get().mention_id, actor=minh)
    ledger.add_variant(claim, actor=lead, text="Sữa có chất lạ bị cấm ở nước ngoài")
    read(brand)
    assert states(claim) == ["refused"]


def test_a_claim_is_registered_from_what_was_said(case, repeat, minh):
    repeat(1, text=LOOSE)
    claim = claim_matches.register(case, actor=minh, text=TEXT, mentions=Mention.objects.all())
    assert claim.variants == [LOOSE]
    assert states(claim) == ["confirmed"]


# What we answered


def test_reach_that_nobody_knows_is_no_zero(claim, brand, repeat, minh):
    repeat(2, reach=0)
    read(brand)
    claim_answers.add(claim, actor=minh, platform="facebook")
    spread = selectors.spread(claim)
    assert (spread.count, spread.reach, spread.our_reach, spread.ratio) == (2, None, None, None)


def test_ratio_and_lag_by_platform(claim, brand, repeat, minh):
    repeat(3, platforms=("facebook", "facebook", "tiktok"), reach=300)
    read(brand)
    first = Mention.objects.earliest("posted_at").posted_at
    row = claim_answers.add(
        claim, actor=minh, platform="facebook", at=first + timedelta(minutes=10), reach=None
    )
    claim_answers.change(row, actor=minh, reach=1200)

    spread = selectors.spread(claim)
    assert [(p.platform, p.reach, p.our_reach, p.ratio) for p in spread.places] == [
        ("facebook", 600, 1200, 2.0),
        ("tiktok", 300, None, None),
    ]
    assert (spread.ratio, spread.lag) == (pytest.approx(1200 / 900), timedelta(minutes=10))


def test_a_mention_that_links_to_our_answer_is_ours(claim, brand, repeat, minh, lead, case):
    from tests.monitoring.test_claims_answers import published

    words = published(case, minh)
    claim_answers.add(claim, actor=minh, platform="facebook", statement=words)
    repeat(1, text=f"{TEXT}? Xem https://sao-mai.example/newsroom/{words.slug}/", reach=500)
    read(brand)

    assert not claim.matches.exists()
    heard = ClaimAnswer.objects.get(mention_id__isnull=False)
    assert (heard.statement, heard.reach) == (words, 500)


# Turned true


@pytest.fixture
def proven(claim, case, lead):
    """Confirms the fact that the claim asserts."""

    def prove():
        fact = facts.add_fact(case, actor=lead, text_vi="Có chất bảo quản")
        ledger.assess_claim(claim, actor=lead, assessment="answer", reason="lan nhanh", fact=fact)
        Evidence.objects.create(
            incident=case, fact=fact, kind="link", title="x", url="https://x.example", by=lead
        )
        Incident.objects.filter(pk=case.pk).update(severity="moderate", peak_severity="moderate")
        return facts.revise_fact(fact, actor=lead, status="confirmed", reason="kết quả")

    return prove


def test_a_claim_that_turns_out_true_turns_everything_that_leaned_on_it(
    claim, case, brand, repeat, minh, phuong, proven
):
    repeat(1, text=LOOSE)
    read(brand)
    answer = claim_answers.add(claim, actor=minh, platform="facebook", reach=10)

    proven()

    claim.refresh_from_db()
    answer.refresh_from_db()
    assert claim.status == "turned_true"
    assert states(claim) == ["withdrawn"]
    assert answer.needs_correction
    assert selectors.advice(selectors.figured(Claim.objects.all()).get(), None) is None
    assert Notice.objects.filter(user=phuong, topic="incidents.claim_turned_true").count() == 1
    letter = OutboxMessage.objects.get(address=phuong.email, topic="incidents.claim_turned_true")
    assert letter.available_at <= now()
    assert TimelineEntry.objects.filter(
        incident=case, verb="claim_moved", data__claim_status="turned_true"
    ).exists()
    repeat(3, first=40)
    read(brand)
    assert states(claim) == ["withdrawn"]
    with pytest.raises(Exception, match="."):
        claim_matches.confirm(claim.matches.get(), actor=minh)


def test_linking_a_fact_that_is_confirmed_already_turns_it_too(claim, case, lead, proven, phuong):
    fact = proven()
    second = ledger.register_claim(case, actor=lead, text="Sữa có chất bảo quản")
    second = ledger.assess_claim(second, actor=lead, assessment="answer", reason="x", fact=fact)
    assert second.status == "turned_true"


# Who may see it


@pytest.fixture
def secret(claim, case, lead):
    Incident.objects.filter(pk=case.pk).update(restricted=True, lead=lead)
    return claim


def test_a_claim_of_a_restricted_case_is_betrayed_by_nothing(
    secret, brand, repeat, minh, lead, client_of, api_of
):
    repeat(6, platforms=("facebook", "tiktok"))
    repeat(1, text=LOOSE, first=30)
    read(brand)

    assert not Signal.objects.exists()
    assert TimelineEntry.objects.filter(incident=secret.incident, verb="spike_seen").count() == 1
    pages = [reverse("monitoring:claims"), reverse("monitoring:claims-review")]
    one = reverse("monitoring:claim", args=[secret.pk])
    for path in pages:
        assert TEXT not in client_of(minh).get(path).content.decode()
        assert TEXT in client_of(lead).get(path).content.decode()
    assert client_of(minh).get(one).status_code == 404
    assert client_of(lead).get(one).status_code == 200
    assert api_of(minh).get("/api/v1/claims/").json()["results"] == []
    assert api_of(minh).get(f"/api/v1/claims/{secret.pk}/").status_code == 404
    assert len(api_of(lead).get("/api/v1/claims/").json()["results"]) == 1


def test_a_stranger_cannot_decide_by_guessing_the_text(secret, brand, repeat, minh, client_of):
    repeat(1, text=LOOSE)
    read(brand)
    match = ClaimMatch.objects.get()
    url = reverse("monitoring:claims-decide", args=[match.mention_id])
    assert client_of(minh).post(url, {"match": match.pk}).status_code == 404
    client_of(minh).post(url, {"match": 0})
    assert states(secret) == ["suggested"]


def test_texts_that_say_nearly_the_same_are_decided_together_and_denials_are_not_among_them(
    claim, brand, repeat, minh, client_of
):
    repeat(2, text=LOOSE)
    repeat(1, first=8, text=LOOSE.replace("có chất", "không có chất"))
    read(brand)
    match = claim.matches.order_by("mention_id").first()
    url = reverse("monitoring:claims-decide", args=[match.mention_id])

    client_of(minh).post(url, {"match": match.pk, "also": "on"})

    assert states(claim) == ["confirmed", "confirmed", "suggested"]


def test_claim_of_a_merged_case_goes_on_in_the_case_that_took_it_over(
    claim, case, brand, repeat, bot, lead
):
    target = case_row(brand=brand, title="Nơi kia", actor=bot, detected_at=now())
    Incident.objects.filter(pk=case.pk).update(status="merged", merged_into=target)
    repeat(6, platforms=("facebook", "tiktok"))

    read(brand)

    assert states(claim) == ["accepted"] * 6
    assert Signal.objects.get().incident == target
    assert Incident.objects.count() == 2


def test_claim_whose_case_was_merged_into_a_secret_one_tells_nobody_else(
    claim, case, brand, repeat, bot, lead
):
    target = case_row(brand=brand, title="Nơi kia", actor=bot, detected_at=now())
    Incident.objects.filter(pk=target.pk).update(restricted=True, lead=lead)
    Incident.objects.filter(pk=case.pk).update(status="merged", merged_into=target)
    repeat(6, platforms=("facebook", "tiktok"))

    read(brand)

    assert not Signal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_a_slow_writer_stores_later_is_compared_too(claim, brand, repeat):
    """Its ids lie below those of quicker ones; whoever reads past them never comes back."""
    under_way, go = threading.Event(), threading.Event()
    # The source is known before: two writers that bring a new one wait for each other.
    repeated = Mention.objects.exclude(text="Trời hôm nay đẹp quá.").all
    repeat(1, text="Trời hôm nay đẹp quá.", first=90, at=now() - timedelta(minutes=20))

    def slowly():
        try:
            with transaction.atomic():
                repeat(1)
                # As if it had begun long ago: what counts is that it has not ended.
                repeated().update(received_at=now() - timedelta(minutes=2))
                under_way.set()
                go.wait(10)
        finally:
            connection.close()

    writer = threading.Thread(target=slowly)
    writer.start()
    under_way.wait(10)
    # In another bucket: the slow one holds the counts of its own.
    repeat(1, first=10, at=now() - timedelta(minutes=10))
    repeated().update(received_at=now() - timedelta(seconds=1))
    claim_reading.read(brand)
    go.set()
    writer.join(10)
    repeated().update(received_at=now() - timedelta(minutes=2))
    claim_reading.read(brand)

    assert states(claim) == ["accepted", "accepted"]
