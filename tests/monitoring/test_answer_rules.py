"""Which mentions come into the inbox by themselves."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from monitoring.models import AnswerRule, InboxItem, Mention, Watch
from monitoring.services import answer_rules, inbox
from monitoring.services.ingest import take_in
from teams.automation import automation
from teams.models import Brand, Role
from tests.conftest import person
from tests.monitoring.conftest import said

ANGRY = "Sao Mai lừa đảo, quá tệ, tẩy chay ngay"
GLAD = "Sao Mai ngon tuyệt vời, cả nhà rất thích"


@pytest.fixture
def rule(watch, manager):
    def switch_on(**values):
        usual = {"active": True, "negative": True, "questions": False, "platforms": ["facebook"]}
        return answer_rules.save(watch, actor=manager, **usual | values)

    return switch_on


def heard(hear, text, number=1, **fields):
    at = fields.pop("at", now())
    hear([said(number, at, text=text, platform="facebook", **fields)], judge=False)
    return Mention.objects.latest("pk")


def waiting() -> set[int]:
    return set(InboxItem.objects.values_list("mention_id", flat=True))


def test_nothing_comes_in_unless_it_was_switched_on(watch, hear, manager):
    answer_rules.save(watch, actor=manager, active=False, platforms=["facebook"])
    heard(hear, ANGRY)

    assert answer_rules.run_due() == 0
    assert waiting() == set()


def test_negative_ones_come_in_with_the_watch_that_heard_them(rule, watch, hear, bot):
    rule()
    bad, _good = heard(hear, ANGRY), heard(hear, GLAD, 2)

    assert answer_rules.run_due() == 1
    item = InboxItem.objects.get()
    assert (item.mention_id, item.watch, item.entered_by) == (bad.pk, watch, bot)
    assert (item.state, item.assignee) == ("waiting", None)


@pytest.mark.parametrize(
    "text",
    ["Sao Mai có an toàn không?", "Sao Mai bao giờ trả lời", "sao mai khi nao co hang lai",
     "How can I return my Sao Mai milk"],
)  # fmt: skip
def test_questions_come_in_with_and_without_their_sign(text, rule, hear):
    rule(negative=False, questions=True)
    mention = heard(hear, text)
    heard(hear, GLAD, 2)

    answer_rules.run_due()

    assert waiting() == {mention.pk}


def test_only_where_we_can_answer_and_who_is_heard_far_enough(rule, hear):
    rule(min_reach=100)
    hear([said(1, now(), text=ANGRY, platform="news", reach=900)], judge=False)
    heard(hear, ANGRY, 2, reach=99)
    wide = heard(hear, ANGRY, 3, reach=100)

    answer_rules.run_due()

    assert waiting() == {wide.pk}


def test_history_stays_history(rule, hear):
    heard(hear, ANGRY, 1)
    rule()
    heard(hear, ANGRY, 2, at=now() - timedelta(days=30))
    fresh = heard(hear, ANGRY, 3)

    answer_rules.run_due()

    assert waiting() == {fresh.pk}


def test_what_was_settled_does_not_come_back(rule, hear, brand, minh):
    rule()
    mention = heard(hear, ANGRY)
    inbox.close(brand, [mention.pk], actor=minh)

    assert answer_rules.run_due() == 0
    assert InboxItem.objects.get().state == "no_answer"


def test_a_long_way_is_gone_in_bounded_steps_and_to_its_end(rule, hear, monkeypatch):
    monkeypatch.setattr(answer_rules, "STEP", 2)
    monkeypatch.setattr(answer_rules, "STEPS", 2)
    kept = rule()
    hear([said(n, now(), text=ANGRY, platform="facebook") for n in range(7)], judge=False)

    counts = [answer_rules.run(kept.pk) for _sweep in range(3)]

    assert sum(counts) == 7 and max(counts) <= 4
    assert len(waiting()) == 7


def test_switching_off_and_on_begins_anew(rule, hear):
    rule()
    rule(active=False)
    heard(hear, ANGRY)
    rule()

    assert answer_rules.run_due() == 0


def test_a_rule_that_lets_nothing_in_is_refused(watch, rule, minh):
    with pytest.raises(ValidationError):
        rule(negative=False, questions=False)
    with pytest.raises(ValidationError):
        rule(platforms=[])
    with pytest.raises(Forbidden):
        answer_rules.save(watch, actor=minh, active=True, platforms=["facebook"])


def test_the_page_switches_it_on(watch, manager, client_of):
    browser = client_of(manager)
    url = reverse("monitoring:watch-answers", args=[watch.pk])
    sent = {"active": "on", "questions": "on", "platforms": ["facebook", "zalo"], "min_reach": "50"}

    assert 'value="news"' in browser.get(url).content.decode()
    assert browser.post(url, {**sent, "platforms": []}).status_code == 422
    assert browser.post(url, sent).status_code == 302
    kept = AnswerRule.objects.get()
    assert (kept.active, kept.negative, kept.questions) == (True, False, True)
    assert (kept.platforms, kept.min_reach) == (["facebook", "zalo"], 50)


@pytest.mark.django_db(transaction=True)
def test_a_smaller_id_that_is_seen_later_is_not_missed():
    """Ids are given before a batch is committed: a slow writer's are smaller and appear later."""
    brand = Brand.objects.create(slug="sao-mai", name="Sao Mai")
    watch = Watch.objects.create(brand=brand, name="Sao Mai", words=["sao mai"])
    bot = automation()
    boss = person(brand, "Hoàng Gia Bảo", Role.MANAGER)
    take_in([said(0, now(), text=GLAD)], brand=brand, actor=bot)
    kept = answer_rules.save(watch, actor=boss, active=True, platforms=["facebook", "zalo"])
    written, go_on = threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            items = [said(1, now(), text=ANGRY, platform="facebook", source="Chậm")]
            take_in(items, brand=brand, actor=bot, judge=False)
            written.set()
            go_on.wait(20)
        connection.close()

    slow = threading.Thread(target=slowly)
    slow.start()
    assert written.wait(20)
    quick = [said(2, now(), text=ANGRY, platform="zalo", source="Nhanh")]
    take_in(quick, brand=brand, actor=bot, judge=False)

    assert Mention.objects.filter(external_id="m2").exists()
    assert not Mention.objects.filter(external_id="m1").exists()
    answer_rules.run(kept.pk)
    go_on.set()
    slow.join(20)
    answer_rules.run(kept.pk)

    first, second = Mention.objects.filter(text=ANGRY).order_by("pk")
    assert (first.external_id, second.external_id) == ("m1", "m2")
    assert waiting() == {first.pk, second.pk}
