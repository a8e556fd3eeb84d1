"""The inbox: what waits for our answer, and answering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import require
from monitoring.bulk import MOST
from monitoring.enums import InboxState
from monitoring.inbox_forms import AnswerForm, AnswerRuleForm, InboxForm
from monitoring.models import AnswerRule, InboxItem, Mention, Watch
from monitoring.selectors import inbox as selectors
from monitoring.selectors.answers import answers_for, bank_for
from monitoring.selectors.paging import stretch
from monitoring.services import answer_rules
from monitoring.services import inbox as services
from monitoring.views.asking import Question, ask, attempt, sent
from monitoring.views.frame import here, rights, tabs
from monitoring.views.mentions import back, bulk_form, row

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import User

PAGE = 25
OFFERED = {"answers": answers_for, "bank": bank_for}


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first; with whom, and since when."""
    brand = here(request)
    form = InboxForm(request.GET, brand=brand)
    data = form.cleaned_data if form.is_valid() else {}
    state, who = data.get("state") or InboxState.WAITING, data.get("who", "")
    waits = state == InboxState.WAITING
    page = stretch(
        selectors.listed(request.user, brand, state, who),
        "posted_at" if waits else "changed_at",
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
        size=PAGE, ascending=waits,
    )  # fmt: skip
    counts, people = selectors.counts(request.user, brand), selectors.by_assignee(brand)
    context = {
        "form": form, "page": page, "waits": waits, "who": who,
        "total": min(selectors.count_of(who, counts, people), MOST),
        "query": request.GET.urlencode(),
        "items": selectors.with_mentions(page.rows, request.user),
        "counts": counts,
        "people": people,
        "bulk": bulk_form(request, brand),
        "can": rights(request, brand),
        "tabs": tabs(request, "inbox"),
    }  # fmt: skip
    status = 200 if form.is_valid() else 422
    return render(request, "monitoring/inbox.html", context, status=status)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the reply, and go on to what waits next."""
    mention = get_object_or_404(Mention.objects.visible_to(request.user), pk=pk)
    require(request.user, "monitoring.answer", mention)
    offered = {name: find(mention, request.user) for name, find in OFFERED.items()}
    form = AnswerForm(sent(request), **offered)
    item = attempt(form, lambda: services.answer(mention, actor=request.user, **form.cleaned_data))
    if item is None:
        title = _("Write down the reply")
        return ask(
            request, Question(form, title, pgettext("inbox", "Answered"), mention_url(mention))
        )
    messages.success(request, _("Answered."))
    return onwards(request.user, item)


def mention_url(mention: Mention) -> str:
    return InboxItem(mention_id=mention.pk).get_absolute_url()


def onwards(user: User, item: InboxItem) -> HttpResponse:
    """To the next one for this person, so that a full inbox takes one press each."""
    return redirect(selectors.next_for(user, item.brand, item) or "monitoring:inbox")


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It waits after all."""
    item = get_object_or_404(InboxItem.objects.visible_to(request.user), mention_id=pk)
    seq = request.POST.get("seq", "")
    known = int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 10 else None  # noqa: PLR2004
    services.reopen(item, actor=request.user, seq=known)
    if request.htmx:
        return row(request, pk)
    messages.success(request, _("It waits for an answer again."))
    return back(request)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Which mentions of a watch come into the inbox by themselves."""
    watch = get_object_or_404(Watch.objects.visible_to(request.user), pk=pk)
    require(request.user, "monitoring.manage", watch)
    known = AnswerRule.objects.filter(watch=watch).first()
    form = AnswerRuleForm(sent(request), instance=known or AnswerRule(watch=watch))
    saved = attempt(form, lambda: answer_rules.save(watch, actor=request.user, **form.cleaned_data))
    if saved is None:
        lede = _("It looks at what is posted from the moment it is switched on, never at history.")
        title = _("Into the inbox: %(watch)s") % {"watch": watch.name}
        return ask(request, Question(form, title, _("Save"), "monitoring:watches", lede))
    messages.success(request, _("Saved."))
    return redirect("monitoring:watches")
