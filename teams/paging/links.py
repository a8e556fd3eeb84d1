"""The link in a message by which a page is answered without signing in.

It is made when the message is written, so that neither the outbox nor a backup holds it; it is
bound to one page and one person, ends by itself, and opening it changes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from teams.models import PageCall

SALT = "teams.paging.answer"
LASTS = timedelta(days=2)


def token(page_id: int, user_id: int) -> str:
    return signing.dumps([page_id, user_id], salt=SALT)


def answer_link(page_id: int, user_id: int) -> str:
    path = reverse("page_link", kwargs={"token": token(page_id, user_id)})
    return settings.PUBLIC_URL.rstrip("/") + path


def link_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """What the outbox adds to a page's messages at the moment of sending."""
    return {"answer_link": answer_link(facts["page_id"], facts["person"])}


def call_of(given: str) -> PageCall | None:
    """The last call that the token is about; None for a forged, changed or expired one."""
    try:
        page_id, user_id = signing.loads(given, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = PageCall.objects.select_related("page__brand", "page__ended_by", "user")
    return rows.filter(page=page_id, user=user_id, user__is_active=True).last()
