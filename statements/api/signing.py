"""Who signs through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teams import identity

if TYPE_CHECKING:
    from rest_framework.request import Request


def sure_who(request: Request) -> None:
    """A token was made by somebody who had shown who they are; a browser's session proves less."""
    if request.auth is None:
        identity.confirm_session(request._request)  # noqa: SLF001 -- the only way to Django's own
