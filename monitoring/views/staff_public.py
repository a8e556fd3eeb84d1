"""The form of staff without an account: no sign-in, no cookie, no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crisisdesk.kernel.http import client_address
from crisisdesk.kernel.spoken import in_both, unlisted
from monitoring.forms_staff import ReferenceForm, StaffForm
from monitoring.models import StaffDoor, StaffReport
from monitoring.services import staff
from monitoring.staff import limits
from monitoring.views.asking import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import Brand

SEE_OTHER = 303


@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def form(request: HttpRequest, token: str, *, language: str) -> HttpResponse:
    """Take a report in and give its reference."""
    door = get_object_or_404(StaffDoor.objects.select_related("brand"), token=token, is_open=True)
    brand = door.brand
    if request.method != "POST":
        return _form(request, brand, StaffForm())
    # Browsers say so themselves when another site's page sends a form.
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return _said(request, brand, _("Please report on this page."), 403)
    try:
        limits.let_in(brand, client_address(request))
        filled = StaffForm(request.POST, request.FILES)
        report = attempt(filled, lambda: staff.receive(brand, filled.told(language)))
    except limits.TooMany:
        return _too_many(request, brand)
    if report is None:
        return _form(request, brand, filled, 422)
    path = reverse("staff-state", args=[report.reference])
    more = "&lang=en" if language == "en" else ""
    return HttpResponseRedirect(f"{path}?thanks=1{more}", status=SEE_OTHER)


def _form(request: HttpRequest, brand: Brand, filled: StaffForm, status: int = 200) -> HttpResponse:
    context = {"form": filled, "lookup": ReferenceForm(), **_frame(request, brand.name)}
    return render(request, "monitoring/staff_form.html", context, status=status)


def _frame(request: HttpRequest, name: str) -> dict[str, Any]:
    return {"brand": name, "alternates": in_both(request.path)}


def _said(
    request: HttpRequest, brand: Brand | None, title: str, status: int, sentence: str = ""
) -> HttpResponse:
    context = {"said": title, "sentence": sentence}
    context |= _frame(request, brand.name if brand else "crisisdesk")
    return render(request, "monitoring/staff_said.html", context, status=status)


def _too_many(request: HttpRequest, brand: Brand | None) -> HttpResponse:
    sentence = _("Your report was not taken in. Try again in an hour, or call the comms team.")
    if brand is None:
        sentence = _("Try again in an hour.")
    answer = _said(request, brand, _("Too many requests; please try later."), 429, sentence)
    answer["Retry-After"] = "3600"
    return answer


@require_safe
@unlisted
def look_up(request: HttpRequest, *, language: str) -> HttpResponse:
    """From the reference that somebody types to its page."""
    asked = ReferenceForm(request.GET or None)
    if not asked.is_valid():
        context = {"lookup": asked, **_frame(request, "crisisdesk")}
        status = 422 if asked.is_bound and "reference" in request.GET else 200
        return render(request, "monitoring/staff_look_up.html", context, status=status)
    path = reverse("staff-state", args=[asked.cleaned_data["reference"].replace("/", "")])
    return HttpResponseRedirect(path + ("?lang=en" if language == "en" else ""))


@require_safe
@unlisted
def state(request: HttpRequest, reference: str, *, language: str) -> HttpResponse:
    """What became of a report, in one word: nothing of the case, nothing of the reporter."""
    try:
        limits.let_look(client_address(request))
    except limits.TooMany:
        return _too_many(request, None)
    rows = StaffReport.objects.select_related("brand", "signal__incident")
    report = rows.filter(reference=reference.upper()).first()
    if report is None:
        sentence = _("Check the letters and digits, such as BC-2K7QW4X.")
        return _said(request, None, _("There is no report of this reference"), 404, sentence)
    context = {
        "report": report, "fresh": "thanks" in request.GET, **_frame(request, report.brand.name),
    }  # fmt: skip
    return render(request, "monitoring/staff_state.html", context)
