"""Teams, what people can do, and the calendar of holidays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from crisisdesk.kernel.errors import Forbidden
from crisisdesk.kernel.rights import may, require
from teams import crew
from teams.forms.crew import CrewForm, HolidayForm, TeamForm, YearForm
from teams.forms.handing import accepted
from teams.models import CrewCard, Holiday, Team
from teams.roles import brand_ids
from teams.services import crew as cards
from teams.services import holidays
from teams.services import teams as services
from teams.views.people import membership, my_brand

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import Brand


@login_required
def teams(request: HttpRequest) -> HttpResponse:
    """Teams of the brand, and who can fill which role."""
    brand = my_brand(request)
    context = {
        "brand": brand,
        "teams": crew.teams_of(brand),
        "cast": crew.cast(brand),
        "places": crew.places(brand),
        "manages": may(request.user, "teams.manage_people", brand),
        "plans": may(request.user, "teams.manage_duty", brand),
    }
    return render(request, "teams/teams.html", context)


@login_required
def team_new(request: HttpRequest) -> HttpResponse:
    brand = my_brand(request)
    require(request.user, "teams.manage_people", brand)
    form = TeamForm(request.POST or None, brand=brand)
    if request.method == "POST" and accepted(form, services.make_team, brand, actor=request.user):
        return redirect("teams:teams")
    return render(request, "teams/team.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def team(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(request, pk)
    require(request.user, "teams.manage_people", row.brand)
    initial = {"name": row.name, "members": row.members.all()}
    form = TeamForm(request.POST or None, brand=row.brand, initial=initial)
    if request.method == "POST" and accepted(form, services.change_team, row, actor=request.user):
        return redirect("teams:teams")
    context = {"form": form, "team": row}
    return render(request, "teams/team.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def team_remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_team(found(request, pk), actor=request.user)
    return redirect("teams:teams")


@login_required
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person can do."""
    row = membership(request, pk)
    if not cards.may_change(request.user, row):
        raise Forbidden
    stored = CrewCard.objects.filter(membership=row).first() or CrewCard(membership=row)
    initial = {
        "roles": stored.roles,
        "skills": ", ".join(stored.skills),
        "languages": stored.languages,
        "backup": stored.backup_id,
    }
    form = CrewForm(request.POST or None, brand=row.brand, owner=row.user, initial=initial)
    if request.method == "POST" and accepted(form, cards.save_card, row, actor=request.user):
        return redirect("teams:teams")
    context = {"form": form, "row": row}
    return render(request, "teams/crew_card.html", context, status=422 if form.errors else 200)


@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """The brand's holidays; an admin writes another one down here."""
    brand = my_brand(request)
    form = HolidayForm(request.POST or None)
    known = {"actor": request.user}
    if request.method == "POST" and accepted(form, holidays.put, brand, **known):
        return redirect("teams:holidays")
    return holiday_page(request, brand, form, year_form())


@login_required
@require_POST
def holidays_fetch(request: HttpRequest) -> HttpResponse:
    """Bring a year of the shipped calendar."""
    brand = my_brand(request)
    form = YearForm(request.POST)
    if not accepted(form, holidays.fetch, brand, actor=request.user):
        return holiday_page(request, brand, HolidayForm(), form)
    return redirect("teams:holidays")


@login_required
@require_POST
def holiday_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Holiday.objects.select_related("brand")
    row = get_object_or_404(rows, pk=pk, brand__in=brand_ids(request.user))
    holidays.remove(row, actor=request.user)
    return redirect("teams:holidays")


def found(request: HttpRequest, pk: int) -> Team:
    rows = Team.objects.select_related("brand")
    return get_object_or_404(rows, pk=pk, brand__in=brand_ids(request.user))


def year_form() -> YearForm:
    return YearForm(initial={"year": timezone.localdate().year + 1})


def holiday_page(
    request: HttpRequest, brand: Brand, form: HolidayForm, years: YearForm
) -> HttpResponse:
    manages = may(request.user, "teams.manage_holidays", brand)
    context = {
        "brand": brand,
        "days": crew.calendar(brand),
        "form": form if manages else None,
        "year_form": years if manages else None,
    }
    status = 422 if form.errors or years.errors else 200
    return render(request, "teams/holidays.html", context, status=status)
