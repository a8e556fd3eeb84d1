"""Making sure that it is still the same person: for signatures, not for reading.

A sign-in or a confirmation counts for five minutes (`ACCOUNT_REAUTHENTICATION_TIMEOUT`). What is
asked is the password or, where the account has a passkey or an app, that: a password that somebody
looked at over a shoulder then signs nothing.
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
from teams import second_factor

if TYPE_CHECKING:
    from django.http import HttpRequest

SECOND_FACTOR = "mfa"
NO_WAY = _("The desk cannot make sure that it is you: set a password in your settings first.")
STALE = _("Confirm with your password first that it is you, at %(address)s.")


def is_fresh(request: HttpRequest) -> bool:
    """Whether this browser's person has shown within the last minutes that it is them."""
    shown = get_authentication_records(request, request.user)
    if shown and second_factor.is_set_up(request.user):
        shown = [row for row in shown if row["method"] == SECOND_FACTOR]
    seen = [row["at"] for row in shown]
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
