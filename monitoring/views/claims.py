"""The register of false claims: who repeats them, what we answered, and what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may, require
from monitoring import claim_forms
from monitoring.enums import Platform
from monitoring.models import ClaimAnswer, Mention
from monitoring.selectors import claim_queue, volume
from monitoring.selectors import claims as selectors
from monitoring.services import claim_answers, claim_matches
from monitoring.views.asking import Question, ask, attempt, sent
from monitoring.views.frame import here, rights, tabs, trail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from incidents.models import Claim
    from teams.models import Brand

PAGE = 25
#: How often a text is cut in a heading.
SHORT = 80


def known_here(request: HttpRequest) -> Brand:
    """The brand, for those who may see what is false about it."""
    brand = here(request)
    require(request.user, "monitoring.see_claims", brand)
    return brand


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The brand's false claims, the latest repeated first."""
    brand = known_here(request)
    usual = selectors.usual_reach(brand.pk)
    page = Paginator(selectors.register(request.user, brand), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": [(claim, selectors.advice(claim, usual)) for claim in page],
        "waiting": claim_queue.count_waiting(request.user, brand),
        "can": rights(request, brand),
        "tabs": tabs(request, "claims"),
    }
    return render(request, "monitoring/claims.html", context)


def find(request: HttpRequest, pk: int) -> Claim:
    """The claim, for insiders who may see its case."""
    claim = get_object_or_404(selectors.figured(selectors.visible(request.user)), pk=pk)
    require(request.user, "monitoring.see_claims", claim.incident)
    return claim


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim: its spread, our answers, the advice, and what was decided."""
    claim = find(request, pk)
    usual = selectors.usual_reach(claim.incident.brand_id)
    context = {
        "claim": claim,
        "incident": claim.incident,
        "spread": selectors.spread(claim),
        "charts": charts(claim),
        "advice": selectors.advice(claim, usual),
        "answers": selectors.answers(claim, request.user),
        "story": selectors.story(claim),
        "examples": selectors.examples(claim, request.user),
        "expected": selectors.expected_reach(claim, usual),
        "may_work": may(request.user, "incidents.work", claim.incident),
        "can": rights(request, claim.incident.brand),
        "crumbs": trail("monitoring:claims", _("False claims"), str(claim)),
    }
    return render(request, "monitoring/claim.html", context)


def charts(claim: Claim) -> list[dict[str, Any]]:
    """A chart for each platform, the fullest first."""
    found = volume.of_claim(claim)
    rows = [
        {"label": str(Platform(name).label), "columns": columns,
         "total": sum(column.total for column in columns)}
        for name, columns in found.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row["total"])


@login_required
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """One text that waits, beside the three claims that it may repeat."""
    brand = known_here(request)
    at = request.GET.get("at", "")
    position = int(at) if at.isascii() and at.isdecimal() and len(at) < len(str(10**6)) else 0
    context = {
        "waiting": claim_queue.waiting(request.user, brand, position),
        "can": rights(request, brand),
        "crumbs": trail("monitoring:claims", _("False claims"), _("Texts that wait")),
    }
    return render(request, "monitoring/claim_review.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's word on one text, and on those that say nearly the same."""
    mention = get_object_or_404(Mention.objects.visible_to(request.user), pk=pk)
    require(request.user, "monitoring.match_claims", mention)
    form = claim_forms.DecideForm(request.POST)
    if form.is_valid():
        settle(request, mention, form.cleaned_data)
    return redirect(f"{reverse('monitoring:claims-review')}?at={form.cleaned_data.get('at') or 0}")


def settle(request: HttpRequest, mention: Mention, chosen: dict[str, Any]) -> None:
    """Confirm the chosen claim, or none."""
    also = claim_queue.alike(request.user, mention) if chosen["also"] else []
    options = {"actor": request.user, "also": also}
    if chosen["match"]:
        found = claim_queue.candidates(request.user, mention.pk)
        match = get_object_or_404(found, pk=chosen["match"])
        claim_matches.confirm(match, as_variant=chosen["variant"], **options)
    else:
        claim_matches.refuse_all(mention.pk, **options)
    count = 1 + len(also)
    sentence = ngettext("%(count)s text decided.", "%(count)s texts decided.", count)
    messages.success(request, sentence % {"count": count})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def from_mention(request: HttpRequest, pk: int) -> HttpResponse:
    """What was just heard is a false claim: register it in its own words."""
    mention = get_object_or_404(Mention.objects.visible_to(request.user), pk=pk)
    require(request.user, "monitoring.match_claims", mention)
    form = claim_forms.FromMention(
        sent(request), user=request.user, brand=mention.brand, initial={"text": mention.text[:2000]}
    )
    claim = attempt(form, lambda: register_one(request, mention, form.cleaned_data))
    if claim is None:
        none = "" if form.fields["incident"].queryset.exists() else _("No incident is open.")
        title = _("Register a false claim")
        return ask(request, Question(form, title, _("Register"), "monitoring:mentions", empty=none))
    return redirect("monitoring:claim", claim.pk)


def register_one(request: HttpRequest, mention: Mention, chosen: dict[str, Any]) -> Claim:
    """The claim with the mention as the first text that repeats it."""
    return claim_matches.register(
        chosen["incident"], actor=request.user, text=chosen["text"], mentions=[mention]
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down where the claim was answered."""
    claim = find(request, pk)
    require(request.user, "incidents.work", claim.incident)
    form = claim_forms.AnswerForm(
        sent(request), user=request.user, claim=claim, initial={"at": now()}
    )
    made = attempt(form, lambda: claim_answers.add(claim, actor=request.user, **form.cleaned_data))
    if made is None:
        back = reverse("monitoring:claim", args=[claim.pk])
        return ask(request, Question(form, _("Where we answered"), _("Save"), back, str(claim)))
    return redirect("monitoring:claim", claim.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the entry, such as its reach once it is known."""
    row = get_object_or_404(ClaimAnswer.objects.visible_to(request.user), pk=pk)
    claim = find(request, row.claim_id)
    require(request.user, "incidents.work", claim.incident)
    kept = {name: getattr(row, name) for name in ("statement", "platform", "url", "at", "reach")}
    form = claim_forms.AnswerForm(sent(request), user=request.user, claim=claim, initial=kept)
    done = attempt(form, lambda: claim_answers.change(row, actor=request.user, **form.cleaned_data))
    if done is None:
        back = reverse("monitoring:claim", args=[claim.pk])
        return ask(request, Question(form, _("Where we answered"), _("Save"), back, str(claim)))
    return redirect("monitoring:claim", claim.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def expect(request: HttpRequest, pk: int) -> HttpResponse:
    """Estimate what an answer would reach."""
    claim = find(request, pk)
    require(request.user, "incidents.work", claim.incident)
    initial = {"expected_reach": selectors.expected_reach(claim, None)}
    form = claim_forms.ExpectForm(sent(request), initial=initial)
    done = attempt(
        form, lambda: claim_answers.expect(claim, actor=request.user, **form.cleaned_data)
    )
    if done is None:
        back = reverse("monitoring:claim", args=[claim.pk])
        title = _("Reach that our answer would have")
        return ask(request, Question(form, title, _("Save"), back, str(claim)))
    return redirect("monitoring:claim", claim.pk)
