"""Pages of the library of prepared words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.vocabulary import Language, StatementKind
from playbooks import common_data, texts
from playbooks.enums import Lane, Phase, Readership, TextState
from playbooks.models import TextApproval
from playbooks.services import texts as services
from playbooks.views.frame import crumbs, find_playbook, here, tabs
from statements.enums import NOTICES
from statements.forms.texts import ApprovalForm, RevocationForm
from statements.selectors import texts as selectors
from statements.selectors.texts import RENEW, Entry
from statements.text_gaps import gaps_of
from teams import identity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from playbooks.models import Playbook
    from teams.models import Brand

LABEL = "texts"
#: Kinds for which a short way is shipped; all others take their full chain, approved or not.
SHORT = {kind for kind, _level, lane in common_data.chains() if lane == Lane.FAST}


def _read(request: HttpRequest) -> tuple[Brand, list[Entry]]:
    brand = here(request)
    require(request.user, "playbooks.read", brand)
    return brand, selectors.library(brand, request.user)


def _frame(view: str) -> dict[str, Any]:
    """The views of the library and the way back."""
    views = {"library": pgettext("prepared words", "Texts"), "coverage": _("Coverage")}
    return {
        "tabs": tabs(LABEL),
        "views": [
            {"label": label, "url": reverse(f"texts:{name}"), "current": name == view}
            for name, label in views.items()
        ],
    }


@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Every text in force, by the filters of the address."""
    brand, entries = _read(request)
    found = selectors.chosen(entries, request.GET)
    may_approve = may(request.user, "playbooks.approve_texts", brand)
    renewing = request.GET.get("state") == RENEW
    context = {
        **_frame("library"),
        "entries": found,
        "all": len(entries),
        "to_renew": sum(bool(entry.to_renew) for entry in entries),
        "renewing": renewing,
        "offers": _offers(request, found) if renewing and may_approve else {},
        "usual_days": texts.USUAL.days,
        "wanted": request.GET,
        "filtered": any(request.GET.get(name) for name in selectors.FILTERS),
        "choices": _choices(entries),
    }
    return render(request, "statements/texts/library.html", context)


def _offers(request: HttpRequest, entries: list[Entry]) -> dict[str, dict[str, str]]:
    """By text, what one press on “Renew” sends: only languages that this person may approve."""
    able = selectors.renewable(entries, request.user)
    found = {}
    for entry in entries:
        wanted = [one.language for one in entry.to_renew if one.language in able[entry.place]]
        if wanted:
            found[entry.value] = {code: able[entry.place][code] for code in wanted}
    return found


def _choices(entries: list[Entry]) -> dict[str, list[tuple[str, Any]]]:
    books = {entry.playbook.slug: str(entry.playbook) for entry in entries}
    channels = {entry.template.channel for entry in entries} - {""}
    return {
        "type": list(books.items()),
        "kind": StatementKind.choices,
        "audience": Readership.choices,
        "phase": Phase.choices,
        "channel": [
            (key, info.label) for key, info in common_data.channels().items() if key in channels
        ],
        "language": Language.choices,
        "state": [(RENEW, _("To renew")), *TextState.choices],
    }


@login_required
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Types by moments of a case: where words stand ready, and where none do."""
    _brand, entries = _read(request)
    lines = selectors.coverage(entries)
    context = {**_frame("coverage"), "lines": lines, "phases": Phase.choices}
    return render(request, "statements/texts/coverage.html", context)


@login_required
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The texts of the filters, type by type, for the binder."""
    brand, entries = _read(request)
    context = {
        "brand": brand,
        "entries": selectors.chosen(entries, request.GET),
        "filtered": any(request.GET.get(name) for name in selectors.FILTERS),
    }
    return render(request, "statements/texts/print.html", context)


def _entry(request: HttpRequest, slug: str, key: str) -> tuple[Playbook, Entry]:
    playbook = find_playbook(request, slug)
    require(request.user, "playbooks.read", playbook)
    found = selectors.library(playbook.brand, request.user)
    entry = next((row for row in found if row.place == (playbook.pk, key)), None)
    if entry is None:
        raise Http404
    return playbook, entry


@login_required
@require_safe
def text(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One text: its words, its gaps, who approved it, where it was used."""
    playbook, entry = _entry(request, slug, key)
    return _page(request, playbook, entry)


def _page(
    request: HttpRequest,
    playbook: Playbook,
    entry: Entry,
    form: ApprovalForm | None = None,
    revocation: RevocationForm | None = None,
) -> HttpResponse:
    able: dict[str, str] = {}
    if may(request.user, "playbooks.approve_texts", playbook):
        able = selectors.renewable([entry], request.user)[entry.place]
    label = str(entry.template.name)
    trail = [*crumbs(), {"label": _("Prepared words"), "url": reverse("texts:library")}]
    context = {
        "entry": entry,
        "playbook": playbook,
        "gaps": gaps_of(entry.template),
        "history": selectors.history(entry),
        "made": selectors.made(entry, request.user),
        "cases": selectors.cases_for(entry, request.user),
        "form": form or (ApprovalForm.about(able) if able else None),
        "is_hand": not able and may(request.user, "playbooks.approve_texts", playbook),
        "may_revoke": may(request.user, "playbooks.revoke_text", playbook),
        "revocation": revocation or RevocationForm(),
        "begins_elsewhere": entry.kind in NOTICES,
        "has_short_way": entry.kind in SHORT,
        "crumbs": [*trail, {"label": label, "url": ""}],
    }
    status = 422 if form or revocation else 200
    return render(request, "statements/texts/text.html", context, status=status)


@login_required
@require_POST
def approve(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Approve words or renew that; whoever signs shows once more who they are."""
    playbook, entry = _entry(request, slug, key)
    require(request.user, "playbooks.approve_texts", playbook)
    identity.confirm(request)
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _page(request, playbook, entry, form)
    services.approve(playbook, key, actor=request.user, **form.facts())
    messages.success(request, _("“%(text)s” is approved.") % {"text": entry.template.name})
    if request.POST.get("next") == RENEW:
        return redirect(f"{reverse('texts:library')}?state={RENEW}")
    return redirect("texts:text", slug, key)


@login_required
@require_http_methods(["POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an approval back at once."""
    mine = TextApproval.objects.filter(playbook__in=selectors.playbooks_of(request.user))
    row = get_object_or_404(mine.select_related("playbook", "version"), pk=pk)
    require(request.user, "playbooks.revoke_text", row.playbook)
    form = RevocationForm(request.POST)
    if not form.is_valid():
        playbook, entry = _entry(request, row.playbook.slug, row.key)
        return _page(request, playbook, entry, revocation=form)
    services.revoke(row, actor=request.user, reason=form.cleaned_data["reason"])
    messages.success(
        request, _("The approval is revoked; the words take the full way from now on.")
    )
    return redirect("texts:text", row.playbook.slug, row.key)
