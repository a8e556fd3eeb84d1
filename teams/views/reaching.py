"""How I am reached: my own ways, proven and tried; what goes where, and when I am left alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crisisdesk.kernel.rights import may
from outbox.models import Channel
from outbox.reaching import reasons
from outbox.reaching.addresses import KINDS
from outbox.reaching.registry import without_account
from teams import brands
from teams.forms.handing import accepted
from teams.forms.reaching import AddressForm, CodeForm, WishesForm
from teams.forms.trying import tried
from teams.models import ContactMethod, ReachRule
from teams.reaching import bots, browsers, choosing, connecting, methods, selectors
from teams.reaching import wishes as wishing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

FORM = require_http_methods(["GET", "HEAD", "POST"])
#: A subscription and the name of a device.
MOST_BYTES = 8_000


@login_required
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Everything about how I am reached, on one page."""
    return _page(request)


@login_required
@require_POST
def wishes(request: HttpRequest) -> HttpResponse:
    form = _wishes_form(request, request.POST)
    if not form.is_valid() or not tried(form, wishing.save, request.user, **form.wanted()):
        return _page(request, wishes=form)
    messages.success(request, _("Saved."))
    return redirect("teams:reach")


@login_required
@FORM
def add(request: HttpRequest, channel: str) -> HttpResponse:
    """A new way, or another address for one that there is."""
    if channel not in KINDS:
        raise Http404
    form = AddressForm(request.POST or None, channel=channel)
    if request.method == "POST":
        # Telegram's form may be empty altogether.
        form = AddressForm(request.POST, channel=channel)
        brand = brands.current(request)
        if accepted(form, methods.add, request.user, brand, channel):
            return redirect("teams:reach")
    context = {"form": form, "channel": Channel(channel)}
    return render(request, "teams/reach/add.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
@never_cache
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """One way again, while a message to it is on its way."""
    method = mine(request, pk)
    tries = selectors.last_tries([method.name])
    return render(request, "teams/reach/_row.html", {"line": _line(method, tries)})


@login_required
@require_POST
def send_code(request: HttpRequest, pk: int) -> HttpResponse:
    methods.send_code(mine(request, pk))
    return redirect("teams:reach")


@login_required
@require_POST
def prove(request: HttpRequest, pk: int) -> HttpResponse:
    form = CodeForm(request.POST)
    method = mine(request, pk)
    if not accepted(form, methods.prove, method):
        return _page(request, code={method.pk: form})
    messages.success(request, _("Proven. From now on you are reached there."))
    return redirect("teams:reach")


@login_required
@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The person says that they have pressed the start link."""
    method = mine(request, pk)
    if method.account and not method.proven_at:
        bots.look_now(method.account)
    method.refresh_from_db()
    if method.proven_at:
        messages.success(request, _("Proven. From now on you are reached there."))
    else:
        messages.warning(request, _("The bot has not heard from you yet. Press Start in the chat."))
    return redirect("teams:reach")


@login_required
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    methods.test(mine(request, pk))
    return redirect("teams:reach")


@login_required
@require_POST
def test_letter(request: HttpRequest) -> HttpResponse:
    methods.test_letter(request.user)
    return redirect("teams:reach")


@login_required
@require_POST
def up(request: HttpRequest, pk: int) -> HttpResponse:
    methods.move_up(mine(request, pk))
    return redirect("teams:reach")


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    methods.remove(mine(request, pk))
    return redirect("teams:reach")


@login_required
@require_POST
def browser(request: HttpRequest) -> HttpResponse:
    """Take in the subscription that this browser has made."""
    given = _json(request)
    if given is None:
        return JsonResponse({"error": _("This is not a subscription of a browser.")}, status=400)
    form = _Given(given)
    if not tried(form, browsers.subscribe, request.user, given.get("subscription"), form.device):
        return JsonResponse({"error": form.error}, status=422)
    return JsonResponse({"url": request.path}, status=201)


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows push messages; at the root, so that it may open every page."""
    found = finders.find("js/push_worker.js")
    with open(str(found), encoding="utf-8") as script:  # noqa: PTH123 -- a path from the finder
        return HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")


def mine(request: HttpRequest, pk: int) -> ContactMethod:
    """One of my own ways; nobody else's exists for me."""
    rows = ContactMethod.objects.select_related("user", "account")
    return get_object_or_404(rows, pk=pk, user=request.user)


class _Given:
    """What a script sent, in the place of a form."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.device, self.error = str(given.get("device") or ""), ""

    def add_error(self, _field: None, error: Any) -> None:
        self.error = " ".join(error.messages)


def _json(request: HttpRequest) -> dict[str, Any] | None:
    if len(request.body) > MOST_BYTES:
        return None
    try:
        found = json.loads(request.body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _page(request: HttpRequest, **forms: Any) -> HttpResponse:
    rows = list(request.user.contact_methods.select_related("user", "account"))
    proven = {row.channel for row in rows if row.proven_at}
    tries = selectors.last_tries([request.user.email, *(row.name for row in rows)])
    rule = ReachRule.objects.filter(user=request.user).first()
    brand = brands.current(request)
    context = {
        "letter": tries.get(request.user.email),
        "lines": [_line(row, tries, forms.get("code", {}).get(row.pk)) for row in rows],
        "wakes": choosing.wakes(rule.wishes if rule else {}, proven),
        "wishes": forms.get("wishes") or WishesForm(channels=_proven(proven), rule=rule),
        "offers": _offers(brand, {row.channel for row in rows}),
        "public_key": browsers.keys().options["public_key"],
        "sees_all": brand is not None and may(request.user, "teams.see_reach", brand),
    }
    return render(request, "teams/reach/index.html", context, status=422 if forms else 200)


def _line(
    method: ContactMethod, tries: dict[str, Any], form: CodeForm | None = None
) -> dict[str, Any]:
    """One way as the page shows it."""
    waits = not method.proven_at and method.channel == Channel.TELEGRAM and not method.hint
    return {
        "method": method,
        "label": Channel(method.channel).label,
        "last": tries.get(method.name),
        "form": None if method.proven_at or waits else form or CodeForm(),
        "link": methods.start_link(method) if waits else "",
        "waits": waits,
        "problem": reasons.sentence(method.problem, method.facts) if method.problem else "",
    }


def _wishes_form(request: HttpRequest, data: Any) -> WishesForm:
    rows = request.user.contact_methods.exclude(proven_at=None)
    rule = ReachRule.objects.filter(user=request.user).first()
    return WishesForm(data, channels=_proven(rows.values_list("channel", flat=True)), rule=rule)


def _proven(channels: Iterable[str]) -> list[str]:
    """What one may have wishes about: letters, and what is proven, in the order of the page."""
    has = {Channel.EMAIL, *channels}
    return [one for one in choosing.CHANNELS if one in has]


def _offers(brand: Any, has: set[str]) -> list[dict[str, Any]]:
    """Ways that one may add now, and those for which the desk lacks a connection."""
    connected = set(
        connecting.accounts_of(brand).filter(is_active=True).values_list("channel", flat=True)
        if brand
        else []
    )
    return [
        {
            "channel": channel,
            "label": Channel(channel).label,
            "ready": channel in connected or without_account(channel) is not None,
        }
        for channel in choosing.CHANNELS
        if channel in KINDS and channel not in has
    ]
