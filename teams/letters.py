"""Letters with a link that opens an account. The link is made when the letter is written, so
that neither the outbox nor a backup ever holds it.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from outbox.services import enqueue
from teams.models import User

if TYPE_CHECKING:
    from teams.models import Membership


def password_link(user: User) -> str:
    """An address that lets its reader set the password: once, and for a limited time."""
    token = default_token_generator.make_token(user)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": token},
    )
    return settings.PUBLIC_URL.rstrip("/") + path


def send_password_reset(user: User) -> None:
    _send("teams.password_reset", user)


def send_invitation(membership: Membership, invited_by: User) -> None:
    _send(
        "teams.invitation",
        membership.user,
        brand=membership.brand.name,
        invited_by=invited_by.name,
    )


def link_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """What the outbox adds to these letters at the moment of sending."""
    return {"link": password_link(User.objects.get(pk=facts["person"]))}


def _send(topic: str, user: User, **facts: Any) -> None:
    enqueue(
        topic,
        key=f"{topic}:{user.pk}:{secrets.token_hex(8)}",
        address=user.email,
        language=user.language,
        person=user.pk,
        **facts,
    )
