"""Changing chains, delegating, deputies: their pages and what the services refuse."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from outbox import mail
from outbox.models import OutboxMessage
from playbooks import chains, preview
from playbooks.models import ApprovalChain, Delegation, OfficeHours
from playbooks.roster import Roster
from playbooks.services import chains as changing
from playbooks.services import standing
from playbooks.services.chains import ChainKey
from teams.models import Notice

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOLDING = ChainKey("holding", "moderate", "full")
LEGAL = {"order": 2, "mode": "any", "holders": ["legal"], "backup": ["executive"]}


def page(name: str, *args) -> str:
    return reverse(f"playbooks:{name}", args=args)


def holders(brand, **more) -> list[tuple[str, ...]]:
    return [
        step.holders for step in chains.steps_for(brand.pk, "holding", "moderate", "full", **more)
    ]


# Chains: kind × severity × language × channel.


def test_a_channel_adds_its_signature_to_the_texts_that_go_there(brand, admin_person):
    changing.set_chain(
        brand, ChainKey(*HOLDING.general, channel="facebook"), [LEGAL], actor=admin_person
    )

    assert holders(brand, channels=["newsroom"]) == [("comms_manager",)]
    assert holders(brand, channels=["newsroom", "facebook"]) == [("comms_manager",), ("legal",)]


def test_a_language_and_a_channel_together_ask_only_where_both_are(brand, admin_person):
    key = ChainKey(*HOLDING.general, language="en", channel="facebook")
    changing.set_chain(brand, key, [LEGAL], actor=admin_person)

    assert holders(brand, languages=["vi", "en"]) == [("comms_manager",)]
    assert holders(brand, languages=["vi"], channels=["facebook"]) == [("comms_manager",)]
    assert ("legal",) in holders(brand, languages=["vi", "en"], channels=["facebook"])


def test_what_is_asked_already_is_not_asked_twice_and_nothing_is_taken_away(brand, admin_person):
    key = ChainKey(*HOLDING.general, language="vi")
    own = {"order": 1, "mode": "all", "holders": ["comms_manager", "legal"], "backup": ["ceo"]}
    changing.set_chain(brand, key, [own], actor=admin_person)

    assert sorted(holders(brand, languages=["vi"])) == [("comms_manager",), ("legal",)]
    changing.set_chain(brand, key, [], actor=admin_person)
    assert holders(brand, languages=["vi"]) == [("comms_manager",)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"order": 0}, "1"),
        ({"mode": "most"}, "“"),
        ({"holders": []}, "1"),
        ({"holders": ["janitor"]}, "1"),
        ({"backup": []}, "1"),
        ({"backup": ["legal"]}, "1"),
        ({"only_types": ["moon"]}, "1"),
    ],
)
def test_a_step_that_cannot_be_is_named(brand, admin_person, change, sentence):
    with pytest.raises(ValidationError) as refused:
        changing.set_chain(brand, HOLDING, [LEGAL | change], actor=admin_person)

    assert sentence in refused.value.messages[0]
    assert not ApprovalChain.objects.exists()


def test_no_chain_is_emptied_that_needs_a_signature(brand, admin_person):
    with pytest.raises(ValidationError):
        changing.set_chain(brand, HOLDING, [], actor=admin_person)
    changing.set_chain(brand, ChainKey("comment_reply", "watch", "full"), [], actor=admin_person)


def test_only_an_admin_changes_who_signs(brand, manager, lan, minh):
    for person in (manager, lan, minh):
        with pytest.raises(Forbidden):
            changing.set_chain(brand, HOLDING, [LEGAL], actor=person)


def test_whoever_signs_is_told_of_a_change(brand, admin_person, manager, lan, minh):
    changing.set_chain(brand, HOLDING, [LEGAL], actor=admin_person)

    told = Notice.objects.filter(topic="playbooks.chain_changed")
    assert set(told.values_list("user", flat=True)) == {manager.pk, lan.pk}


def test_the_page_shows_who_would_be_asked_by_name(seeded, client_of, minh, manager, lan):
    answer = client_of(minh).get(page("chain", "holding", "moderate", "full"))

    assert answer.status_code == 200
    assert manager.name in answer.content.decode()
    assert "step-0-order" not in answer.content.decode()


def steps_form(*steps: dict) -> dict:
    found = {"step-TOTAL_FORMS": str(len(steps)), "step-INITIAL_FORMS": "0"}
    return found | {
        f"step-{n}-{key}": value for n, step in enumerate(steps) for key, value in step.items()
    }


def test_an_admin_changes_a_chain_on_its_page_and_takes_it_back(seeded, client_of, admin_person):
    client, url = client_of(admin_person), page("chain", "holding", "moderate", "full")
    empty = {"order": "1", "mode": "any"}

    looked = client.post(url, steps_form(LEGAL, empty) | {"preview": "1"})
    assert (looked.status_code, holders(seeded)) == (200, [("comms_manager",)])
    assert client.post(url, steps_form(LEGAL, empty)).status_code == 302
    assert holders(seeded) == [("legal",)]
    assert client.post(url, steps_form(empty)).status_code == 422

    client.post(page("reset_chain", "holding", "moderate", "full"))
    assert holders(seeded) == [("comms_manager",)]


def test_an_unknown_chain_is_not_found(seeded, client_of, admin_person):
    client = client_of(admin_person)
    for args in (("poem", "high", "full"), ("apology", "high", "fast")):
        assert client.get(page("chain", *args)).status_code == 404
    assert client.get(page("chain", *HOLDING.general) + "?channel=moon").status_code == 404


def test_the_preview_names_stand_ins_and_empty_offices(brand, manager, lan):
    hand_over(manager, lan)
    steps = chains.steps_for(brand.pk, "holding", "critical", "full")
    stages = preview.who_is_asked(brand, steps)
    assert stages[0][0].holders[0].people == []

    [[ask]] = preview.who_is_asked(brand, chains.steps_for(brand.pk, "holding", "moderate", "full"))
    [seat] = ask.holders
    assert seat.people == [manager.name]
    assert seat.standing[0][:2] == (lan.name, manager.name)


# Delegations.


def hand_over(giver, to, **more):
    fields = {"office": "comms_manager", "reason": "nghỉ", "ends_at": now() + timedelta(hours=1)}
    brand = giver.memberships.get().brand
    return standing.delegate(brand, giver=giver, to=to, **({"actor": giver} | fields | more))


def form(to, **more) -> dict:
    until = timezone.localtime(now() + timedelta(hours=3))
    fields = {"office": "comms_manager", "to": to.pk, "reason": "nghỉ phép"}
    return fields | {"ends_at": f"{until:%Y-%m-%dT%H:%M}"} | more


def test_a_holder_delegates_on_the_page_and_ends_it(brand, client_of, manager, lan):
    client = client_of(manager)
    assert client.post(page("delegations"), form(lan)).status_code == 302

    row = Delegation.objects.get()
    assert (row.giver, row.to, row.created_by, row.state) == (manager, lan, manager, "active")
    assert Notice.objects.filter(user=lan, topic="playbooks.delegated").exists()
    assert lan.name in client.get(page("delegations")).content.decode()
    assert client.post(page("revoke_delegation", row.pk)).status_code == 302
    assert Delegation.objects.get().state == "revoked"
    assert client.post(page("revoke_delegation", row.pk)).status_code == 409


def test_an_admin_writes_it_for_somebody_who_cannot(brand, client_of, admin_person, manager, lan):
    answer = client_of(admin_person).post(page("delegations"), form(lan, giver=manager.pk))

    row = Delegation.objects.get()
    assert answer.status_code == 302
    assert (row.giver, row.created_by) == (manager, admin_person)
    assert Notice.objects.filter(topic="playbooks.delegated").count() == 2


def test_whoever_holds_no_office_sees_why_there_is_no_form(brand, client_of, minh):
    body = client_of(minh).get(page("delegations")).content.decode()

    assert 'name="ends_at"' not in body


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"ends_at": datetime(2020, 1, 1, tzinfo=ZONE)}, "ends_at"),
        ({"ends_at": datetime(2090, 1, 1, tzinfo=ZONE)}, "ends_at"),
    ],
)
def test_what_a_delegation_needs(manager, lan, more, field):
    with pytest.raises(ValidationError) as refused:
        hand_over(manager, lan, **more)

    assert field in refused.value.message_dict


def test_only_an_office_that_one_holds_is_delegated(brand, admin_person, manager, lan, phuong):
    with pytest.raises(Forbidden):
        hand_over(manager, lan, office="legal")
    with pytest.raises(ValidationError) as refused:
        hand_over(manager, lan, actor=admin_person, office="legal")
    assert "office" in refused.value.message_dict


def test_an_office_goes_to_one_person_at_a_time(manager, lan, phuong):
    first = hand_over(manager, lan)
    with pytest.raises(ValidationError):
        hand_over(manager, phuong)

    standing.revoke(first, actor=manager)
    hand_over(manager, phuong)


def test_it_cannot_be_dated_back(manager, lan):
    row = hand_over(manager, lan, starts_at=now() - timedelta(days=2))

    assert now() - row.starts_at < timedelta(minutes=1)


def test_a_written_delegation_is_never_rewritten_or_deleted(manager, lan, phuong):
    row = hand_over(manager, lan)

    with pytest.raises(DatabaseError), transaction.atomic():
        Delegation.objects.filter(pk=row.pk).update(to=phuong)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_an_ended_one_cannot_be_ended_again(manager, lan):
    row = standing.revoke(hand_over(manager, lan), actor=manager)

    with pytest.raises(Blocked):
        standing.revoke(row, actor=lan)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(
    brand, client_of, manager, lan, own_queries, count
):
    for _ in range(count):
        standing.revoke(hand_over(manager, lan), actor=manager)
    client = client_of(lan)

    with own_queries(3):
        client.get(page("delegations"))


@pytest.mark.parametrize(
    ("language", "office"), [("vi", "Quản lý truyền thông"), ("en", "Comms manager")]
)
def test_letters_say_who_signs_for_whom_and_until_when(manager, lan, language, office):
    row = hand_over(manager, lan, reason="nghỉ <b>phép</b> & về quê")
    standing.revoke(row, actor=manager)

    for topic, said in (("delegated", "nghỉ <b>phép</b> & về quê"), ("delegation_revoked", office)):
        message = OutboxMessage.objects.get(topic=f"playbooks.{topic}")
        with translation.override(language):
            subject, text, html = mail.render(message.topic, mail.facts_for(message))
        assert office.lower() in subject.lower()
        assert said in text
        assert manager.name in text and lan.name in text
        assert "<b>phép" not in html
        assert page("delegations") in text


def test_a_letter_names_kind_and_level_of_a_changed_chain(brand, admin_person, manager):
    changing.set_chain(brand, HOLDING, [LEGAL], actor=admin_person)
    message = OutboxMessage.objects.get(topic="playbooks.chain_changed")

    with translation.override("en"):
        subject, text, _html = mail.render(message.topic, mail.facts_for(message))

    assert "Holding statement" in subject
    assert "Moderate" in text and admin_person.name in text


# The API.


def test_the_api_delegates_lists_and_revokes(brand, api_of, manager, lan):
    sent = {
        "brand": brand.slug, "office": "comms_manager", "to": lan.email.upper(), "reason": "nghỉ",
        "ends_at": (now() + timedelta(hours=1)).isoformat(),
    }  # fmt: skip
    made = api_of(manager).post("/api/v1/delegations/", sent)
    assert (made.status_code, made.json()["state"]) == (201, "active")
    assert api_of(manager).post("/api/v1/delegations/", sent).status_code == 400
    assert api_of(manager).post("/api/v1/delegations/", sent | {"to": "x@y.vn"}).status_code == 400

    [row] = api_of(lan).get("/api/v1/delegations/").json()["results"]
    ended = api_of(lan).post(f"/api/v1/delegations/{row['id']}/revoke/")
    assert ended.json()["state"] == "revoked"


# Out of hours.


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 11, 25, 8, 29, tzinfo=ZONE), False),
        (datetime(2026, 11, 25, 8, 30, tzinfo=ZONE), True),
        (datetime(2026, 11, 25, 17, 30, tzinfo=ZONE), False),
        (datetime(2026, 11, 28, 10, 0, tzinfo=ZONE), False),
        # Tết, and the day after the holidays.
        (datetime(2026, 2, 17, 10, 0, tzinfo=ZONE), False),
        (datetime(2026, 2, 23, 10, 0, tzinfo=ZONE), True),
    ],
)
def test_offices_keep_hours_and_holidays(brand, at, is_open):
    assert OfficeHours.usual(brand.pk).open_at(at) is is_open


def test_the_next_opening_skips_the_weekend(brand):
    friday = datetime(2026, 11, 27, 18, 0, tzinfo=ZONE)

    assert OfficeHours.usual(brand.pk).next_opening(friday) == datetime(
        2026, 11, 30, 8, 30, tzinfo=ZONE
    )


def test_an_admin_sets_hours_and_deputies(brand, client_of, admin_person, lan, khoa):
    client = client_of(admin_person)
    sent = {"opens": "09:00", "closes": "18:00", "days": ["0", "5"], "comms_head": lan.pk}

    assert client.post(page("deputies"), sent).status_code == 302
    assert OfficeHours.objects.get().days == [0, 5]
    assert [(d.office, d.user) for d in Roster(brand.pk).deputies] == [("comms_head", lan)]
    assert client.post(page("deputies"), sent | {"comms_head": khoa.pk}).status_code == 422
    assert client.post(page("deputies"), sent | {"closes": "08:00"}).status_code == 422
    client.post(page("deputies"), sent | {"comms_head": ""})
    assert Roster(brand.pk).deputies == []


def test_only_an_admin_names_a_deputy(brand, manager, lan):
    with pytest.raises(Forbidden):
        standing.set_deputy(brand, actor=manager, office="legal", user=lan)
    with pytest.raises(Forbidden):
        standing.set_hours(brand, actor=manager, opens=time(8), closes=time(9), days=[1])
