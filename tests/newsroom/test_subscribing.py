"""Letters of a newsroom: nobody gets one who did not ask twice, and one press ends them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from newsroom.models import Knock, Subscriber
from newsroom.services import subscribing
from outbox import outside, relay
from outbox.models import OutboxMessage
from tests.outbox.conftest import post_office  # noqa: F401 -- fixtures

ADDRESS = "doc@gia.example"


def at(name: str, brand, *more) -> str:
    return reverse(f"newsroom:{name}", args=[brand.slug, *more])


@pytest.fixture
def ask(brand, client):
    def post(email=ADDRESS, reads="vi", network="203.0.113.7", **headers):
        form = {"email": email, "reads": reads}
        return client.post(at("subscribe", brand), form, REMOTE_ADDR=network, **headers)

    return post


@pytest.fixture
def reader(brand):
    """Somebody who confirmed: `reader()`."""

    def make(email=ADDRESS, language="vi", **fields) -> Subscriber:
        known = {"confirm_by": now(), "confirmed_at": now()} | fields
        return Subscriber.objects.create(brand=brand, email=email, language=language, **known)

    return make


def topics() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("topic", flat=True))


def test_a_look_at_the_link_confirms_nothing_and_a_press_does(ask, post_office, client):  # noqa: F811
    post_office.start()
    ask(reads="en")
    relay.deliver_due()
    (letter,) = post_office.letters
    link = re.search(r"http://\S+/confirm/\S+", letter.get_body(("plain",)).get_content())[0]

    assert client.get(link).status_code == 200
    assert Subscriber.objects.get().confirmed_at is None
    answer = client.post(link)

    assert (answer.status_code, "You are subscribed" in answer.content.decode()) == (200, True)
    row = Subscriber.objects.get()
    assert (row.email, row.language, row.confirmed_at is not None) == (ADDRESS, "en", True)
    assert letter["List-Unsubscribe"] is None


def test_the_link_is_in_no_table(ask):
    ask()

    assert subscribing.link_token(Subscriber.objects.get()) not in str(
        list(OutboxMessage.objects.values())
    )


def test_the_link_ends_after_two_days(ask, client, brand):
    ask()
    token = subscribing.link_token(Subscriber.objects.get())

    with time_machine.travel(now() + timedelta(hours=49)):
        assert client.post(at("confirm", brand, token)).status_code == 410

    assert Subscriber.objects.get().confirmed_at is None


@pytest.mark.parametrize("token", ["x", "a:b:c", "WzEsIngiXQ:1vQ:AAAA"])
def test_a_made_up_link_is_no_link(brand, client, token):
    assert client.post(at("confirm", brand, token)).status_code == 410


def test_a_link_of_one_brand_says_nothing_to_another(ask, client, other_brand):
    ask()
    token = subscribing.link_token(Subscriber.objects.get())

    assert client.post(at("confirm", other_brand, token)).status_code == 410


def test_known_and_unknown_addresses_get_the_same_answer(ask, reader):
    reader("known@gia.example")

    answers = [ask("known@gia.example"), ask("new@gia.example")]

    assert {(answer.status_code, answer.url) for answer in answers} == {
        (303, "/newsroom/sao-mai/subscribe/sent/")
    }
    assert topics() == ["newsroom.known", "newsroom.confirm"]


def test_an_address_is_not_flooded_and_nobody_is_told(ask):
    answers = [ask(network=f"198.51.{n}.1") for n in range(5)]

    assert {answer.status_code for answer in answers} == {303}
    assert topics() == ["newsroom.confirm"] * subscribing.PER_ADDRESS


def test_a_network_waits_whatever_its_machine(ask):
    answers = [ask(f"a{n}@gia.example", network=f"203.0.113.{n}") for n in range(21)]

    assert [answer.status_code for answer in answers] == [303] * 20 + [429]
    assert ask("b@gia.example", network="198.51.100.1").status_code == 303
    assert Subscriber.objects.count() == 21


def test_what_limits_holds_no_address(ask):
    ask()

    everything = str(list(Knock.objects.values()))
    assert ADDRESS not in everything and "203.0.113" not in everything


def test_a_form_of_another_site_is_refused(ask):
    answer = ask(HTTP_SEC_FETCH_SITE="cross-site")

    assert (answer.status_code, Subscriber.objects.count()) == (403, 0)


@pytest.mark.parametrize("email", ["", "x", "a@b@c.vn", "a" * 300 + "@b.vn"])
def test_what_is_no_address_is_told_beside_the_field(ask, email):
    answer = ask(email)

    assert answer.status_code == 422
    assert b"field-error" in answer.content


def test_no_cookie_no_cache_no_script(ask, brand, client):
    for answer in (client.get(at("subscribe", brand)), ask(), client.get(at("subscribed", brand))):
        assert not answer.cookies
        assert "no-store" in answer["Cache-Control"]
        assert b"<script" not in answer.content


def test_the_brands_page_asks_and_stays_cacheable(brand, client):
    answer = client.get(at("brand", brand))

    assert f'action="{at("subscribe", brand)}"' in answer.content.decode()
    assert answer["Cache-Control"].startswith("public")
    assert b"csrf" not in answer.content and not answer.cookies


def test_addresses_that_nobody_confirmed_are_gone_after_two_days(ask, reader):
    reader("stays@gia.example")
    ask()
    assert subscribing.sweep() == 0

    with time_machine.travel(now() + timedelta(hours=49)):
        assert subscribing.sweep() == 1

    assert [row.email for row in Subscriber.objects.all()] == ["stays@gia.example"]
    assert ADDRESS not in str(list(OutboxMessage.objects.values()))
    assert Knock.objects.count() == 0


def test_one_click_leaves_and_forgets(reader, client, brand):
    path = at("leave", brand, reader().token)
    assert client.get(path).status_code == 200
    assert Subscriber.objects.count() == 1

    answers = [client.post(path, {"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Subscriber.objects.count() == 0


def test_a_dead_address_is_forgotten_and_a_full_one_is_not(reader):
    dead, full = reader("dead@gia.example"), reader("full@gia.example")

    outside.came_back(dead.token, hard=True, detail="5.1.1")
    outside.came_back(full.token, hard=False, detail="5.2.2")

    assert [(row.email, row.soft_bounces) for row in Subscriber.objects.all()] == [
        ("full@gia.example", 1)
    ]


def test_a_letter_that_waits_is_not_sent_to_who_left(ask, post_office, client, brand):  # noqa: F811
    ask()
    subscribing.leave(Subscriber.objects.get())
    post_office.start()

    relay.deliver_due()

    assert post_office.letters == []


def test_managers_erase_and_members_do_not(reader, brand, manager, minh):
    reader()
    with pytest.raises(Forbidden):
        subscribing.erase(brand, actor=minh, email=ADDRESS)

    subscribing.erase(brand, actor=manager, email=f" {ADDRESS.upper()}")

    assert Subscriber.objects.count() == 0
