"""Triage: the queue of signals, one signal, and what is decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.errors import Refusal
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import blockers
from monitoring import forms, sentences
from monitoring.enums import Platform, SignalState
from monitoring.models import Signal
from monitoring.selectors import claims, staff, told, usual, volume
from monitoring.selectors import signals as selectors
from monitoring.selectors.cases import case_for
from monitoring.services import signals as services
from monitoring.views.asking import Question, ask, attempt, sent
from monitoring.views.frame import here, rights, tabs, trail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from monitoring.models import StaffReport
    from teams.models import User

PAGE = 25


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the most urgent first."""
    brand = here(request)
    form = forms.QueueForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    found = selectors.queue(brand, state, request.user).prefetch_related(case_for(request.user))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(signal, sentences.title(signal), sentences.why(signal)) for signal in page]
    context = {
        "page": page,
        "rows": rows,
        "form": form,
        "filtered": bool(state) and state != "waiting",
        "can": rights(request, brand),
        "tabs": tabs(request, "signals"),
    }
    return render(request, "monitoring/signals.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One signal: why, the chart, examples, and the four decisions."""
    signal = find(request, pk)
    context = {
        "signal": signal,
        "drill": _invented(signal),
        "title": sentences.title(signal),
        "why": sentences.why(signal),
        **chart(signal),
        "struck": selectors.struck(signal),
        "tuning": selectors.lesson(signal),
        "marks": [{"at": signal.at, "label": signal.get_level_display()}],
        "examples": selectors.examples(signal, request.user),
        **told.by_signal(signal, request.user),
        "platforms": platforms(signal),
        "gathered": signal.mentions.count(),
        "staff_reports": staff_reports(request, signal),
        "known": claims.of_signal(signal, request.user),
        "can": rights(request, signal.brand),
        "reasons": reasons(signal, request.user),
        "forms": decisions(request, signal),
        "decided": signal.state not in SignalState.waiting,
        "crumbs": trail("monitoring:signals", _("Signals"), sentences.title(signal)),
    }
    return render(request, "monitoring/signal.html", context)


def staff_reports(request: HttpRequest, signal: Signal) -> list[StaffReport]:
    """What staff said, for those inside."""
    inside = may(request.user, "monitoring.see_staff", signal)
    return staff.of_signal(signal) if inside else []


def chart(signal: Signal) -> dict[str, Any]:
    """What was heard around the episode, and what was usual then."""
    columns = volume.of_signal(signal) if signal.watch_id else []
    return {"columns": columns, "baseline": usual.course(signal, columns)}


def find(request: HttpRequest, pk: int) -> Signal:
    """The signal, for those of its brand; one of a drill for its players."""
    mine = Signal.everything.shown_to(request.user).prefetch_related(case_for(request.user))
    related = ("brand", "watch", "raised_by", "triaged_by", "drill_case")
    return get_object_or_404(mine.select_related(*related), pk=pk)


def _invented(signal: Signal) -> bool:
    """Whether every page about it says DRILL."""
    return signal.drill_case is not None


def to_decide(request: HttpRequest, pk: int) -> Signal:
    """The signal, for those who decide about it."""
    signal = find(request, pk)
    require(request.user, "monitoring.triage", signal)
    return signal


def reasons(signal: Signal, user: User) -> list[Refusal]:
    """Why one cannot decide about it; empty when one can."""
    if not may(user, "monitoring.triage", signal):
        return [Refusal("forbidden", _("Only those who work with incidents decide about signals."))]
    return blockers(signal.dismiss, user)


def decisions(request: HttpRequest, signal: Signal) -> dict[str, Any]:
    """Empty forms for the dialogs of the page."""
    if signal.state not in SignalState.waiting or not may(
        request.user, "monitoring.triage", signal
    ):
        return {}
    return {
        "link": forms.LinkForm(
            user=request.user, brand=signal.brand, drill=signal.drill_case, auto_id="link-%s"
        ),
        "watch": forms.WatchUntilForm(auto_id="watch-%s"),
        "dismiss": forms.DismissForm(auto_id="dismiss-%s"),
    }


def platforms(signal: Signal) -> list[dict[str, Any]]:
    """Bars of where it is being said."""
    words = dict(Platform.choices)
    counts = sorted(signal.evidence.get("platforms", {}).items(), key=lambda row: -row[1])
    return [{"label": words.get(name, name), "value": count} for name, count in counts]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: HttpRequest, pk: int) -> HttpResponse:
    signal = to_decide(request, pk)
    form = forms.OpenForm(sent(request), initial={"title": sentences.title(signal)})
    opened = attempt(
        form, lambda: services.open_case(signal, actor=request.user, **form.cleaned_data)
    )
    if opened is None:
        back = signal.get_absolute_url()
        title = _("Open an incident")
        return ask(request, Question(form, title, _("Open"), back, drill=_invented(signal)))
    return redirect(opened.incident)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, pk: int) -> HttpResponse:
    signal = to_decide(request, pk)
    form = forms.LinkForm(
        sent(request), user=request.user, brand=signal.brand, drill=signal.drill_case
    )
    done = attempt(
        form, lambda: services.link(signal, form.cleaned_data["incident"], actor=request.user)
    )
    if done is None:
        none = "" if form.fields["incident"].queryset.exists() else _("No incident is open.")
        back = signal.get_absolute_url()
        title = _("Link to an open incident")
        return ask(
            request, Question(form, title, _("Link"), back, empty=none, drill=_invented(signal))
        )
    messages.success(request, _("Linked to %(case)s.") % {"case": form.cleaned_data["incident"]})
    return onwards(request, signal)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    signal = to_decide(request, pk)
    form = forms.WatchUntilForm(sent(request))
    done = attempt(form, lambda: services.watch(signal, actor=request.user, **form.facts()))
    if done is None:
        back = signal.get_absolute_url()
        title, button = _("Watch until"), pgettext("verb", "Watch")
        return ask(request, Question(form, title, button, back, drill=_invented(signal)))
    messages.success(request, _("It returns to the queue at that time."))
    return onwards(request, signal)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    signal = to_decide(request, pk)
    form = forms.DismissForm(sent(request))
    done = attempt(form, lambda: services.dismiss(signal, actor=request.user, **form.cleaned_data))
    if done is None:
        back = signal.get_absolute_url()
        title = _("Dismiss the signal")
        return ask(request, Question(form, title, _("Dismiss"), back, drill=_invented(signal)))
    messages.success(request, _("Dismissed."))
    return onwards(request, signal)


@login_required
@require_POST
def wake(request: HttpRequest, pk: int) -> HttpResponse:
    """Back into the queue before its time."""
    return redirect(services.wake(find(request, pk), actor=request.user))


def onwards(request: HttpRequest, signal: Signal) -> HttpResponse:
    """To the next signal that waits, so that a full queue takes one key each."""
    if _invented(signal):
        return redirect(signal.drill_case)
    return redirect(selectors.next_waiting(signal.brand, signal) or "monitoring:signals")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def raise_one(request: HttpRequest) -> HttpResponse:
    """Anyone of the brand may say that something is wrong."""
    brand = here(request)
    require(request.user, "monitoring.raise_signal", brand)
    form = forms.RaiseForm(sent(request))
    raised = attempt(
        form, lambda: services.raise_by_hand(brand, actor=request.user, **form.cleaned_data)
    )
    if raised is None:
        lede = _("Anyone may raise one; those on duty decide what comes of it.")
        question = Question(form, _("Raise a signal"), _("Raise"), "monitoring:signals", lede)
        return ask(request, question)
    messages.success(request, _("Raised; those on duty were told."))
    return redirect(raised)
