"""Pages of the press desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crisisdesk.kernel.errors import Refusal
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import blockers, reachable
from statements import answer_lint
from statements.desk_acts import ENQUIRY_ACTS
from statements.enums_desk import EnquiryState
from statements.forms.enquiries import EnquiryForm, Word
from statements.guards.enquiries import needs_approval
from statements.models import Enquiry
from statements.selectors import enquiries as selectors
from statements.services import enquiries
from statements.services.enquiries import DETAILS
from statements.views.common import performed
from teams import brands

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = 30
FILTERS = ("q", "state", "who", "drill")


def enquiry_of(request: HttpRequest, pk: int) -> Enquiry:
    """The enquiry, for insiders who may see its case."""
    rows = Enquiry.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related(
            "incident__brand",
            "brand",
            "owner",
            "spokesperson",
            "answer",
            "reply_by",
            "approved_by",
            "sent_by",
        ),
        pk=pk,
    )


def _brand(request: HttpRequest) -> Any:
    brand = brands.current(request)
    if brand is None:
        raise Http404
    return brand


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST,) if request.method == "POST" else ()


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who waits for an answer, the most urgent first."""
    brand = _brand(request)
    require(request.user, "statements.see_enquiries", brand)
    rows = selectors.listed(request.user, request.GET).filter(brand=brand)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "wanted": request.GET,
        "drill": request.GET.get("drill") == "1",
        "filtered": any(request.GET.get(name) for name in FILTERS),
        "states": [("", _("Waiting")), *EnquiryState.choices, ("all", _("All"))],
        "may_handle": may(request.user, "statements.handle_enquiries", brand),
        "may_see": may(request.user, "statements.see_reporter", brand),
    }
    return render(request, "statements/enquiries/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A reporter is on the line: outlet, question, deadline."""
    brand = _brand(request)
    require(request.user, "statements.handle_enquiries", brand)
    named = request.GET.get("incident", "").rpartition("-")[2]
    initial = {"incident": named, "owner": request.user.pk}
    form = EnquiryForm(*_sent(request), brand=brand, user=request.user, initial=initial)
    if form.is_bound and form.is_valid():
        run = {"run": lambda **facts: enquiries.take_down(brand, actor=request.user, **facts)}
        if (enquiry := performed(form, **run, **form.cleaned_data)) is not None:
            return redirect(enquiry)
    return _editor(request, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend what was written down in haste."""
    enquiry = enquiry_of(request, pk)
    require(request.user, "statements.handle_enquiries", enquiry)
    initial = {name: getattr(enquiry, name) for name in DETAILS}
    options = {"brand": enquiry.brand, "user": request.user, "enquiry": enquiry}
    form = EnquiryForm(*_sent(request), initial=initial, **options)
    if form.is_bound and form.is_valid():
        run = {"run": lambda **facts: enquiries.change(enquiry, actor=request.user, **facts)}
        if performed(form, **run, **form.cleaned_data) is not None:
            return redirect(enquiry)
    return _editor(request, form, enquiry)


def _editor(
    request: HttpRequest, form: EnquiryForm, enquiry: Enquiry | None = None
) -> HttpResponse:
    status = 422 if form.errors else 200
    drill = bool(enquiry and enquiry.incident and enquiry.incident.is_drill)
    context = {"form": form, "enquiry": enquiry, "drill": drill}
    return render(request, "statements/enquiries/edit.html", context, status=status)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One enquiry: what is asked, until when, what we say, who said yes to it."""
    enquiry = enquiry_of(request, pk)
    handles = may(request.user, "statements.handle_enquiries", enquiry)
    waits = enquiry.is_unsettled
    offered = selectors.fitting(enquiry, request.user) if handles and waits else []
    context = {
        "enquiry": enquiry,
        "incident": enquiry.incident,
        "drill": bool(enquiry.incident and enquiry.incident.is_drill),
        "may_handle": handles,
        "may_see": may(request.user, "statements.see_reporter", enquiry),
        "may_erase": may(request.user, "statements.erase_reporter", enquiry),
        "may_approve": waits and may(request.user, "statements.approve_reply", enquiry),
        "asks_second": bool(enquiry.reply) and needs_approval(enquiry),
        "findings": answer_lint.of_reply(enquiry) if enquiry.reply else [],
        "offered": offered,
        "form": _reply_form(request, enquiry, offered) if handles and waits else None,
        "send_reasons": _why_not(request, enquiry) if handles and waits else [],
        "events": enquiry.events.select_related("by", "to").order_by("-id"),
    }
    return render(request, "statements/enquiries/detail.html", context)


def _reply_form(request: HttpRequest, enquiry: Enquiry, offered: list[Any]) -> Word:
    """The reply as it stands, or the words of the answer that was just chosen."""
    chosen = next((row for row in offered if str(row.pk) == request.GET.get("qa", "")), None)
    if chosen is not None:
        words = chosen.in_language("answer", enquiry.language)
        initial = {"reply": words, "answer": chosen.pk}
    else:
        initial = {"reply": enquiry.reply, "answer": enquiry.answer_id}
    return Word(enquiry=enquiry, user=request.user, initial=initial)


def _why_not(request: HttpRequest, enquiry: Enquiry) -> list[Refusal]:
    return blockers(enquiry.send, request.user) if reachable(enquiry.send) else []


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show what an act needs, or do it."""
    found = ENQUIRY_ACTS.get(name)
    if found is None:
        raise Http404
    enquiry = enquiry_of(request, pk)
    require(request.user, found.ability, enquiry)
    form = found.form(*_sent(request), enquiry=enquiry, user=request.user)
    if form.is_bound and form.is_valid():
        run = {"run": lambda **facts: found.run(enquiry, actor=request.user, **facts)}
        if performed(form, **run, **form.cleaned_data) is not None:
            return redirect(enquiry)
    context = {
        "act": found,
        "form": form,
        "row": enquiry,
        "lede": enquiry.outlet,
        "drill": bool(enquiry.incident and enquiry.incident.is_drill),
        "reasons": _why_not(request, enquiry) if name == "send" else [],
    }
    status = 422 if form.errors else 200
    return render(request, "statements/bank/act.html", context, status=status)
