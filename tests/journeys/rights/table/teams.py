"""People, duty, brands, webhooks and one's own account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crisisdesk.kernel.clock import now
from tests.journeys.rights.policy import (
    ADMINS,
    BRAND,
    MEMBER,
    NOBODY,
    PUBLIC,
    RUNNING,
    STRANGER,
    only,
)
from tests.journeys.rights.rows import Rows, Stranger, delete, get, patch, post

SIGNED_IN = BRAND | {STRANGER}
NAMED = {"stranger": Stranger.NAMED}


def row(name: str) -> Any:
    return lambda world: {"pk": getattr(world, name).pk}


def hook(world: Any) -> dict[str, Any]:
    return {"pk": world.hook.pk}


def shift_form(world: Any) -> dict[str, Any]:
    begin = now() + timedelta(days=5)
    return {
        "user": world.people[MEMBER].pk,
        "starts_at": f"{begin:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begin + timedelta(hours=2):%Y-%m-%dT%H:%M}",
    }


def shift_data(world: Any) -> dict[str, Any]:
    begin = now() + timedelta(days=5)
    return {
        "brand": world.brand.slug,
        "user": world.people[MEMBER].email,
        "starts_at": begin.isoformat(),
        "ends_at": (begin + timedelta(hours=2)).isoformat(),
    }


INVITATION = {"email": "moi@saomai.example", "name": "Mới", "role": "viewer", "title": ""}
NAMES = {
    "name": "Sao Mai", "short_name": "SM", "hotline": "", "official_channel": "",
    "press_contact": "", "quiet_minutes": "2",
}  # fmt: skip
LIMITS = {
    "prompt_hours": "6", "limit_hours": "8", "rest_hours": "11", "week_hours": "48",
    "exposure_minutes": "60",
}  # fmt: skip
PROFILE = {"name": "Tên", "phone": "", "language": "vi", "time_zone": "Asia/Ho_Chi_Minh"}


#: An address that the desk refuses to go to: nothing is asked of it.
BOT = {"name": "Bot", "bot_token": "1:a", "service": "https://127.0.0.1:9"}


def to(channel: str) -> Any:
    return lambda _world: {"channel": channel}


def by(kind: str) -> Any:
    return lambda _world: {"kind": kind}


def slug(world: Any) -> dict[str, str]:
    return {"slug": world.brand.slug}


def in_brand(**data: Any) -> Any:
    return lambda world: {"brand": world.brand.slug, **data}


ROWS: Rows = {
    "teams:people": [get(SIGNED_IN, lists=True)],
    "teams:invite": [post(ADMINS, body=INVITATION)],
    "teams:role": [
        get(ADMINS, row("place")),
        post(ADMINS, row("place"), {"role": "member", "title": ""}),
    ],
    "teams:invite_again": [post(ADMINS, row("place"))],
    "teams:deactivate": [post(ADMINS, row("place"))],
    "teams:readmit": [post(ADMINS, row("old_place"))],
    "teams:add_shift": [post(RUNNING, body=shift_form, stranger=Stranger.OWN)],
    "teams:remove_shift": [post(RUNNING, row("shift"))],
    # A letter that got stuck exists for those who look after its reader.
    "teams:send_letter_again": [post(ADMINS, row("letter"), seen_by=ADMINS)],
    "teams:drop_letter": [post(ADMINS, row("letter"), seen_by=ADMINS)],
    "teams:brand": [get(ADMINS), post(ADMINS, body=NAMES)],
    "teams:switch_brand": [
        post(BRAND, body=lambda w: {"brand": w.brand.pk}, stranger=Stranger.UNSEEN)
    ],
    "teams:load": [get(RUNNING | {STRANGER}), post(RUNNING | {STRANGER}, body=LIMITS)],
    "teams:my_load": [get(SIGNED_IN, lists=True)],
    "teams:load_pulse": [post(SIGNED_IN, body={"value": "3"}, stranger=Stranger.OWN)],
    # One's own answers only: there is nothing of another person to be refused.
    "teams:load_pulse_erase": [post(SIGNED_IN, body={"answer": "1"}, stranger=Stranger.OWN)],
    "teams:load_pulse_export": [get(SIGNED_IN)],
    "teams:load_opened": [post(SIGNED_IN, body={"item": "mention:1"}, stranger=Stranger.OWN)],
    "teams:load_viewing": [post(SIGNED_IN, body={}, stranger=Stranger.OWN)],
    "teams:settings": [get(SIGNED_IN, lists=True), post(SIGNED_IN, body=PROFILE)],
    "teams:me": [get(SIGNED_IN | {"anonymous"})],
    "teams:new_token": [get(SIGNED_IN), post(SIGNED_IN)],
    # A token is its owner's alone.
    "teams:revoke_token": [post(only(MEMBER), row("token"), seen_by=only(MEMBER))],
    # How somebody is reached is theirs alone.
    "teams:reach": [get(SIGNED_IN)],
    "teams:reach_wishes": [post(SIGNED_IN, body={"to_email": ["watch"], "quiet_from": ""})],
    "teams:reach_browser": [post(SIGNED_IN)],
    "teams:reach_letter": [post(SIGNED_IN)],
    "teams:reach_add": [
        get(SIGNED_IN, to("slack"), stranger=Stranger.OWN),
        post(SIGNED_IN, to("slack"), stranger=Stranger.OWN),
    ],
    "teams:reach_row": [get(only(MEMBER), row("way"), seen_by=only(MEMBER))],
    **{
        f"teams:reach_{act}": [post(only(MEMBER), row("way"), seen_by=only(MEMBER))]
        for act in ("code", "prove", "look", "test", "up", "remove")
    },
    "teams:channels": [get(ADMINS, lists=True)],
    "teams:channels_people": [get(RUNNING)],
    "teams:channel_new": [
        get(ADMINS, by("slack"), stranger=Stranger.OWN),
        post(ADMINS, by("telegram"), BOT, stranger=Stranger.OWN),
    ],
    "teams:channel": [
        get(ADMINS, row("channel")),
        post(ADMINS, row("channel"), {"name": "Slack", "service": "https://127.0.0.1:9"}),
    ],
    "teams:channel_check": [post(ADMINS, row("channel"))],
    "teams:channel_switch": [post(ADMINS, row("channel"))],
    # For networks only, by the signature of their call.
    "teams:channel_arrived": [
        post(NOBODY, lambda w: {**row("channel")(w), "number": w.letter.pk}, refusal=404)
    ],
    "service-worker": [get(PUBLIC)],
    "me": [get(SIGNED_IN, lists=True)],
    "brand-list": [get(SIGNED_IN, lists=True)],
    "brand-detail": [get(BRAND, slug), patch(ADMINS, slug, {"hotline": "1900 1234"})],
    "team-list": [get(SIGNED_IN, lists=True), post(ADMINS, body=in_brand(name="Đội B"), **NAMED)],
    "team-detail": [
        get(BRAND, row("team")),
        patch(ADMINS, row("team"), {"name": "Đội C"}),
        delete(ADMINS, row("team")),
    ],
    "shift-list": [get(SIGNED_IN, lists=True), post(RUNNING, body=shift_data, **NAMED)],
    "shift-detail": [get(BRAND, row("shift")), delete(RUNNING, row("shift"))],
    "webhook-list": [
        get(SIGNED_IN),
        post(ADMINS, body=in_brand(url="https://b.example/", topics=["*"]), **NAMED),
    ],
    # Webhooks exist for admins only; their lists are empty for the others.
    "webhook-detail": [
        get(ADMINS, hook, seen_by=ADMINS),
        patch(ADMINS, hook, {"is_active": False}, seen_by=ADMINS),
        delete(ADMINS, hook, seen_by=ADMINS),
    ],
    "webhook-deliveries": [get(ADMINS, hook, seen_by=ADMINS)],
    "webhook-replay": [
        post(ADMINS, lambda w: {**hook(w), "delivery": w.delivery.pk}, seen_by=ADMINS)
    ],
}
