"""Asking for a brand's statements by mail, confirming it, and leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crisisdesk.kernel.http import client_address
from crisisdesk.kernel.vocabulary import Language
from newsroom.caching import spoken
from newsroom.models import Subscriber
from newsroom.reading import with_language
from newsroom.services import subscribing
from newsroom.views import frame
from teams.models import Brand

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ASKING = ["GET", "HEAD", "POST"]
SEE_OTHER = 303


class Subscription(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Your e-mail"), max_length=254)
    reads = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)


@require_http_methods(ASKING)
@spoken
def subscribe(request: HttpRequest, slug: str, *, language: str) -> HttpResponse:
    """Take an address in; what comes of it says a mail, not the page."""
    brand = get_object_or_404(Brand, slug=slug, is_sample=False)
    # Browsers say so themselves when another site's page sends a form.
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and request.method == "POST":
        return _said(request, brand, language, _("Please ask for letters on this page."), 403)
    form = Subscription(request.POST or None, initial={"reads": language})
    if not (form.is_bound and form.is_valid()):
        status = 422 if form.is_bound else 200
        return _page(request, brand, language, "subscribe", status, form=form)
    try:
        subscribing.ask(
            brand,
            email=form.cleaned_data["email"],
            language=form.cleaned_data["reads"],
            network=client_address(request),
        )
    except subscribing.TooMany:
        answer = _said(request, brand, language, _("Too many requests; please try later."), 429)
        answer["Retry-After"] = "3600"
        return answer
    path = with_language(reverse("newsroom:subscribed", args=[slug]), language)
    return HttpResponseRedirect(path, status=SEE_OTHER)


@require_safe
@spoken
def subscribed(request: HttpRequest, slug: str, *, language: str) -> HttpResponse:
    """The same words for every address."""
    brand = get_object_or_404(Brand, slug=slug, is_sample=False)
    return _said(
        request,
        brand,
        language,
        _("Look into your mailbox"),
        sentence=_(
            "If the address can receive our letters, one with a link is on its way. The letters "
            "begin once you press there; without that the address is deleted after 48 hours."
        ),
    )


@require_http_methods(ASKING)
@spoken
def confirm(request: HttpRequest, slug: str, token: str, *, language: str) -> HttpResponse:
    """Mail scanners follow links, so looking confirms nothing: a press does."""
    brand = get_object_or_404(Brand, slug=slug, is_sample=False)
    row = subscribing.asked_by(token, brand)
    if row is None:
        sentence = _("It is valid for 48 hours. Ask for letters again on the newsroom's page.")
        return _said(request, brand, language, _("This link is no longer valid"), 410, sentence)
    if request.method == "POST":
        subscribing.confirm(row)
        sentence = _("Every new statement and every correction comes to you by mail.")
        return _said(request, brand, language, _("You are subscribed"), sentence=sentence)
    return _page(request, brand, language, "confirm")


@require_http_methods(ASKING)
@spoken
def leave(request: HttpRequest, slug: str, token: str, *, language: str) -> HttpResponse:
    """One press, or one click in the mail program (RFC 8058); a second one changes nothing."""
    brand = get_object_or_404(Brand, slug=slug, is_sample=False)
    row = Subscriber.objects.filter(brand=brand, token=token).first()
    if request.method == "POST" and row is not None:
        subscribing.leave(row)
    if request.method == "POST" or row is None:
        sentence = _("Your address is deleted; no more letters come.")
        return _said(request, brand, language, _("You are no longer subscribed"), sentence=sentence)
    return _page(request, brand, language, "leave")


def _said(
    request: HttpRequest,
    brand: Brand,
    language: str,
    title: str,
    status: int = 200,
    sentence: str = "",
) -> HttpResponse:
    return _page(request, brand, language, "said", status, said=title, sentence=sentence)


def _page(
    request: HttpRequest, brand: Brand, language: str, name: str, status: int = 200, **more: Any
) -> HttpResponse:
    context = frame(brand, request.path, language) | more
    return render(request, f"newsroom/{name}.html", context, status=status)
