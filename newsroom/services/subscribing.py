"""Subscribing by a link in a mail: nobody is written to who did not ask twice."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc
from newsroom.models import Knock, Subscriber
from outbox.mail import absolute
from outbox.services import enqueue, forget, keys_under
from teams.models import Brand

if TYPE_CHECKING:
    from teams.models import User

CONFIRM = "newsroom.confirm"
KNOWN = "newsroom.known"
VALID = timedelta(hours=48)
SALT = "newsroom.confirm"
#: How often an address is written to in a day, and a network may ask in an hour.
PER_ADDRESS, DAY = 3, timedelta(days=1)
PER_NETWORK, HOUR = 20, timedelta(hours=1)


class TooMany(Exception):
    """So many requests came from one network that it waits."""


@transaction.atomic
def ask(brand: Brand, *, email: str, language: str, network: str) -> None:
    """Send the link that confirms; who is subscribed already gets a letter that says so.

    Whoever asks learns nothing about the address: the answer is the same.
    """
    email = nfc(email).strip().lower()
    if not _may_knock(f"network {_network(network)}", PER_NETWORK, HOUR):
        raise TooMany
    if not _may_knock(f"address {brand.pk} {email}", PER_ADDRESS, DAY):
        return
    row, _made = Subscriber.objects.get_or_create(
        brand=brand, email=email, defaults={"language": language, "confirm_by": now() + VALID}
    )
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.confirmed_at is None:
        row.language, row.confirm_by = language, now() + VALID
        row.save(update_fields=["language", "confirm_by"])
    topic = KNOWN if row.confirmed_at else CONFIRM
    enqueue(
        topic,
        key=f"{key_of(row)}{topic}:{now().isoformat()}",
        address=row.email,
        language=row.language,
        subscriber=row.pk,
        drill=False,
    )


def key_of(row: Subscriber) -> str:
    """How the keys of all letters to a subscriber begin."""
    return f"newsroom:{row.pk}:"


def _network(address: str) -> str:
    """A house or a street of the net, not one machine: an address is changed in a second."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    size = 24 if found.version == 4 else 56  # noqa: PLR2004 -- the old kind of address
    return str(ipaddress.ip_network((found, size), strict=False))


def _may_knock(what: str, most: int, within: timedelta) -> bool:
    """Count a request; beyond the limit nothing more is written down either."""
    digest = salted_hmac("newsroom.knock", what, algorithm="sha256").hexdigest()
    if Knock.objects.filter(digest=digest, at__gt=now() - within).count() >= most:
        return False
    Knock.objects.create(digest=digest)
    return True


def link_token(row: Subscriber) -> str:
    """What the link of the letter carries: signed, and good for two days."""
    return signing.dumps([row.pk, row.token], salt=SALT)


def asked_by(token: str, brand: Brand) -> Subscriber | None:
    """Whose link it is; None where it is not ours, too old, or its address is gone."""
    try:
        pk, own = signing.loads(token, salt=SALT, max_age=VALID)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Subscriber.objects.filter(pk=pk, token=own, brand=brand).first()


@transaction.atomic
def confirm(row: Subscriber) -> None:
    """The owner of the address has pressed; once is enough."""
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.confirmed_at is None:
        row.confirmed_at = now()
        row.save(update_fields=["confirmed_at"])


@transaction.atomic
def leave(row: Subscriber) -> None:
    """Forget the address: its row, and where it stands in the outbox."""
    forget(keys_under(key_of(row)))
    Subscriber.objects.filter(pk=row.pk).delete()


@transaction.atomic
def erase(brand: Brand, *, actor: User, email: str) -> None:
    """Forget an address on request; says nothing about whether it was there."""
    require(actor, "newsroom.manage", brand)
    for row in Subscriber.objects.filter(brand=brand, email=nfc(email).strip().lower()):
        leave(row)


@transaction.atomic
def came_back(token: str, hard: bool, detail: str) -> bool:
    """A letter was returned: for good, and the address is forgotten; else it is counted."""
    row = Subscriber.objects.select_for_update(of=("self",)).filter(token=token).first()
    if row is None:
        return False
    if hard:
        leave(row)
    else:
        row.soft_bounces += 1
        row.save(update_fields=["soft_bounces"])
    return True


def sweep() -> int:
    """Addresses that nobody confirmed go after two days; so do hashes of who asked."""
    Knock.objects.filter(at__lt=now() - DAY).delete()
    late = list(Subscriber.objects.filter(confirmed_at=None, confirm_by__lte=now())[:500])
    for row in late:
        leave(row)
    return len(late)


def leave_link(row: Subscriber) -> str:
    """The whole address of the page that ends the letters."""
    path = reverse("newsroom:leave", args=[row.brand.slug, row.token])
    return absolute(path + ("?lang=en" if row.language == "en" else ""))


def words(stored: dict[str, Any]) -> dict[str, Any]:
    """What the letters about a subscription say; the link is made when they are written."""
    row = Subscriber.objects.select_related("brand").get(pk=stored["subscriber"])
    path = reverse("newsroom:confirm", args=[row.brand.slug, link_token(row)])
    link = absolute(path + ("?lang=en" if row.language == "en" else ""))
    # A letter to somebody who asked for nothing yet ends by itself: there is nothing to leave.
    left = leave_link(row) if row.confirmed_at else ""
    return {"brand": row.brand.name, "confirm": link, "leave": left}
