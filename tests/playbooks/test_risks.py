"""The risk register: rated by those who may, never rewritten, looked at again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from crisisdesk.kernel.errors import Forbidden
from playbooks import risk_matrix
from playbooks.models import Playbook, RiskRating
from playbooks.services import risks
from teams.models import Notice

BOILER = {"title": "Nồi hấp hỏng", "why": "Máy cũ, đã hỏng hai lần."}


@pytest.fixture
def safety(brand):
    return Playbook.objects.create(brand=brand, slug="product_safety", code="C2", name_vi="An toàn")


@pytest.fixture
def boiler(brand, safety, manager, minh):
    return risks.register(
        brand, actor=manager, playbook=safety, likelihood=4, impact=5, owner=minh, **BOILER
    )


def changed(risk, actor, **what):
    given = {"playbook": risk.playbook, "likelihood": risk.likelihood, "impact": risk.impact}
    return risks.change(risk, actor=actor, **{**BOILER, **given, **what})


def test_a_risk_keeps_its_first_rating(boiler, manager):
    (rating,) = boiler.ratings.all()

    assert (rating.likelihood, rating.impact, rating.by) == (4, 5, manager)


@pytest.mark.parametrize("who", ["minh", "lan", "nghia", "khoa"])
def test_only_managers_and_admins_rate(request, brand, safety, who):
    with pytest.raises(Forbidden):
        risks.register(
            brand, actor=request.getfixturevalue(who), playbook=safety, likelihood=1, impact=1, **BOILER
        )  # fmt: skip


def test_another_rating_owes_a_reason(boiler, manager):
    with pytest.raises(ValidationError) as refused:
        changed(boiler, manager, likelihood=2)

    assert list(refused.value.message_dict) == ["reason"]


def test_looking_again_keeps_the_rating_and_moves_the_day(boiler, manager):
    boiler.look_again_on = timezone.localdate() - timedelta(days=1)
    boiler.save()

    looked = changed(boiler, manager)

    assert (looked.is_stale, looked.ratings.count()) == (False, 2)


def test_ratings_are_never_changed(boiler):
    with pytest.raises(DatabaseError), transaction.atomic():
        RiskRating.objects.update(impact=1)


@pytest.mark.parametrize(("likelihood", "impact"), [(0, 3), (6, 3), (3, 0), (3, 6)])
def test_a_rating_goes_from_one_to_five(brand, safety, manager, likelihood, impact):
    with pytest.raises(ValidationError):
        risks.register(
            brand, actor=manager, playbook=safety, likelihood=likelihood, impact=impact, **BOILER
        )


def test_a_type_or_a_person_of_another_brand_is_refused(boiler, manager, other_brand, vy):
    foreign = Playbook.objects.create(brand=other_brand, slug="x", code="X", name_vi="X")

    for what in ({"playbook": foreign}, {"owner": vy}):
        with pytest.raises(ValidationError):
            changed(boiler, manager, **what)


def test_the_same_risk_stands_once(boiler, brand, safety, manager):
    with pytest.raises(ValidationError):
        risks.register(brand, actor=manager, playbook=safety, likelihood=1, impact=1, **BOILER)


def test_the_register_begins_with_the_gravest(brand, safety, boiler, manager):
    risks.register(
        brand, actor=manager, playbook=safety, title="Nhỏ", why="x", likelihood=5, impact=1
    )

    assert [risk.title for risk in risk_matrix.register(brand)] == ["Nồi hấp hỏng", "Nhỏ"]


def test_the_matrix_holds_each_risk_in_its_square(brand, boiler):
    rows = risk_matrix.matrix(risk_matrix.register(brand))

    filled = [(r.likelihood, s.impact, s.tone) for r in rows for s in r.squares if s.risks]
    assert filled == [(4, 5, "critical")]
    assert [row.likelihood for row in rows] == [5, 4, 3, 2, 1]


def test_a_type_is_as_likely_as_its_likeliest_open_risk(brand, safety, boiler, manager):
    risks.register(
        brand, actor=manager, playbook=safety, title="Nhỏ", why="x", likelihood=2, impact=1
    )
    assert risk_matrix.likelihoods(brand) == {safety.pk: 4}

    risks.close(boiler, actor=manager)

    assert risk_matrix.likelihoods(brand) == {safety.pk: 2}


def test_whoever_watches_an_old_rating_is_reminded_once_a_week(boiler, minh):
    type(boiler).objects.update(look_again_on=timezone.localdate())

    first, second = risks.remind(), risks.remind()
    type(boiler).objects.update(reminded_on=timezone.localdate() - timedelta(days=7))
    later = risks.remind()

    assert (first, second, later) == (1, 0, 1)
    assert {notice.user for notice in Notice.objects.filter(topic="playbooks.risk_due")} == {minh}


def test_the_page_shows_an_empty_register_and_a_full_one(brand, safety, manager, client_of):
    client = client_of(manager)
    empty = client.get("/playbooks/policies/risks/").content.decode()
    given = {"playbook": safety.pk, "likelihood": 4, "impact": 5, "owner": "", **BOILER}
    sent = client.post("/playbooks/policies/risks/new/", given)
    full = client.get("/playbooks/policies/risks/").content.decode()

    assert "Chưa có rủi ro nào" in empty
    assert (sent.status_code, "Nồi hấp hỏng" in full) == (302, True)


def test_a_refused_change_keeps_what_was_typed(boiler, manager, client_of):
    given = {
        "playbook": boiler.playbook_id,
        "likelihood": 1,
        "impact": 1,
        "title": "Khác",
        "why": "y",
    }

    answer = client_of(manager).post(f"/playbooks/policies/risks/{boiler.pk}/", given)

    assert answer.status_code == 422
    assert 'value="Khác"' in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_more_risks_cost_no_more_queries(
    brand, safety, manager, client_of, count, django_assert_num_queries
):
    for number in range(count):
        risks.register(
            brand,
            actor=manager,
            playbook=safety,
            title=f"R{number}",
            why="x",
            likelihood=1,
            impact=1,
        )
    client = client_of(manager)
    client.get("/playbooks/policies/risks/")

    with django_assert_num_queries(6):
        client.get("/playbooks/policies/risks/")
