"""Pages of the bank of questions and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import blockers, reachable
from crisisdesk.kernel.text import nfc, one_line
from incidents.access import case_of
from statements import answer_lint
from statements.desk_acts import ANSWER_ACTS
from statements.enums_desk import AnswerAudience, AnswerState
from statements.forms.bank import AnswerForm
from statements.models import Answer
from statements.models.answers import LONGEST_QUESTION
from statements.selectors import bank as selectors
from statements.services import bank, bank_seeding
from statements.views.common import performed
from teams import brands

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from incidents.models import Incident

PAGE = 50
FILTERS = ("q", "audience", "status")


def answer_of(request: HttpRequest, pk: int) -> Answer:
    """The answer, for those who may see it."""
    rows = Answer.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related(
            "incident__brand", "brand", "owner", "author", "last_editor", "cleared_by", "origin"
        ),
        pk=pk,
    )


def _brand(request: HttpRequest) -> Any:
    brand = brands.current(request)
    if brand is None:
        raise Http404
    return brand


@login_required
@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    """The brand's own answers, from which cases begin."""
    return _listing(request, None)


@login_required
@require_safe
def of_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The answers of a case; the front line finds what it may say."""
    return _listing(request, case_of(request, reference))


def _listing(request: HttpRequest, incident: Incident | None) -> HttpResponse:
    owner = incident or _brand(request)
    brand = None if incident else owner
    rows = selectors.bank(request.user, request.GET, incident=incident, brand=brand)
    context = {
        "incident": incident,
        "drill": bool(incident and incident.is_drill),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "wanted": request.GET,
        "filtered": any(request.GET.get(name) for name in FILTERS),
        "audiences": AnswerAudience.choices,
        "states": AnswerState.choices,
        "viewer_only": not may(request.user, "statements.see_unclear_answers", owner),
        "may_write": may(request.user, "statements.write_answers", owner),
        "tab": "answers",
    }
    return render(request, "statements/bank/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, reference: str = "") -> HttpResponse:
    """A question for the bank, of a case or of the brand."""
    incident = case_of(request, reference) if reference else None
    brand = incident.brand if incident else _brand(request)
    require(request.user, "statements.write_answers", incident or brand)
    form = AnswerForm(*_sent(request), brand=brand, incident=incident, initial=_begun(request))
    if form.is_bound and form.is_valid():
        run = {
            "run": lambda: bank.write(brand, form.draft(), actor=request.user, incident=incident)
        }
        if (answer := performed(form, **run)) is not None:
            return redirect(answer)
    return _editor(request, form, incident, None)


def _begun(request: HttpRequest) -> dict[str, str]:
    """What the address says that people ask, and who does."""
    words = {"question_vi": one_line(nfc(request.GET.get("question", "")), LONGEST_QUESTION)}
    audience = request.GET.get("audience", "")
    return words | ({"audience": audience} if audience in AnswerAudience.values else {})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words, other facts: a new version."""
    answer = answer_of(request, pk)
    require(request.user, "statements.write_answers", answer)
    incident = answer.incident
    form = AnswerForm(*_sent(request), brand=answer.brand, incident=incident, answer=answer)
    if form.is_bound and form.is_valid():
        facts = {
            "expected_version": form.cleaned_data["version"] or 0,
            "reason": form.cleaned_data["reason"],
        }
        run = {"run": lambda: bank.edit(answer, form.draft(), actor=request.user, **facts)}
        if performed(form, **run) is not None:
            return redirect(answer)
    return _editor(request, form, incident, answer)


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST,) if request.method == "POST" else ()


def _editor(
    request: HttpRequest, form: AnswerForm, incident: Incident | None, answer: Answer | None
) -> HttpResponse:
    context = {
        "form": form,
        "incident": incident,
        "answer": answer,
        "drill": bool(incident and incident.is_drill),
    }
    status = 422 if form.errors else 200
    return render(request, "statements/bank/edit.html", context, status=status)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer: what we say, what it rests on, how it came about."""
    answer = answer_of(request, pk)
    inside = may(request.user, "statements.see_unclear_answers", answer)
    mayclear = may(request.user, "statements.clear_answer", answer)
    context = {
        "answer": answer,
        "incident": answer.incident,
        "drill": bool(answer.incident and answer.incident.is_drill),
        "inside": inside,
        "may_write": may(request.user, "statements.write_answers", answer),
        "may_clear": mayclear and reachable(answer.clear),
        "is_hand": request.user.pk in answer.hands,
        "reasons": blockers(answer.clear, request.user) if reachable(answer.clear) else [],
    }
    if inside:
        context |= {
            "findings": answer_lint.check(answer),
            "uses": answer.fact_uses.select_related("fact"),
            "versions": answer.versions.select_related("by"),
        }
    return render(request, "statements/bank/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show what an act needs, or do it."""
    found = ANSWER_ACTS.get(name)
    if found is None:
        raise Http404
    answer = answer_of(request, pk)
    require(request.user, found.ability, answer)
    form = found.form(*_sent(request), answer=answer, user=request.user)
    if form.is_bound and form.is_valid():
        run = {"run": lambda **facts: found.run(answer, actor=request.user, **facts)}
        if performed(form, **run, **form.cleaned_data) is not None:
            return redirect(answer)
    context = {
        "act": found,
        "form": form,
        "row": answer,
        "lede": answer.in_language("question"),
        "drill": bool(answer.incident and answer.incident.is_drill),
        "reasons": blockers(answer.clear, request.user) if name == "clear" else [],
    }
    status = 422 if form.errors else 200
    return render(request, "statements/bank/act.html", context, status=status)


@login_required
@require_POST
def bring(request: HttpRequest, reference: str) -> HttpResponse:
    """Fetch standing answers and the playbook's questions that the case does not have yet."""
    incident = case_of(request, reference)
    count = bank_seeding.bring_again(incident, actor=request.user)
    words = ngettext("%(count)s question fetched.", "%(count)s questions fetched.", count)
    said = words % {"count": count} if count else _("Everything is here already.")
    messages.success(request, said)
    return redirect("statements:answers-of", incident.reference)
