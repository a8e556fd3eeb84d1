"""Who calls the API: a bearer token with scopes, or a signed-in browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated

from teams import tokens
from teams.models import ApiToken

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request
    from rest_framework.views import APIView

    from teams.models import User


KEYWORD = "Bearer"


def carried(request: HttpRequest | Request) -> str | None:
    """The token that the request carries, whatever it is worth; None where it carries none."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == KEYWORD.lower() else None


def caller(request: HttpRequest) -> str:
    """The token or the signed-in person that holds now; empty for whoever is not let in."""
    token = carried(request)
    if token is None:
        return f"person {request.user.pk}" if request.user.is_authenticated else ""
    row = tokens.find(token)
    return f"token {row.pk}" if row and row.user.is_active else ""


class ScopedTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        token = carried(request)
        return None if token is None else self.bearer(token)

    def bearer(self, token: str) -> tuple[User, ApiToken]:
        row = tokens.find(token)
        if row is None:
            raise AuthenticationFailed(_("The token is unknown, revoked or expired."))
        if not row.user.is_active:
            raise AuthenticationFailed(_("This account is not active."))
        tokens.note_use(row)
        return row.user, row

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


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
        return tokens.holds(request.auth.scopes, needed_scope(request, view))


def needed_scope(request: Request, view: APIView) -> str:
    """The scope of this call; reading what `x:write` guards asks for `x:read`."""
    safe = request.method in SAFE_METHODS
    scope: Any = getattr(view, "required_scope", None)
    if scope is None:
        return "read" if safe else "write"
    return scope.removesuffix(":write") + ":read" if safe and scope.endswith(":write") else scope
