"""Handovers: mine to write, mine to accept, and those of before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from crisisdesk.kernel.rights import require
from teams import handing, ports
from teams.forms.crew import HandoverForm
from teams.forms.handing import accepted
from teams.models import Handover
from teams.roles import brand_ids
from teams.services import handovers as services
from teams.views.people import my_brand

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.handing import Ending
    from teams.models import Brand

SHOWN = 20


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The note of the duty that ends next, what I should accept, and earlier notes."""
    brand = my_brand(request)
    require(request.user, "teams.hand_over", brand)
    endings = handing.endings(brand, request.user)
    ending = chosen(endings, request.POST.get("at") or request.GET.get("at"))
    form = note_form(request, brand, ending) if ending else None
    known = {"actor": request.user, "ending": ending}
    if request.method == "POST" and form and accepted(form, services.write, brand, **known):
        return redirect("teams:handovers")
    context = {
        "brand": brand,
        "ending": ending,
        "endings": endings,
        "form": form,
        "written": written(brand, request, ending) if ending else None,
        "to_accept": handing.waiting_for(request.user).filter(brand=brand),
        "earlier": handing.readable_by(request.user, brand)[:SHOWN],
    }
    status = 422 if form and form.errors else 200
    return render(request, "teams/handover_list.html", context, status=status)


@login_required
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """One note; whoever takes over accepts it here."""
    return render(request, "teams/handover.html", {"note": found(request, pk)})


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    services.accept(found(request, pk), actor=request.user)
    return redirect("teams:handover", pk)


def found(request: HttpRequest, pk: int) -> Handover:
    rows = Handover.objects.select_related("brand", "giver", "taker", "rota")
    row = get_object_or_404(rows, pk=pk, brand__in=brand_ids(request.user))
    require(request.user, "teams.hand_over", row.brand)
    return row


def chosen(endings: list[Ending], at: str | None) -> Ending | None:
    """The ending that was named, else the next one."""
    named = (one for one in endings if one.at.isoformat() == at)
    return next(named, endings[0] if endings else None)


def written(brand: Brand, request: HttpRequest, ending: Ending) -> Handover | None:
    rows = Handover.objects.filter(brand=brand, giver=request.user, rota=ending.rota)
    return rows.filter(at=ending.at).first()


def note_form(request: HttpRequest, brand: Brand, ending: Ending) -> HandoverForm:
    """What was written before, else what the desk knows."""
    before = written(brand, request, ending)
    initial: dict[str, Any] = {"taker": ending.next}
    if before is None:
        initial |= {part: "\n".join(ports.lines(part, request.user, brand)) for part in ports.PARTS}
    data = request.POST or None
    return HandoverForm(
        data, brand=brand, giver=request.user, instance=before or Handover(), initial=initial
    )
