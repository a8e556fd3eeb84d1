"""A storm seen, a false claim registered and answered, the sensitivity tried: two people."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from crisisdesk.kernel.clock import iso, now
from incidents.models import Claim, Incident
from monitoring.enums import MatchState
from monitoring.models import ClaimMatch, InboxItem, Mention, Watch
from monitoring.services import claim_reading
from monitoring.services.ingest import take_in
from tests.journeys.conftest import STORMS, Storm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SPREAD = "Tin từ nhóm phụ huynh"
CLAIM = "Sữa Suối Xanh phát ở trường hôm nay đúng lô L2107"
HEARD = "Nghe nói sữa Suối Xanh phát ở trường hôm nay đúng lô L2107, có thật vậy không?"
REPLY = "Chào bạn, không có bé nào nhập viện vì Suối Xanh. Kết quả kiểm nghiệm sẽ có chiều nay."


@pytest.fixture
def storm() -> Storm:
    return STORMS["invented"]


def the_storm_becomes_a_claim(actor, case):
    """From the alert's evidence to the register, without leaving the cluster."""
    actor.goes(case.signals.earliest("id").get_absolute_url())
    actor.reads("What is said most")
    cluster = actor.main.locator("li[id^=cluster-]").filter(has_text=SPREAD).first
    actor.follows("Register a false claim", cluster)
    actor.main.locator("[name=incident]").select_option(str(case.number))
    actor.fills(text=CLAIM)
    actor.presses("Register")
    actor.sees(CLAIM, case.reference)
    return Claim.objects.get(text=CLAIM)


def somebody_repeats_it(brand, bot):
    """A new post comes in, and the sweep compares it."""
    said = {
        "external_id": "moi", "source": "Facebook", "text": HEARD, "posted_at": iso(now()),
        "reach": 900, "url": "https://facebook.example/moi",
    }  # fmt: skip
    take_in([said], brand=brand, actor=bot)
    claim_reading.read(brand, before=now())
    return Mention.objects.get(text=HEARD)


def a_person_says_so(actor, mention):
    actor.goes("/monitoring/claims/")
    actor.follows("Texts that wait")
    actor.sees(HEARD, CLAIM)
    actor.presses("It says this")
    assert ClaimMatch.objects.get(mention_id=mention.pk).state == MatchState.CONFIRMED


def it_is_answered(actor, mention):
    actor.goes(f"/monitoring/mentions/{mention.pk}/")
    actor.presses("Needs an answer")
    actor.goes("/monitoring/inbox/")
    row = actor.main.locator(f"#mention-{mention.pk}")
    expect(row).to_contain_text(HEARD)
    actor.follows("Answer", row)
    actor.fills(reply=REPLY, url="https://facebook.example/moi?tra-loi")
    actor.presses("Answered")
    assert InboxItem.objects.get().state == "answered"


def the_sensitivity_is_tried(actor, watch):
    """Tried on the past, set, and taken back."""
    actor.goes(f"/monitoring/watches/{watch.pk}/trial/?sensitivity=high&min_count=25&days=7")
    actor.presses("Set this way")
    watch.refresh_from_db()
    assert (watch.sensitivity, watch.min_count) == ("high", 25)
    actor.goes(f"/monitoring/watches/{watch.pk}/trial/")
    actor.presses("Take back")
    watch.refresh_from_db()
    assert (watch.sensitivity, watch.min_count) == ("normal", 10)


def test_from_the_storm_to_the_spread_of_a_claim(brand, replayed, enter, lead, phuong, bot):
    first, second = enter(lead), enter(phuong, "en")
    case, watch = Incident.objects.get(), Watch.objects.get()

    claim = the_storm_becomes_a_claim(first, case)
    mention = somebody_repeats_it(brand, bot)
    a_person_says_so(second, mention)
    it_is_answered(second, mention)
    the_sensitivity_is_tried(second, watch)

    first.goes(f"/monitoring/claims/{claim.pk}/")
    first.reads("Spread", "Texts that repeat it")
    first.sees(HEARD, "Zalo", "Facebook")
