"""What is done with ticked mentions, with all that fit, or with one of them from its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from monitoring import bulk as acts
from monitoring.inbox_forms import ActForm, BulkForm
from monitoring.models import Mention
from monitoring.views.frame import here
from monitoring.views.mentions import back, row

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: The right that each act asks for before anything is counted.
RIGHTS = {"attach": "monitoring.attach", "label": "monitoring.correct"}


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One act on the ticked mentions; on all that fit only after they were counted."""
    brand = here(request)
    require(request.user, RIGHTS.get(request.POST.get("act", ""), "monitoring.answer"), brand)
    form = BulkForm(request.POST, user=request.user, brand=brand)
    if not form.is_valid():
        return refused(request, form)
    data = form.cleaned_data
    if data["scope"]:
        return all_that_fit(request, form)
    page = acts.page_of(data["mention"], None)
    told = acts.carry_out(form, data["mention"], actor=request.user, page=page)
    return answered(request, told)


def all_that_fit(request: HttpRequest, form: BulkForm) -> HttpResponse:
    """Count first; then, once confirmed, do it to what had come in by then."""
    as_of = form.cleaned_data["as_of"]
    ids, more = acts.chosen(form, request.user)
    if as_of is None or more:
        return confirm(request, form, len(ids), more=more)
    page = acts.page_of({}, as_of)
    return answered(request, acts.carry_out(form, ids, actor=request.user, page=page))


def confirm(request: HttpRequest, form: BulkForm, count: int, *, more: bool) -> HttpResponse:
    """How many it would be; more than the bound need narrower filters."""
    act = form.cleaned_data["act"]
    context: dict[str, Any] = {
        "act": dict(form.fields["act"].choices)[act],
        "what": what(form),
        "count": count,
        "more": more,
        "most": acts.most(act),
        "sent": {
            name: form.data.get(name, "") for name in ("act", "scope", "to", "incident", "label")
        },
        "query": form.cleaned_data["query"],
        "as_of": now().isoformat(),
        "next": request.POST.get("next", ""),
    }
    return render(request, "monitoring/bulk.html", context)


def what(form: BulkForm) -> str:
    """To whom, to which case or with which label."""
    data = form.cleaned_data
    names = {"assign": data["to"] or pgettext("inbox", "Nobody"), "attach": data["incident"]}
    label = dict(form.fields["label"].choices).get(data["label"])
    return str(names.get(data["act"]) or (label if data["act"] == "label" else ""))


def answered(request: HttpRequest, told: acts.Told) -> HttpResponse:
    messages.success(request, told.done)
    for sentence in told.overtaken:
        messages.warning(request, sentence)
    return back(request)


def refused(request: HttpRequest, form: ActForm) -> HttpResponse:
    for sentences in form.errors.values():
        messages.error(request, " ".join(sentences))
    return back(request)


@login_required
@require_POST
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One act on one mention; whoever comes second is told who was first."""
    mention = get_object_or_404(Mention.objects.visible_to(request.user), pk=pk)
    require(request.user, "monitoring.answer", mention)
    form = BulkForm(
        {**request.POST.dict(), "mention": [f"{pk}.{request.POST.get('seq') or 0}"]},
        user=request.user, brand=mention.brand,
    )  # fmt: skip
    if not form.is_valid():
        return refused(request, form)
    page = acts.page_of(form.cleaned_data["mention"], None)
    told = acts.carry_out(form, [pk], actor=request.user, page=page)
    told.outcome.only()
    return row(request, pk) if request.htmx else answered(request, told)
