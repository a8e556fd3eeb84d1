"""Making sure that it is still the same person: for signatures, not for reading.

A sign-in or a confirmation counts for five minutes (`ACCOUNT_REAUTHENTICATION_TIMEOUT`). What is
asked is what the account offers: the password, and a second factor where one is set up.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Forbidden

if TYPE_CHECKING:
    from django.http import HttpRequest

NO_WAY = _("The desk cannot make sure that it is you: set a password in your settings first.")
STALE = _("Confirm with your password first that it is you, at %(address)s.")


def is_fresh(request: HttpRequest) -> bool:
    """Whether this browser's person has shown within the last minutes that it is them."""
    seen = [row["at"] for row in get_authentication_records(request, request.user)]
    return bool(seen) and time.time() - max(seen) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def confirm(request: HttpRequest) -> None:
    """Pass, or send the person to show who they are; what they sent is done afterwards."""
    if is_fresh(request):
        return
    if not get_adapter().get_reauthentication_methods(request.user):
        raise Forbidden(NO_WAY)
    raise ReauthenticationRequired


def confirm_session(request: HttpRequest) -> None:
    """The same for the API: a token is its own proof, a browser's session is not."""
    if not is_fresh(request):
        raise Forbidden(STALE % {"address": reverse("account_reauthenticate")})
