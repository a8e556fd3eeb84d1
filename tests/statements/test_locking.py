"""One hand at a time: named, ending by itself, taken over in one press, and no word lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from crisisdesk.kernel.errors import Forbidden
from statements.models import Statement, WorkingCopy, WritingTurn
from statements.services import drafting, locking, working
from statements.services.drafting import Words
from statements.services.locking import Held
from teams.models import Notice
from tests.statements.helpers import body, codes, posted, url


def saves(words: Statement, actor, text: str) -> Statement:
    fresh = Statement.objects.get(pk=words.pk)
    drafting.save(
        fresh, actor=actor, expected_version=fresh.current_version, words=Words(text_vi=text)
    )
    return Statement.objects.get(pk=words.pk)


def test_whoever_opens_the_editor_has_the_text_in_hand(case, draft_of, client_of, minh, lead):
    words = draft_of(case)
    client_of(minh).get(url(words, "edit"))

    page = body(client_of(lead).get(url(words, "edit")))

    assert minh.name in page and url(words, "take_over") in page
    assert 'name="text_vi"' not in page
    with pytest.raises(Held) as refused:
        saves(words, lead, "Câu của Yến.")
    assert codes(refused) == ["held"] and minh.name in str(refused.value)


def test_a_turn_ends_when_nothing_is_heard(case, draft_of, minh, lead):
    words = draft_of(case)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        locking.take_turn(words, actor=minh)
        clock.shift(locking.ENDS_AFTER.total_seconds() - 1)
        assert locking.take_turn(words, actor=lead).holder == minh
        clock.shift(2)
        assert locking.take_turn(words, actor=lead).holder == lead
        with pytest.raises(Held):
            saves(words, minh, "Câu của Minh.")


def test_a_sign_of_life_keeps_it(case, draft_of, client_of, minh, lead):
    words = draft_of(case)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        locking.take_turn(words, actor=minh)
        for _ in range(3):
            clock.shift(60)
            assert client_of(minh).post(url(words, "pulse")).json()["holder"] == ""
        assert locking.take_turn(words, actor=lead).holder == minh


def test_taking_over_tells_the_other_and_keeps_their_words(case, draft_of, client_of, minh, lead):
    words = draft_of(case)
    his, hers = client_of(minh), client_of(lead)
    his.get(url(words, "edit"))
    his.post(url(words, "pulse"), posted(words, text_vi="Câu Minh đang viết dở."))

    assert hers.post(url(words, "take_over")).status_code == 302

    page = body(hers.get(url(words, "edit")))
    assert "đang viết dở" in page and 'name="text_vi"' in page
    assert Notice.objects.filter(user=minh, topic="statements.turn_taken").count() == 1
    assert his.post(url(words, "pulse")).json()["holder"] == lead.name
    saves(words, lead, "Câu của Yến.")
    assert WorkingCopy.objects.get(by=minh).fields["text_vi"] == ["Câu Minh đang viết dở."]


def test_saving_into_another_s_turn_shows_both_and_loses_nothing(
    case, draft_of, client_of, minh, lead
):
    words = draft_of(case)
    his, hers = client_of(minh), client_of(lead)
    his.get(url(words, "edit"))
    hers.post(url(words, "take_over"))

    mine = posted(words, text_vi="Câu của Minh.")
    answer = his.post(url(words, "edit"), mine)

    assert answer.status_code == 409
    assert "Câu của Minh." in body(answer) and lead.name in body(answer)
    assert Statement.objects.get(pk=words.pk).current_version == 1
    back = his.post(url(words, "edit"), mine | {"takeover": "1"})
    assert "Câu của Minh." in body(back)
    assert his.post(url(words, "edit"), mine).status_code == 302


def test_leaving_frees_the_text(case, draft_of, client_of, minh, lead):
    words = draft_of(case)
    client = client_of(minh)
    client.get(url(words, "edit"))
    assert client.post(url(words, "leave")).status_code == 204
    assert locking.take_turn(words, actor=lead).holder == lead


def test_only_writers_take_a_turn(case, draft_of, khoa, nghia):
    for person in (khoa, nghia):
        for act in (locking.take_turn, locking.take_over):
            with pytest.raises(Forbidden):
                act(draft_of(case), actor=person)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_over_at_once_one_holds_and_one_saves(case, draft_of, minh, lead):
    words = draft_of(case)
    together = Barrier(2, timeout=20)

    def race(person) -> bool:
        together.wait()
        try:
            locking.take_over(words, actor=person)
            saves(words, person, f"Câu của {person.name}.")
        except Held:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        won = dict(zip((minh, lead), pool.map(race, (minh, lead)), strict=True))

    fresh = Statement.objects.get(pk=words.pk)
    turn = WritingTurn.objects.get(statement=words)
    assert won[turn.holder]
    assert fresh.version.text_vi == f"Câu của {turn.holder.name}."
    assert fresh.current_version == 1 + sum(won.values())


def test_unsaved_words_wait_for_whoever_typed_them(case, draft_of, client_of, minh, lead):
    words = draft_of(case)
    client = client_of(minh)
    client.post(url(words, "pulse"), posted(words, text_vi="Chưa xong."))
    client.post(url(words, "leave"))

    page = body(client.get(url(words, "edit")))
    assert 'href="?words=mine"' in page and "Chưa xong." not in page
    assert "Chưa xong." in body(client.get(url(words, "edit") + "?words=mine"))
    assert Statement.objects.get(pk=words.pk).current_version == 1

    assert client.post(url(words, "forget")).status_code == 302
    assert not WorkingCopy.objects.exists()


def test_a_working_copy_is_one_row_a_person_and_goes_with_the_save(case, draft_of, client_of, minh):
    words = draft_of(case)
    client = client_of(minh)
    for text in ("Một.", "Một hai.", "Một hai ba."):
        kept = client.post(url(words, "pulse"), posted(words, text_vi=text)).json()["kept"]
        assert kept
    assert WorkingCopy.objects.get().fields["text_vi"] == ["Một hai ba."]

    client.post(url(words, "edit"), posted(words, text_vi="Một hai ba."))
    assert not WorkingCopy.objects.exists()


def test_a_save_that_is_refused_is_kept_all_the_same(case, draft_of, client_of, minh, lead):
    words = draft_of(case)
    saves(words, lead, "Câu của Yến.")
    client_of(minh).post(url(words, "edit"), posted(words, version=1, text_vi="Câu của Minh."))
    assert WorkingCopy.objects.get(by=minh).fields["text_vi"] == ["Câu của Minh."]


def test_what_is_far_too_long_is_not_kept(case, draft_of, client_of, minh):
    words = draft_of(case)
    huge = posted(words, text_vi="x" * (working.MOST_BYTES + 1))
    assert client_of(minh).post(url(words, "edit"), huge).status_code == 422
    assert not WorkingCopy.objects.exists()


def test_words_that_nobody_came_back_for_go_after_a_month(case, draft_of, minh):
    from statements.services import sweeping

    words = draft_of(case)
    working.keep(words, actor=minh, base=1, fields={"text_vi": ["Chưa xong."]})
    sweeping.sweep()
    assert WorkingCopy.objects.exists()

    with time_machine.travel(timezone.now() + working.FORGOTTEN_AFTER, tick=True):
        sweeping.sweep()
    assert not WorkingCopy.objects.exists()
