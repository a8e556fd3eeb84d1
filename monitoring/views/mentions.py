"""The mentions explorer, and what one does with mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import require
from monitoring import forms
from monitoring.models import Mention
from monitoring.selectors import health, volume
from monitoring.selectors import mentions as selectors
from monitoring.selectors.cases import case_for
from monitoring.services import mentions as services
from monitoring.views.asking import Question, ask, attempt, sent
from monitoring.views.frame import here, rights, tabs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import User

PAGE = 25
#: Filters that stand behind "More filters".
FURTHER = ("watch", "platform", "language", "incident", "since", "until")


class Counted(Paginator):
    """Pages of a list whose length the chart has counted already."""

    def __init__(self, rows: Any, size: int, count: int) -> None:
        super().__init__(rows, size)
        self._known = count

    @cached_property
    def count(self) -> int:
        return self._known


@login_required
@require_safe
def explorer(request: HttpRequest) -> HttpResponse:
    """Filters, volume, and the mentions themselves."""
    brand = here(request)
    form = forms.SearchForm(request.GET, brand=brand, user=request.user)
    context = {"form": form, "can": rights(request, brand), "tabs": tabs(request, "mentions")}
    context["silent"] = health.silent(brand)
    if form.is_valid():
        context |= found(request, form)
    status = 200 if form.is_valid() else 422
    return render(request, "monitoring/mentions.html", context, status=status)


def found(request: HttpRequest, form: forms.SearchForm) -> dict[str, Any]:
    """What fits the filters: columns of the chart and one page of mentions."""
    search = form.search()
    columns = volume.by_search(request.user, form.brand, search)
    rows = selectors.find(selectors.visible(request.user, form.brand), search)
    rows = rows.select_related("source").prefetch_related(case_for(request.user)).defer("text_key")
    pages = Counted(rows, PAGE, sum(column.total for column in columns))
    return {
        "columns": columns,
        "page": pages.get_page(request.GET.get("page")),
        "missing": sum(column.missing for column in columns),
        "attach": attach_form(request, form),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "further": any(request.GET.get(name) for name in FURTHER),
    }


def attach_form(request: HttpRequest, form: forms.SearchForm) -> forms.AttachForm | None:
    """The choice of a case for ticked mentions; None while no case is open."""
    empty = forms.AttachForm(user=request.user, brand=form.brand, auto_id="attach-%s")
    return empty if len(empty.fields["incident"].choices) > 1 else None


@login_required
@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    """Attach the ticked mentions to a case."""
    form = forms.AttachForm(request.POST, user=request.user, brand=here(request))
    if not form.is_valid():
        for sentences in form.errors.values():
            messages.error(request, " ".join(sentences))
        return back(request)
    case = form.cleaned_data["incident"]
    count = services.attach(form.cleaned_data["mention"], case, actor=request.user)
    sentence = ngettext(
        "%(count)s mention attached to %(case)s.", "%(count)s mentions attached to %(case)s.", count
    )
    messages.success(request, sentence % {"count": count, "case": case.reference})
    return back(request)


@login_required
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's word on the sentiment."""
    mention = get_object_or_404(Mention.objects.visible_to(request.user), pk=pk)
    services.correct_label(mention, label=request.POST.get("label", ""), actor=request.user)
    if request.htmx:
        can = rights(request, mention.brand)
        context = {"mention": mention_again(request.user, pk), "can": can, "ticks": can["attach"]}
        return render(request, "monitoring/_mention.html", context)
    return back(request)


def mention_again(user: User, pk: int) -> Mention:
    shown = Mention.objects.select_related("source", "brand", "correction__by").prefetch_related(
        case_for(user)
    )
    return shown.get(pk=pk)


def back(request: HttpRequest) -> HttpResponse:
    """To the page one came from, with its filters."""
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
    stays = safe and not url.endswith("/label/")
    return redirect(url if stays else "monitoring:mentions")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """One mention by hand: from a closed group, a call, a newspaper in print."""
    brand = here(request)
    require(request.user, "monitoring.take_in", brand)
    form = forms.MentionForm(sent(request))
    mention = attempt(form, lambda: services.enter(brand, actor=request.user, **form.cleaned_data))
    if mention is None:
        lede = _("From a closed group, a call, a screenshot: link, words, reach.")
        title = _("Enter a mention by hand")
        return ask(request, Question(form, title, _("Save"), "monitoring:mentions", lede))
    messages.success(request, _("Saved and counted."))
    return redirect("monitoring:mentions")
