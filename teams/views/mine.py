"""What is mine: name, language, password, tokens; and for admins the brand and stuck letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from crisisdesk.kernel.rights import may, require
from outbox import services as outbox
from teams import selectors, services, tokens
from teams.brands import current
from teams.forms.handing import accepted
from teams.forms.mine import ProfileForm, TokenForm
from teams.forms.people import BrandForm
from teams.models import Brand, User
from teams.views.people import my_brand

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """My own settings; a brand's settings stand on a page of their own."""
    me = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=me)
    if request.method == "POST" and accepted(form, services.update_profile, request.user):
        return redirect("teams:settings")
    context = {
        "form": form,
        "tokens": request.user.api_tokens.all(),
        "manages": may(request.user, "teams.manage_brand", current(request)),
    }
    return render(request, "teams/settings.html", context, status=422 if form.errors else 200)


@login_required
@reauthentication_required
@never_cache
def new_token(request: HttpRequest) -> HttpResponse:
    """Make an API token; the answer is the only page that ever shows it."""
    form = TokenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "teams/token_new.html", {"form": form}, status=status)
    row, token = tokens.make(request.user, **form.wanted())
    return render(request, "teams/token_shown.html", {"row": row, "token": token}, status=201)


@login_required
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(request.user.api_tokens, pk=pk)
    tokens.revoke(request.user, row.pk)
    return redirect("teams:settings")


@login_required
def brand(request: HttpRequest) -> HttpResponse:
    """Names, contacts and quiet window of the brand."""
    mine = my_brand(request)
    require(request.user, "teams.manage_brand", mine)
    form = BrandForm(request.POST or None, instance=Brand.objects.get(pk=mine.pk))
    if request.method == "POST" and accepted(form, services.update_brand, mine, actor=request.user):
        return redirect("teams:brand")
    status = 422 if form.errors else 200
    return render(request, "teams/brand.html", {"form": form}, status=status)


@login_required
@require_POST
def send_letter_again(request: HttpRequest, pk: int) -> HttpResponse:
    """An admin's word on a letter that could not be sent."""
    outbox.retry(get_object_or_404(selectors.stuck_letters(request.user), pk=pk))
    return redirect("teams:people")


@login_required
@require_POST
def drop_letter(request: HttpRequest, pk: int) -> HttpResponse:
    outbox.give_up(get_object_or_404(selectors.stuck_letters(request.user), pk=pk))
    return redirect("teams:people")
