"""The mentions explorer, one mention, and what one does with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crisisdesk.kernel.rights import may
from monitoring import forms, inbox_forms
from monitoring.models import Correction, Mention, SavedSearch, Watch
from monitoring.selectors import (
    answers,
    claim_queue,
    clusters,
    figures,
    health,
    inbox,
    retention,
    volume,
)
from monitoring.selectors import mentions as selectors
from monitoring.selectors.cases import for_rows
from monitoring.selectors.paging import stretch
from monitoring.services import mentions as services
from monitoring.views.frame import here, rights, tabs, trail
from teams.load import viewing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from incidents.models import Claim
    from monitoring.selectors.mentions import Search
    from teams.models import Brand, User

#: Filters that stand behind "More filters".
FURTHER = ("watch", "platform", "language", "incident", "since", "until")


@login_required
@require_safe
def explorer(request: HttpRequest) -> HttpResponse:
    """Filters, volume, and the mentions themselves."""
    brand = here(request)
    form = forms.SearchForm(request.GET, brand=brand, user=request.user)
    context = {"form": form, "can": rights(request, brand), "tabs": tabs(request, "mentions")}
    context["silent"] = health.silent(brand)
    context |= kept(request, brand, form)
    if form.is_valid():
        context |= found(request, form)
    status = 200 if form.is_valid() else 422
    return render(request, "monitoring/mentions.html", context, status=status)


def kept(request: HttpRequest, brand: Brand, form: forms.SearchForm) -> dict[str, Any]:
    """Saved filters, and the present ones as they would be saved."""
    query = inbox_forms.cleaned_query(form)
    return {
        "query": query,
        "saved": list(saved_searches(request.user, brand)),
        "save_form": inbox_forms.SaveSearchForm(auto_id="save-%s"),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "further": any(request.GET.get(name) for name in FURTHER),
    }


def saved_searches(user: User, brand: Brand) -> Any:
    """One's own and those for everyone."""
    mine = SavedSearch.objects.filter(brand=brand).select_related("owner")
    return mine.filter(owner=user) | mine.filter(shared=True)


def found(request: HttpRequest, form: forms.SearchForm) -> dict[str, Any]:
    """What fits the filters: one page of mentions, and what they come to."""
    search = form.search()
    rows = selectors.find(selectors.visible(request.user, form.brand), search)
    rows = for_rows(rows, request.user).defer("text_key")
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = stretch(rows, "posted_at", after=after, before=before)
    later = search.is_long_walk and "counted" not in request.GET
    return {
        "page": page,
        "mentions": inbox.of_mentions(page.rows),
        "kept_since": retention.kept_since(form.brand, search.bounds()[0]),
        "bulk": bulk_form(request, form.brand),
        "later": later,
        **({} if later else counted(request.user, form.brand, search)),
    }


def counted(user: User, brand: Brand, search: Search) -> dict[str, Any]:
    """Columns of the chart and the largest clusters; the page asks for slow ones afterwards."""
    columns = volume.by_search(user, brand, search)
    return {
        "columns": columns,
        "total": sum(column.total for column in columns),
        "clusters": clusters.by_search(user, brand, search),
    }


def bulk_form(request: HttpRequest, brand: Brand) -> inbox_forms.BulkForm:
    """Empty choices for what is done with ticked rows; assigning means oneself at first."""
    mine = {"to": request.user.pk}
    return inbox_forms.BulkForm(user=request.user, brand=brand, initial=mine, auto_id="bulk-%s")


@login_required
@require_safe
def shares(request: HttpRequest) -> HttpResponse:
    """Sentiments over time and platforms of what fits; the explorer fetches them afterwards."""
    brand = here(request)
    form = forms.SearchForm(request.GET, brand=brand, user=request.user)
    context: dict[str, Any] = {"form": form, "tabs": tabs(request, "mentions")}
    if form.is_valid():
        found = figures.shares(request.user, brand, form.search())
        context |= {"mood": found.mood, "platforms": found.platforms}
    page = "monitoring/_shares.html" if request.htmx else "monitoring/shares.html"
    return render(request, page, context, status=200 if form.is_valid() else 422)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mention: what was said, what the desk makes of it, and what we answered."""
    mention = mention_again(request.user, pk)
    item = mention.inbox
    offered = answers.answers_for(mention, request.user)
    used = offered.filter(pk=request.GET["use"]).first() if used_id(request) else None
    bank = answers.bank_for(mention, request.user)
    chosen = bank.filter(pk=request.GET["qa"]).first() if used_id(request, "qa") else None
    context = {
        "mention": mention,
        "item": item,
        "history": inbox.history(item, request.user) if item else [],
        "answers": [
            (one, one.in_language("title"), answers.words_of(one, mention.language))
            for one in offered[: answers.MOST]
        ],
        "bank": bank[: answers.MOST],
        "form": answer_form(mention, offered, used, bank, chosen),
        "correction": Correction.objects.filter(mention=mention.pk).select_related("by").first(),
        "watches": Watch.objects.filter(pk__in=mention.watches),
        "can": rights(request, mention.brand),
        "drill": mention.incident if mention.incident and mention.incident.is_drill else None,
        "bulk": bulk_form(request, mention.brand),
        "always_veil": bool(mention.shots) and viewing.always(request.user),
        "turned": turned(request.user, mention) if item and item.waits else None,
        "why_not": [_("Only those who work with incidents answer mentions.")],
        "crumbs": trail("monitoring:mentions", _("Mentions"), f"M-{mention.pk}"),
    }
    return render(request, "monitoring/mention.html", context)


def turned(user: User, mention: Mention) -> Claim | None:
    """Why somebody may wait again: what they repeated turned out true."""
    sees = may(user, "monitoring.see_claims", mention)
    return claim_queue.turned_true(user, mention.pk) if sees else None


def used_id(request: HttpRequest, name: str = "use") -> bool:
    """Whether the address names a prepared text."""
    number = request.GET.get(name, "")
    return number.isascii() and number.isdigit() and len(number) <= forms.LONGEST_ID


def answer_form(
    mention: Mention, offered: Any, used: Any, bank: Any, chosen: Any
) -> inbox_forms.AnswerForm:
    """Empty, or filled with the chosen text."""
    initial = {"seq": mention.inbox.seq if mention.inbox else 0}
    if used is not None:
        initial |= {"statement": used.pk, "reply": answers.words_of(used, mention.language)}
    elif chosen is not None:
        reply = chosen.in_language("answer", mention.language)
        initial |= {"prepared": chosen.pk, "reply": reply}
    return inbox_forms.AnswerForm(answers=offered, bank=bank, initial=initial)


@login_required
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's word on the sentiment."""
    mention = get_object_or_404(Mention.objects.visible_to(request.user), pk=pk)
    services.correct_label(mention, label=request.POST.get("label", ""), actor=request.user)
    if request.htmx:
        return row(request, pk)
    return back(request)


def row(request: HttpRequest, pk: int) -> HttpResponse:
    """The row of a mention alone, as it is now."""
    mention = mention_again(request.user, pk)
    context = {"mention": mention, "can": rights(request, mention.brand), "ticks": True}
    context["waiting"] = "waiting" in request.GET
    return render(request, "monitoring/_mention.html", context)


def mention_again(user: User, pk: int) -> Mention:
    """The mention with its case and its place in the inbox, for those of its brand."""
    shown = for_rows(Mention.objects.visible_to(user), user).select_related("brand")
    mention = get_object_or_404(shown.prefetch_related("signal"), pk=pk)
    return inbox.of_mentions([mention])[0]


def back(request: HttpRequest) -> HttpResponse:
    """To the page one came from, with its filters."""
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
    stays = safe and not url.endswith(("/label/", "/triage/", "/bulk/"))
    return redirect(url if stays else "monitoring:mentions")
