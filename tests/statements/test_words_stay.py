"""What approvers read is what goes out, whatever is moved in between."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.conf import settings as project
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crisisdesk.kernel.errors import DeskError
from incidents.models import Incident
from outbox import relay
from statements.models import Publication, PublishingAccount, Statement
from statements.selectors.outlets import channel_texts
from statements.services import accounts, briefs, publishing, review
from teams.models import Brand

KINDS = ("telegram", "facebook", "mastodon", "bluesky")
#: What may happen between approval, publishing and sending.
MOVES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(
            [
                "language",
                "address",
                "brand",
                "slug",
                "case",
                "off_and_on",
                "other_chat",
                "publish_twice",
            ]
        ),
    ),
    max_size=5,
)


def move(name, words, kind, network, admin, minh) -> None:
    account = PublishingAccount.objects.get(kind=kind)
    brand = Brand.objects.filter(pk=words.brand_id)
    {
        "address": lambda: setattr(project, "PUBLIC_URL", "https://elsewhere.example"),
        "language": lambda: accounts.change(
            account, actor=admin, values=network.values(language="en")
        ),
        "off_and_on": lambda: [accounts.switch(account, actor=admin, on=on) for on in (0, 1)],
        "other_chat": lambda: accounts.change(
            account, actor=admin, values=network.values(chat="@kenh_khac")
        ),
        "brand": lambda: brand.update(name="Tên khác", short_name="Tên khác"),
        "slug": lambda: brand.update(slug="ten-khac"),
        "case": lambda: Incident.objects.filter(pk=words.incident_id).update(title="Vụ khác"),
        "publish_twice": lambda: publishing.publish(Statement.objects.get(pk=words.pk), actor=minh),
    }[name]()


@pytest.mark.django_db
@pytest.mark.parametrize("rounds", [4, pytest.param(150, marks=pytest.mark.long)])
def test_what_was_approved_is_what_is_sent(
    rounds, case, draft_of, approve_by, connect, minh, lead, manager, admin_person
):
    networks = {kind: connect(kind) for kind in KINDS}
    sent: list[bool] = []

    @settings(max_examples=rounds, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @example(kind="telegram", english=True, moves=[])
    @example(kind="bluesky", english=False, moves=[(0, "language"), (1, "address"), (1, "slug")])
    @given(kind=st.sampled_from(sorted(KINDS)), english=st.booleans(), moves=MOVES)
    def play(kind, english, moves):
        network = networks[kind]
        network.posts.clear()
        if kind == "mastodon":
            network.keys.clear()
        with transaction.atomic(), override_settings():
            briefs.waive(case, actor=lead, reason="x")
            values = network.values(language="en" if english else "vi")
            accounts.change(
                PublishingAccount.objects.get(kind=kind), actor=admin_person, values=values
            )
            words = review.submit(draft_of(case, channels=["newsroom", kind]), actor=minh)
            review.view(words.version, manager)
            shown = channel_texts(words)[0].text
            steps = [
                lambda: approve_by(words, manager),
                lambda: publishing.publish(Statement.objects.get(pk=words.pk), actor=minh),
                relay.deliver_due,
            ]
            for place, step in enumerate(steps):
                with suppress(DeskError):
                    # Somebody may have published it already.
                    step()
                for name in (name for at, name in moves if at == place):
                    disturb(name, words, kind, network)
            relay.deliver_due()
            row = Publication.objects.filter(statement=words, channel=kind).first()
            assert [post["text"] for post in network.posts] in ([], [shown])
            sent.append(bool(network.posts) and row.state == "live")
            transaction.set_rollback(True)

    def disturb(name, words, kind, network):
        with suppress(DeskError, ValidationError), transaction.atomic():
            move(name, words, kind, network, admin_person, minh)

    play()
    # A property that is never put to the test holds nothing.
    assert sum(sent) > rounds // 3
