"""Who calls the API: a bearer token with scopes, or a signed-in browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated

from crisisdesk.kernel.clock import minutes
from teams.models import ApiToken, User

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

#: A token's last use is remembered no finer than this, to spare a write per call.
USE_IS_NOTED_EVERY = minutes(5)


class ScopedTokenAuthentication(TokenAuthentication):
    """`Authorization: Bearer <token>`; only the token's hash is stored."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        digest = hash_token(token.decode("utf-8", "replace"))
        row = ApiToken.objects.select_related("user").filter(digest=digest).first()
        if row is None or (row.expiry and row.expiry < timezone.now()):
            raise AuthenticationFailed(_("The token is unknown, revoked or expired."))
        if not row.user.is_active:
            raise AuthenticationFailed(_("This account is not active."))
        note_use(row)
        return row.user, row


def note_use(token: ApiToken) -> None:
    """Remember when the token was last used."""
    moment = timezone.now()
    if token.last_used_at is None or moment - token.last_used_at > USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=moment)


class SignedInWithScope(IsAuthenticated):
    """Signed in; a token must also hold the scope that the view asks for.

    A view may set `required_scope = "mentions:write"`; otherwise reading asks for `read` and the
    rest for `write`. A browser session has every scope: the person's rights are the limit.
    """

    message = _("The token does not hold the scope this needs.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        if not isinstance(request.auth, ApiToken):
            return True
        return holds(request.auth.scopes, needed_scope(request, view))


def needed_scope(request: Request, view: APIView) -> str:
    """The scope of this call; reading what `x:write` guards asks for `x:read`."""
    safe = request.method in SAFE_METHODS
    scope: Any = getattr(view, "required_scope", None)
    if scope is None:
        return "read" if safe else "write"
    return scope.removesuffix(":write") + ":read" if safe and scope.endswith(":write") else scope


def holds(scopes: list[str], needed: str) -> bool:
    """Whether a token's scopes cover the needed one: `write` covers every `…:write`."""
    return needed in scopes or needed.rpartition(":")[2] in scopes
