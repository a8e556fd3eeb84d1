"""Reports of staff for those who work with them, the form's address and its poster."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crisisdesk.kernel.rights import may, require
from incidents.models import Incident
from monitoring.models import StaffDoor, StaffReport
from monitoring.selectors import staff as selectors
from monitoring.services import staff_keeping
from monitoring.views.frame import here, trail
from outbox.mail import absolute

if TYPE_CHECKING:
    from django.http import HttpRequest

    from teams.models import Brand

PAGE = 50


def _inside(request: HttpRequest) -> Brand:
    brand = here(request)
    require(request.user, "monitoring.see_staff", brand)
    return brand


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What staff reported, what became of it, and who was thanked."""
    brand = _inside(request)
    rows = selectors.listing(brand, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    cases = {row.signal.incident_id for row in page.object_list} - {None}
    seen = set(Incident.objects.visible_to(request.user).filter(pk__in=cases)
               .values_list("pk", flat=True)) if cases else set()  # fmt: skip
    for row in page.object_list:
        row.shown_case = row.signal.incident if row.signal.incident_id in seen else None
    waiting = request.GET.get("state") == "waiting"
    context = {
        "page": page,
        **_door(request, brand),
        "may_forget": may(request.user, "monitoring.forget_reporter", brand),
        "tabs": [
            {"label": _("All"), "url": "?", "current": not waiting},
            {"label": _("Undecided"), "url": "?state=waiting", "current": waiting},
        ],
        "crumbs": trail("monitoring:signals", _("Signals"), _("Reports of staff")),
    }
    return render(request, "monitoring/staff.html", context)


def _door(request: HttpRequest, brand: Brand) -> dict[str, Any]:
    door = StaffDoor.objects.filter(brand=brand).first()
    return {
        "door": door,
        "address": address_of(door) if door and door.is_open else "",
        "mailboxes": selectors.mailboxes(brand),
        "keeps_door": may(request.user, "monitoring.keep_staff_door", brand),
    }


def address_of(door: StaffDoor) -> str:
    """The whole address of the form."""
    return absolute(reverse("staff-form", args=[door.token]))


@login_required
@require_POST
def door(request: HttpRequest, act: str) -> HttpResponse:
    """Open, close or renew the form's address."""
    brand = _inside(request)
    require(request.user, "monitoring.keep_staff_door", brand)
    if act == "open":
        staff_keeping.open_door(brand, actor=request.user)
        said = _("The form is open; share its address or the poster.")
    elif act == "close":
        staff_keeping.close_door(_door_of(brand), actor=request.user)
        said = _("The form is closed.")
    elif act == "renew":
        staff_keeping.renew_door(_door_of(brand), actor=request.user)
        said = _("The old address leads nowhere now; print the poster anew.")
    else:
        raise Http404
    messages.success(request, said)
    return redirect("monitoring:staff")


def _door_of(brand: Brand) -> StaffDoor:
    return get_object_or_404(StaffDoor, brand=brand)


def _open_door(request: HttpRequest) -> StaffDoor:
    return get_object_or_404(StaffDoor, brand=_inside(request), is_open=True)


@login_required
@require_safe
def poster(request: HttpRequest) -> HttpResponse:
    """A sheet for the wall, in both languages."""
    row = _open_door(request)
    context = {
        "brand": row.brand, "address": address_of(row), "mailboxes": selectors.mailboxes(row.brand),
    }  # fmt: skip
    return render(request, "monitoring/staff_poster.html", context)


@login_required
@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """The address as a QR code."""
    import segno  # noqa: PLC0415 -- only where a poster is made

    out = BytesIO()
    made = segno.make(address_of(_open_door(request)), error="m")
    made.save(out, kind="svg", border=4, xmldecl=False, dark="#000", light="#fff", unit="mm")
    answer = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_safe
def picture(request: HttpRequest, pk: int) -> FileResponse:
    """The screenshot that came with a report."""
    report = get_object_or_404(
        StaffReport.objects.exclude(picture=""), pk=pk, brand=_inside(request)
    )
    answer = FileResponse(
        report.picture.open("rb"), content_type=f"image/{report.picture_format}"
    )  # fmt: skip
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Blank who reported."""
    report = get_object_or_404(StaffReport, pk=pk, brand=_inside(request))
    staff_keeping.forget_reporter(report, actor=request.user)
    messages.success(request, _("Who reported it is forgotten."))
    return redirect("monitoring:staff")
