"""What waits for our answer: let in, given to people, answered, settled, opened again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection
from django.db.utils import ProgrammingError
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden, Stale
from incidents.models import Incident
from monitoring import bulk
from monitoring.models import InboxEvent, InboxItem, Mention
from monitoring.selectors import inbox as selectors
from monitoring.selectors.answers import answers_for
from monitoring.services import inbox
from monitoring.services.triage import Page
from statements.models import Statement, StatementVersion
from teams.models import Notice, Role
from tests.conftest import case_row
from tests.monitoring.conftest import said

HOUR = timedelta(hours=1)


@pytest.fixture
def mentions(watch, hear):
    """Five mentions of the last hours, the oldest first."""
    hear([said(n, now() - (6 - n) * HOUR) for n in range(1, 6)], judge=False)
    return list(Mention.objects.order_by("posted_at"))


@pytest.fixture
def ha(make_person):
    return make_person("Ngô Thu Hà")


@pytest.fixture
def waiting(mentions, brand, minh):
    inbox.ask(brand, [one.pk for one in mentions], actor=minh)
    return mentions


def item_of(mention) -> InboxItem:
    return InboxItem.objects.get(mention_id=mention.pk)


def test_what_needs_an_answer_waits_oldest_first(waiting, brand, minh):
    listed = selectors.with_mentions(selectors.listed(minh, brand), minh)

    assert [item.mention for item in listed] == waiting
    assert {item.state for item in listed} == {"waiting"}
    assert selectors.waiting_count(brand) == 5


def test_asking_twice_changes_nothing(waiting, brand, minh, ha):
    outcome = inbox.ask(brand, [waiting[0].pk], actor=ha)

    assert outcome.done == 0
    assert item_of(waiting[0]).entered_by == minh


def test_assigning_tells_the_person_once_whatever_the_number(waiting, brand, minh, ha):
    outcome = inbox.assign(brand, [one.pk for one in waiting], to=ha, actor=minh)

    assert outcome.done == 5
    assert set(InboxItem.objects.values_list("assignee", flat=True)) == {ha.pk}
    assert Notice.objects.filter(user=ha, topic="monitoring.assigned").count() == 1
    inbox.assign(brand, [waiting[0].pk], to=ha, actor=minh)
    assert Notice.objects.filter(user=ha).count() == 1


def test_only_those_who_answer_are_given_mentions(waiting, brand, minh, khoa, vy):
    for person in (khoa, vy):
        with pytest.raises(ValidationError):
            inbox.assign(brand, [waiting[0].pk], to=person, actor=minh)


@pytest.mark.parametrize("who", ["khoa", "nghia", "admin_person", "vy"])
def test_who_only_looks_changes_nothing(who, mentions, brand, minh, request):
    person = request.getfixturevalue(who)
    ids = [mentions[0].pk]

    for act in (inbox.ask, inbox.close):
        with pytest.raises(Forbidden):
            act(brand, ids, actor=person)
    with pytest.raises(Forbidden):
        inbox.assign(brand, ids, to=None, actor=person)
    with pytest.raises(Forbidden):
        inbox.answer(mentions[0], actor=person, reply="Vâng")
    assert not InboxItem.objects.exists()


def test_mentions_of_another_brand_are_not_touched(mentions, other_brand, vy):
    assert inbox.ask(other_brand, [mentions[0].pk], actor=vy).done == 0
    assert not InboxItem.objects.exists()


def test_the_reply_stays_as_it_was_sent(waiting, minh):
    item = inbox.answer(
        waiting[0], actor=minh, reply="  Chào anh, chúng tôi đang kiểm tra. ",
        url="https://facebook.example/r/1", seq=0,
    )  # fmt: skip

    event = InboxEvent.objects.get(item=item)
    assert (item.state, event.by, event.verb) == ("answered", minh, "answered")
    assert event.reply == "Chào anh, chúng tôi đang kiểm tra."
    assert event.url == "https://facebook.example/r/1"


def test_what_never_waited_is_answered_or_settled_all_the_same(mentions, brand, minh):
    inbox.answer(mentions[0], actor=minh, reply="Cảm ơn chị")
    inbox.close(brand, [mentions[1].pk], actor=minh)

    assert item_of(mentions[0]).state == "answered"
    assert item_of(mentions[1]).state == "no_answer"


@pytest.mark.parametrize(
    "wrong", [{"reply": " "}, {"reply": "a" * 10_001}, {"reply": "a", "url": "javascript:alert(1)"}]
)
def test_a_reply_has_words_and_a_link_leads_to_a_page(wrong, waiting, minh):
    with pytest.raises(ValidationError):
        inbox.answer(waiting[0], actor=minh, **wrong)
    assert item_of(waiting[0]).waits


def test_who_comes_second_is_told_who_was_first(waiting, minh, ha, brand):
    inbox.answer(waiting[0], actor=ha, reply="Đã trả lời")

    with pytest.raises(Stale) as refusal:
        inbox.answer(waiting[0], actor=minh, reply="Tôi cũng trả lời", seq=0)

    assert "Ngô Thu Hà" in str(refusal.value)
    assert InboxEvent.objects.filter(verb="answered").get().reply == "Đã trả lời"
    outcome = inbox.close(brand, [waiting[0].pk], actor=minh)
    assert (outcome.done, dict(outcome.overtaken)) == (0, {"Ngô Thu Hà": 1})


def test_a_press_on_an_old_page_takes_nothing_away(waiting, brand, minh, ha):
    ids = [one.pk for one in waiting]
    shown = Page(dict.fromkeys(ids, 0))
    inbox.assign(brand, ids[:2], to=ha, actor=ha)

    outcome = inbox.assign(brand, ids, to=minh, actor=minh, page=shown)

    assert (outcome.done, dict(outcome.overtaken)) == (3, {"Ngô Thu Hà": 2})
    assert [item_of(one).assignee for one in waiting] == [ha, ha, minh, minh, minh]


def test_what_was_changed_after_all_were_counted_stays(waiting, brand, minh, ha):
    counted = now()
    inbox.assign(brand, [waiting[0].pk], to=ha, actor=ha)

    ids = [one.pk for one in waiting]
    outcome = inbox.close(brand, ids, actor=minh, page=Page(as_of=counted))

    assert outcome.done == 4
    assert item_of(waiting[0]).waits


def test_one_may_change_ones_own_mind(waiting, brand, minh):
    inbox.close(brand, [waiting[0].pk], actor=minh)
    item = inbox.reopen(item_of(waiting[0]), actor=minh, seq=0)

    assert item.waits
    assert [event.verb for event in item.events.all()] == ["no_answer", "reopened"]
    with pytest.raises(Blocked):
        inbox.reopen(item, actor=minh)


def test_asking_again_opens_what_was_settled(waiting, brand, minh, ha):
    inbox.close(brand, [waiting[0].pk], actor=minh)

    assert inbox.ask(brand, [waiting[0].pk], actor=ha).done == 1
    assert item_of(waiting[0]).waits


def test_the_database_knows_no_other_way(waiting, brand, minh):
    inbox.answer(waiting[0], actor=minh, reply="Vâng")

    with pytest.raises((InternalError, ProgrammingError)), connection.cursor() as cursor:
        cursor.execute("UPDATE monitoring_inboxitem SET state = 'no_answer'")


def test_counts_name_who_has_what_and_since_when(waiting, brand, minh, ha):
    inbox.assign(brand, [waiting[1].pk, waiting[2].pk], to=ha, actor=minh)
    inbox.assign(brand, [waiting[3].pk], to=minh, actor=minh)
    inbox.close(brand, [waiting[4].pk], actor=minh)

    assert selectors.counts(minh, brand) == {
        "total": 4, "mine": 1, "nobody": 1, "oldest": waiting[0].posted_at,
    }  # fmt: skip
    rows = [(row["person"], row["count"], row["oldest"]) for row in selectors.by_assignee(brand)]
    assert rows == [
        (None, 1, waiting[0].posted_at), (ha, 2, waiting[1].posted_at),
        (minh, 1, waiting[3].posted_at),
    ]  # fmt: skip


def test_next_is_mine_then_nobodys_never_somebody_elses(waiting, brand, minh, ha):
    inbox.assign(brand, [waiting[0].pk], to=ha, actor=minh)
    inbox.assign(brand, [waiting[2].pk], to=minh, actor=minh)
    first = item_of(waiting[4])

    assert selectors.next_for(minh, brand, first) == item_of(waiting[2])
    inbox.close(brand, [waiting[2].pk], actor=minh)
    assert selectors.next_for(minh, brand, first) == item_of(waiting[1])


def test_what_we_answered_outlives_the_text(waiting, brand, minh, client_of):
    inbox.answer(waiting[0], actor=minh, reply="Vâng")
    Mention.objects.all().delete()

    page = client_of(minh).get(reverse("monitoring:inbox"), {"state": "answered"})

    assert page.status_code == 200
    assert page.content.decode().count('class="badge badge-ok"') == 1


class TestPreparedReplies:
    """Only released replies of the brand, those of a drill only within it."""

    @pytest.fixture
    def reply(self, brand, minh):
        def make(case, status="approved", text="Chúng tôi đang kiểm tra"):
            number = Statement.objects.count() + 1
            words = Statement.objects.create(
                incident=case, brand=brand, number=number, kind="comment_reply", author=minh,
                last_editor=minh, current_version=1,
            )  # fmt: skip
            StatementVersion.objects.create(
                statement=words, number=1, text_vi=text, title_vi="Trả lời", author=minh,
                digest="0" * 64,
            )  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(
                    "UPDATE statements_statement SET status = %s WHERE id = %s", [status, words.pk]
                )
                cursor.execute("SET LOCAL session_replication_role = DEFAULT")
            return Statement.objects.get(pk=words.pk)

        return make

    @pytest.fixture
    def case(self, brand, bot):
        return case_row(brand=brand, title="Sữa hỏng", actor=bot)

    def test_drafts_and_withdrawn_ones_are_not_offered(self, mentions, case, reply, minh):
        good = reply(case)
        for status in ("draft", "in_review"):
            reply(case, status)

        assert list(answers_for(mentions[0], minh)) == [good]

    def test_those_of_the_case_stand_first(self, mentions, brand, case, reply, bot, minh):
        mine = reply(case)
        other = reply(case_row(brand=brand, title="Khác", actor=bot))
        Mention.objects.filter(pk=mentions[0].pk).update(incident=case)

        assert list(answers_for(Mention.objects.get(pk=mentions[0].pk), minh)) == [mine, other]
        assert list(answers_for(mentions[1], minh)) == [other, mine]

    def test_a_drill_stays_in_the_drill(self, mentions, case, reply, brand, bot, minh):
        real = reply(case)
        drill = case_row(brand=brand, title="Diễn tập", actor=bot, is_drill=True)
        played = reply(drill)
        Mention.objects.filter(pk=mentions[0].pk).update(incident=drill)

        assert list(answers_for(Mention.objects.get(pk=mentions[0].pk), minh)) == [played]
        assert list(answers_for(mentions[1], minh)) == [real]

    def test_words_of_a_secret_case_are_not_offered(self, mentions, case, reply, minh, lead):
        reply(case)
        Incident.objects.filter(pk=case.pk).update(restricted=True, lead=lead)

        assert not answers_for(mentions[0], minh).exists()
        assert answers_for(mentions[0], lead).exists()

    def test_the_text_is_remembered_and_named_to_those_who_may_see_it(
        self, mentions, case, reply, minh, lead
    ):
        words = reply(case)
        item = inbox.answer(mentions[0], actor=minh, reply="Khác một chút", statement=words)
        Incident.objects.filter(pk=case.pk).update(restricted=True, lead=lead)

        assert [event.statement for event in selectors.history(item, lead)] == [words]
        assert [event.statement for event in selectors.history(item, minh)] == [None]

    def test_what_is_not_offered_is_not_taken(self, mentions, case, reply, minh):
        with pytest.raises(ValidationError):
            inbox.answer(mentions[0], actor=minh, reply="x", statement=reply(case, "draft"))

    def test_choosing_one_fills_the_field(self, waiting, case, reply, minh, client_of):
        words = reply(case, text="Mời chị gọi 1900 0000")
        url = reverse("monitoring:mention", args=[waiting[0].pk])

        page = client_of(minh).get(url, {"use": words.pk}).content.decode()

        assert "Mời chị gọi 1900 0000</textarea>" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_the_same_whatever_its_length(
    mentions, brand, minh, ha, client_of, django_assert_num_queries, count
):
    inbox.assign(brand, [one.pk for one in mentions[:count]], to=ha, actor=minh)
    browser, url = client_of(minh), reverse("monitoring:inbox")
    browser.get(url)

    with django_assert_num_queries(15):
        page = browser.get(url).content.decode()

    assert page.count("data-tick ") + page.count("data-tick>") == count


def test_answering_leads_to_the_next(waiting, brand, minh, client_of):
    url = reverse("monitoring:mention-answer", args=[waiting[0].pk])

    answer = client_of(minh).post(url, {"reply": "Vâng", "seq": "0"})

    assert answer.url == item_of(waiting[1]).get_absolute_url()
    assert item_of(waiting[0]).state == "answered"


def test_a_row_comes_back_alone_with_the_way_to_undo(waiting, minh, client_of):
    url = reverse("monitoring:mention-triage", args=[waiting[0].pk])
    row = client_of(minh).post(
        f"{url}?waiting", {"act": "close", "seq": "0"}, headers={"hx-request": "true"}
    )

    page = row.content.decode()
    assert page.count("<li") == 1
    assert reverse("monitoring:mention-reopen", args=[waiting[0].pk]) in page


def test_the_page_of_a_mention_keeps_handles_and_secret_cases(behind_a_secret, khoa, minh, lead,
                                                              client_of):  # fmt: skip
    case = behind_a_secret()
    url = reverse("monitoring:mention", args=[Mention.objects.get().pk])

    seen = {who: client_of(who).get(url).content.decode() for who in (khoa, minh, lead)}

    assert [("nguoi0" in page, case.reference in page) for page in seen.values()] == [
        (False, False), (True, False), (True, True),
    ]  # fmt: skip


def test_home_counts_what_waits_for_me(waiting, brand, minh, client_of):
    inbox.assign(brand, [waiting[0].pk], to=minh, actor=minh)

    page = client_of(minh).get("/").content.decode()

    assert f"{reverse('monitoring:inbox')}?who=me" in page


def test_a_drill_is_written_over_its_mention(mentions, brand, bot, minh, client_of):
    drill = case_row(brand=brand, title="Diễn tập", actor=bot, is_drill=True)
    Mention.objects.filter(pk=mentions[0].pk).update(incident=drill)

    page = client_of(minh).get(reverse("monitoring:mention", args=[mentions[0].pk]))

    assert "is-drill" in page.content.decode()


def test_roles_that_answer(brand, make_person):
    assert {Role.MEMBER, Role.MANAGER, Role.LEGAL} == {
        role
        for role in Role.values
        if make_person("x y", role).has_perm("monitoring.answer", brand)
    }


class TestAllThatWait:
    """Thousands wait: they are cleared away together, not by the page."""

    URL = "/monitoring/mentions/bulk/"

    def press(self, browser, **sent):
        sent = {"act": "close", "scope": "waiting", "query": ""} | sent
        asked = browser.post(self.URL, sent).content.decode()
        as_of = re.search(r'name="as_of" value="([^"]+)"', asked)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked))
        return asked, (as_of and browser.post(self.URL, hidden, follow=True))

    def test_what_waits_is_counted_and_then_closed_and_nothing_else(
        self, waiting, watch, hear, brand, minh, client_of
    ):
        hear([said(n) for n in range(20, 23)], judge=False)
        shown = client_of(minh).get("/monitoring/inbox/").content.decode()
        assert 'name="scope" value="waiting"' in shown

        asked, done = self.press(client_of(minh))

        assert "5 lượt đề cập" in asked
        assert done.status_code == 200
        assert set(InboxItem.objects.values_list("mention_id", "state")) == {
            (one.pk, "no_answer") for one in waiting
        }

    def test_the_filter_of_the_page_holds(self, waiting, brand, minh, ha, client_of):
        inbox.assign(brand, [one.pk for one in waiting[:2]], to=ha, actor=minh)

        self.press(client_of(minh), query=f"who={ha.pk}")
        self.press(client_of(minh), query="who=me")
        self.press(client_of(minh), query="who=4711")

        left = InboxItem.objects.filter(state="waiting").values_list("mention_id", flat=True)
        assert set(left) == {one.pk for one in waiting[2:]}

    def test_the_oldest_go_first_where_one_press_cannot_take_all(
        self, waiting, minh, client_of, monkeypatch
    ):
        monkeypatch.setattr(bulk, "MOST", 2)

        asked, _done = self.press(client_of(minh))

        assert "2 lượt đề cập" in asked
        gone = InboxItem.objects.filter(state="no_answer").values_list("mention_id", flat=True)
        assert set(gone) == {one.pk for one in waiting[:2]}

    def test_what_came_in_meanwhile_waits_on(self, mentions, brand, minh, client_of):
        inbox.ask(brand, [mentions[0].pk], actor=minh)
        before = now().isoformat()
        inbox.ask(brand, [mentions[1].pk], actor=minh)

        client_of(minh).post(
            self.URL, {"act": "close", "scope": "waiting", "query": "", "as_of": before}
        )

        assert item_of(mentions[0]).state == "no_answer"
        assert item_of(mentions[1]).state == "waiting"
