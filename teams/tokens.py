"""API tokens: made once, kept as a hash, limited by scopes."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.text import one_line
from teams.models import ApiToken

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from teams.models import User

#: What a token may be allowed; the person's rights stay the outer limit.
SCOPES = {
    "read": gettext_lazy("read everything the person may see"),
    "write": gettext_lazy("do everything the person may do"),
    "mentions:write": gettext_lazy("only bring in mentions"),
    "metrics": gettext_lazy("read the server's metrics"),
}
#: A token's last use is remembered no finer than this, to spare a write per call.
USE_IS_NOTED_EVERY = minutes(5)


def make(
    user: User, *, name: str, scopes: Iterable[str], lasts: timedelta | None = None
) -> tuple[ApiToken, str]:
    """A new token and its only appearance in clear."""
    wanted = sorted(set(scopes))
    if not wanted or not SCOPES.keys() >= set(wanted):
        raise ValidationError({"scopes": _("Choose among the known scopes.")})
    token = secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=user,
        name=one_line(name, 80) or "API",
        digest=digest(token),
        prefix=token[:6],
        scopes=wanted,
        expires_at=now() + lasts if lasts else None,
    )
    return row, token


def revoke(user: User, pk: int) -> bool:
    """End one of the person's own tokens."""
    return bool(user.api_tokens.filter(pk=pk).delete()[0])


def find(token: str) -> ApiToken | None:
    """The valid token of these words, with its person."""
    alive = Q(expires_at=None) | Q(expires_at__gt=now())
    return ApiToken.objects.filter(alive, digest=digest(token)).select_related("user").first()


def note_use(token: ApiToken) -> None:
    """Remember when the token was last used."""
    moment = now()
    if token.last_used_at is None or moment - token.last_used_at > USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=moment)


def holds(scopes: Iterable[str], needed: str) -> bool:
    """Whether scopes cover the needed one: `write` covers every `…:write`."""
    return not {needed, needed.rpartition(":")[2]}.isdisjoint(scopes)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
