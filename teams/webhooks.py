"""Telling other systems: webhooks of a brand and what they subscribe to."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from outbox.models import Channel, OutboxMessage
from outbox.ports import Account
from outbox.services import enqueue
from outbox.wire import ForbiddenAddress, allowed_address
from teams.models import Brand, Webhook

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import User

PREFIX = "webhook:"


def announce(brand: Brand | int, topic: str, *, key: str, subject: str = "", **facts: Any) -> int:
    """Tell every subscribed webhook of a brand about one fact, in the caller's transaction."""
    active = Webhook.objects.filter(brand=brand, is_active=True)
    hooks = [hook for hook in active if wants(hook, topic)]
    for hook in hooks:
        enqueue(
            topic,
            key=f"{PREFIX}{hook.pk}:{key}",
            channel=Channel.WEBHOOK,
            address=f"{PREFIX}{hook.pk}",
            subject=subject,
            event=key,
            **facts,
        )
    return len(hooks)


def wants(hook: Webhook, topic: str) -> bool:
    """Whether a webhook subscribes to a topic, by name, by room or to all."""
    return not {"*", topic, topic.partition(".")[0] + ".*"}.isdisjoint(hook.topics)


def account(address: str) -> Account | None:
    """What the outbox asks for at the moment of sending."""
    pk = address.removeprefix(PREFIX)
    hook = Webhook.objects.filter(pk=pk, is_active=True).first() if pk.isdigit() else None
    return Account(hook.url, hook.secret) if hook else None


def add(brand: Brand, url: str, topics: Iterable[str], *, actor: User) -> Webhook:
    """Subscribe another system."""
    require(actor, "teams.manage_webhooks", brand)
    hook = Webhook(brand=brand, url=url, topics=list(topics))
    return _checked(hook)


def change(hook: Webhook, *, actor: User, **changes: Any) -> Webhook:
    """Another address, other topics, or off."""
    require(actor, "teams.manage_webhooks", hook.brand)
    for name in changes.keys() & {"url", "topics", "is_active"}:
        setattr(hook, name, changes[name])
    return _checked(hook)


def remove(hook: Webhook, *, actor: User) -> None:
    """Unsubscribe; what still waits for it is parked."""
    require(actor, "teams.manage_webhooks", hook.brand)
    hook.delete()


@transaction.atomic
def replay(hook: Webhook, message: OutboxMessage, *, actor: User) -> OutboxMessage:
    """Send a past message once more; the receiver sees the same delivery id."""
    require(actor, "teams.manage_webhooks", hook.brand)
    return enqueue(
        message.topic,
        key=f"{message.key[:160]}:again:{now():%Y%m%d%H%M%S%f}",
        channel=Channel.WEBHOOK,
        address=message.address,
        subject=message.subject,
        **{"event": message.key, **message.facts},
    )


def log(hook: Webhook) -> Any:
    """Messages of a webhook with their attempts, newest first."""
    messages = OutboxMessage.objects.filter(address=f"{PREFIX}{hook.pk}")
    return messages.prefetch_related("deliveries").order_by("-id")


def _checked(hook: Webhook) -> Webhook:
    if not hook.topics:
        raise ValidationError({"topics": _("Name at least one topic.")})
    hook.full_clean()
    try:
        # A name that does not resolve today may tomorrow; sending checks again.
        with contextlib.suppress(OSError):
            allowed_address(hook.url)
    except ForbiddenAddress as error:
        raise ValidationError({"url": str(error)}) from error
    hook.save()
    return hook
