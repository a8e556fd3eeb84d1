"""Words whose peacetime approval has ended are never on the short way, whatever led there."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from playbooks import chains, texts
from playbooks.models import PlaybookVersion, TextApproval
from playbooks.services import new_draft, publish, save_draft, submit
from playbooks.services import texts as services
from statements import chain, fill
from statements.models import Statement
from statements.services import review, sweeping
from teams.models import Notice

KEY = "holding_generic"


def fresh(words: Statement) -> Statement:
    return Statement.objects.get(pk=words.pk)


def approvals() -> list[TextApproval]:
    return list(TextApproval.objects.current().filter(key=KEY).order_by("language"))


def revoke_all(by) -> None:
    for row in approvals():
        services.revoke(row, actor=by, reason="Số đường dây nóng đã đổi")


def offices(words: Statement) -> list[str]:
    rows = Statement.objects.get(pk=words.pk).steps.filter(state="waiting")
    return sorted("/".join(step.holders) for step in rows)


@pytest.fixture
def waiting(make_case, template_draft, minh, phuong, lan, manager) -> Statement:
    """A holding text at “high” that waits for the short way's one signature."""
    words = review.submit(template_draft(make_case("high")), actor=minh)
    assert (words.lane, offices(words)) == ("fast", ["comms_manager"])
    review.view(words.version, manager)
    return words


def test_one_language_without_a_word_closes_the_short_way(case, template_draft, manager):
    words = template_draft(case)
    en = next(row for row in approvals() if row.language == "en")
    services.revoke(en, actor=manager, reason="Bản tiếng Anh dịch sai")

    found = fill.lane_of(fresh(words))

    assert found.lane == "full" and "tiếng Anh" in found.why


def test_a_text_in_one_language_asks_for_that_ones_approval_only(case, template_draft, manager):
    words = template_draft(case, text_en="", title_en="")
    Statement.objects.filter(pk=words.pk).update(vi_only_reason="Chỉ nói với khách trong nước")
    en = next(row for row in approvals() if row.language == "en")
    services.revoke(en, actor=manager, reason="x")

    assert fill.spoken(fresh(words).version) == ["vi"]
    assert fill.unsigned(fresh(words)) == ""


def test_at_the_second_of_expiry_the_one_signature_no_longer_approves(waiting, manager):
    end = min(row.expires_at for row in approvals())

    with time_machine.travel(end, tick=False):
        with pytest.raises(Blocked) as refused:
            review.approve(fresh(waiting), actor=manager)
        assert [reason.code for reason in refused.value.reasons] == ["short_way_ended"]
        # The further signatures are asked for, though this one was refused.
        assert (fresh(waiting).status, fresh(waiting).lane) == ("in_review", "full")
        assert offices(waiting) == ["comms_head", "legal"]
        with pytest.raises(Forbidden):
            review.approve(fresh(waiting), actor=manager)


def test_a_microsecond_before_it_does(waiting, manager):
    end = min(row.expires_at for row in approvals())
    with time_machine.travel(end - timedelta(microseconds=1), tick=False):
        assert review.approve(fresh(waiting), actor=manager).status == "approved"


def test_a_signature_that_was_given_stands(waiting, manager):
    """A person has read the exact words: their own word does not hang on the older one."""
    review.approve(waiting, actor=manager)
    revoke_all(manager)
    sweeping.sweep()
    assert (fresh(waiting).status, fresh(waiting).lane) == ("approved", "fast")


def test_the_sweep_asks_the_others_and_tells_the_writer(waiting, manager, phuong, lan, minh):
    revoke_all(manager)

    sweeping.sweep()
    sweeping.sweep()

    assert (fresh(waiting).lane, offices(waiting)) == ("full", ["comms_head", "legal"])
    assert [n.user for n in Notice.objects.filter(topic="statements.full_way")] == [minh]
    wanted = Notice.objects.filter(topic="statements.approval_wanted", user__in=[phuong, lan])
    assert {n.user for n in wanted} == {phuong, lan}
    notes = waiting.incident.timeline.filter(verb="noted")
    assert notes.count() == 1
    for person in (phuong, lan):
        review.view(fresh(waiting).version, person)
        words = review.approve(fresh(waiting), actor=person)
    assert words.status == "approved"


def test_emergency_publishing_hangs_on_the_same_word(make_case, template_draft, manager):
    from statements.guards.publishing import holding_from_template

    words = template_draft(make_case("critical"))
    assert holding_from_template(words)
    revoke_all(manager)
    assert not holding_from_template(fresh(words))


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("approve"), st.sampled_from(("vi", "en")), st.sampled_from((30, 90))),
        st.tuples(st.just("revoke"), st.sampled_from(("vi", "en"))),
        st.tuples(st.just("publish"), st.sampled_from(("vi", "en"))),
        st.tuples(st.just("tick"), st.sampled_from((1, 29, 30, 60))),
    ),
    max_size=6,
)


class Model:
    """By hand: the wording in force and the word that stands for it, language by language."""

    def __init__(self, until) -> None:
        self.wording = {"vi": 0, "en": 0}
        self.word = {"vi": (0, until["vi"]), "en": (0, until["en"])}

    def act(self, name: str, code: str, days: int) -> None:
        if name == "publish":
            self.wording[code] ^= 1
        if name == "revoke":
            self.word[code] = None
        else:
            self.word[code] = (self.wording[code], now() + timedelta(days=days))

    def on_the_short_way(self) -> bool:
        """The statement speaks the first wording of both languages."""
        return all(row and row[0] == 0 and now() < row[1] for row in self.word.values())


def perform(book, act, model, phuong, admin) -> None:
    name, code, *rest = act
    if name == "approve":
        template = _template(book)
        read = {code: texts.digest(template, code)}
        services.approve(book, KEY, actor=phuong, read=read, days=rest[0])
        model.act(name, code, rest[0])
    elif name == "revoke":
        row = TextApproval.objects.current().filter(key=KEY, language=code).first()
        if row is not None:
            services.revoke(row, actor=phuong, reason="x")
        model.act(name, code, 0)
    else:
        content = deepcopy(book.versions.in_force().get().content)
        row = next(row for row in content["templates"] if row["key"] == KEY)
        row[code] = row[code][:-1] if row[code].endswith("!") else row[code] + "!"
        draft = save_draft(new_draft(book, actor=admin, note="x"), content, actor=admin)
        publish(submit(draft, actor=admin), actor=phuong)
        model.act(name, code, 180)


def _template(book):
    plan = book.versions.in_force().get().plan
    return next(template for template in plan.templates if template.key == KEY)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS)
def test_the_chain_is_short_exactly_while_both_words_hold(
    acts, case, template_draft, phuong, admin_person, django_db_blocker
):
    from django.db import transaction

    with transaction.atomic():
        words = template_draft(case)
        book = words.playbook_version.playbook
        model = Model({row.language: row.expires_at for row in approvals()})
        with time_machine.travel(now(), tick=False) as clock:
            for act in acts:
                if act[0] == "tick":
                    clock.shift(timedelta(days=act[1]))
                else:
                    perform(book, act, model, phuong, admin_person)
                found = fill.lane_of(fresh(words)).lane
                assert found == ("fast" if model.on_the_short_way() else "full"), act
                shipped = chains.steps_for(
                    words.brand_id, "holding", "moderate", found, slug=case.kind
                )
                assert len(chain.wanted(fresh(words))) >= len(shipped)
        transaction.set_rollback(True)
    assert PlaybookVersion.objects.filter(playbook=book).count() == 1
