"""Pages about load: the team's for those who run the desk, and everybody's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from crisisdesk.kernel import veil
from crisisdesk.kernel.rights import may, require
from teams.brands import current
from teams.forms.handing import accepted
from teams.forms.load import LimitsForm, PulseForm
from teams.load import exposure, limits, links, pulse, pulse_weeks, selectors, viewing
from teams.views.people import MOST_DIGITS, my_brand

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_required
def load(request: HttpRequest) -> HttpResponse:
    """Who needs relief now, the team together, and the limits."""
    brand = my_brand(request)
    require(request.user, "teams.see_load", brand)
    rules = limits.limits_of(brand)
    form = LimitsForm(request.POST or None, instance=rules)
    if request.method == "POST" and accepted(form, limits.change, brand, actor=request.user):
        return redirect("teams:load")
    context = {
        "form": form,
        "rules": rules,
        "relief": selectors.beyond_now(brand, request.user),
        "team": selectors.team_figures(brand),
        "weeks": pulse_weeks.of_team(brand),
        "rota_url": links.rota(),
    }
    return render(request, "teams/load_team.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My own figures, which nobody else sees."""
    return own_page(request, PulseForm())


def own_page(request: HttpRequest, form: PulseForm, status: int = 200) -> HttpResponse:
    brand, person = my_brand(request), request.user
    rules, figures = limits.limits_of(brand), selectors.figures_of(person)
    context: dict[str, Any] = {
        "form": form,
        "figures": figures,
        "beyond": figures.beyond(rules),
        "rules": rules,
        "exposure": exposure.of_day(person),
        "answers": pulse.mine(person),
        "said_today": pulse.said_today(person, brand),
        "always_veil": viewing.always(person),
        "handover_url": links.handover(),
        "sees_team": may(person, "teams.see_load", brand),
    }
    return render(request, "teams/load_mine.html", context, status=status)


@login_required
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The pulse, or that one does not want to be asked."""
    if "skip" in request.POST:
        pulse.settle(request.user)
        return back(request)
    form = PulseForm(request.POST)
    if not accepted(form, pulse.answer, my_brand(request), actor=request.user):
        return own_page(request, form, 422)
    return back(request)


@login_required
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Take back one answer, or all."""
    number = request.POST.get("answer", "")
    known = number.isdecimal() and len(number) <= MOST_DIGITS
    if known or "all" in request.POST:
        pulse.erase(request.user, int(number) if known else None)
    return redirect("teams:my_load")


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """One's own answers as a file."""
    answers = {"pulse": pulse.exported(request.user)}
    headers = {"Content-Disposition": 'attachment; filename="pulse.json"'}
    return JsonResponse(answers, headers=headers, json_dumps_params={"ensure_ascii": False})


@login_required
@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    """A covered item was opened: remembered for the session, counted for the person."""
    if veil.remember(request, request.POST.get("item", "")):
        exposure.opened(request.user, current(request))
    return HttpResponse(status=204)


@login_required
@require_POST
def choose_viewing(request: HttpRequest) -> HttpResponse:
    """Whether pictures are covered every time."""
    viewing.choose(request.user, always_veil="always_veil" in request.POST)
    return redirect("teams:my_load")


def back(request: HttpRequest) -> HttpResponse:
    """To the page with the question."""
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
    return redirect(url if safe else "teams:my_load")
