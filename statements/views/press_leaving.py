"""Leaving a press list: one press on the page, or one click in the mail program (RFC 8058).

No cookie says who asks, so there is nothing that another site could misuse: the token in the
address is the whole right, and only its letter holds it. A GET changes nothing, since mail
scanners follow links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from statements.models import ContactState, PressLetter
from statements.services import press_mail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then write no more."""
    letters = PressLetter.objects.select_related("contact", "statement__brand")
    letter = get_object_or_404(letters, token=token)
    if request.method == "POST":
        press_mail.leave(letter)
    contact = letter.contact
    gone = (
        request.method == "POST" or contact is None or (contact.state == ContactState.UNSUBSCRIBED)
    )
    context = {"letter": letter, "brand": letter.statement.brand.name, "gone": gone}
    with translation.override(letter.language or "vi"):
        return render(request, "statements/press/leave.html", context)
