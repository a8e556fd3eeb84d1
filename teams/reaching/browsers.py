"""Browsers that take push messages, and the desk's one pair of keys for them."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.text import one_line
from outbox.models import Channel
from outbox.reaching.kinds.push import new_keys
from teams.models import ChannelAccount, ContactMethod
from teams.models.reaching import digest

if TYPE_CHECKING:
    from teams.models import User

KIND = "push"
LONGEST = 1500
MOST_BROWSERS = 10
#: Bytes of a browser's public key and of its secret (RFC 8291).
POINT, SECRET = 65, 16


def keys() -> ChannelAccount:
    """The desk's keys, made when somebody needs them first; every browser is bound to them."""
    found = ChannelAccount.objects.filter(kind=KIND).first()
    return found or _made()


def _made() -> ChannelAccount:
    private, public = new_keys()
    row = ChannelAccount(kind=KIND, channel=Channel.PUSH, name="Web push")
    row.options = {"public_key": public}
    row.keep_secrets({"private_key": private})
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody else made them a moment ago.
        return ChannelAccount.objects.get(kind=KIND)
    return row


@transaction.atomic
def subscribe(user: User, subscription: Any, device: str) -> ContactMethod:
    """Take in what a browser gave; that it gave it proves that it is there."""
    address = _clean(subscription)
    endpoint = subscription["endpoint"]
    known = digest(endpoint)
    # A browser belongs to whoever signed in there last.
    ContactMethod.objects.filter(channel=Channel.PUSH, digest=known).exclude(user=user).delete()
    mine = ContactMethod.objects.select_for_update().filter(user=user, channel=Channel.PUSH)
    row = next((one for one in mine if one.digest == known), None)
    if row is None:
        if len(mine) >= MOST_BROWSERS:
            raise ValidationError(_("Ten browsers are enough: remove one first."))
        row = ContactMethod(user=user, channel=Channel.PUSH, proven_at=now())
        row.position = ContactMethod.objects.filter(user=user).count()
    row.keep(address)
    row.digest, row.account = known, keys()
    row.hint, row.problem = one_line(device, 60) or urlsplit(endpoint).hostname or "", ""
    row.save()
    return row


def _clean(found: Any) -> str:
    """The subscription as JSON, of nothing but what is needed; a stranger's is refused."""
    try:
        endpoint, given = str(found["endpoint"]), found["keys"]
        names = {name: str(given[name]) for name in ("p256dh", "auth")}
        sizes = {name: len(_bytes(text)) for name, text in names.items()}
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise ValidationError(_("This is not a subscription of a browser.")) from error
    parts = urlsplit(endpoint)
    safe = parts.scheme == "https" or (parts.scheme == "http" and settings.SOURCES_ALLOW_PRIVATE)
    fits = len(endpoint) <= LONGEST and sizes == {"p256dh": POINT, "auth": SECRET}
    if not (safe and fits and parts.hostname and not parts.username):
        raise ValidationError(_("This is not a subscription of a browser."))
    return json.dumps({"endpoint": endpoint, "keys": names})


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
