"""Reading: the library, a plan, its versions and what changed between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crisisdesk.kernel.rights import may, require
from playbooks import diffs, selectors, shelf
from playbooks.forms.copying import admin_brands
from playbooks.forms.small import LibraryForm, ReturnForm, SearchForm, SuggestionForm
from playbooks.marks import marks
from playbooks.models import PlaybookVersion
from playbooks.services import export_yaml, shipping, texts
from playbooks.transitions import offers
from playbooks.views.frame import crumbs, find_playbook, find_version, here, tabs

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest

    from playbooks.content import Template
    from teams.models import User


@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    brand = here(request)
    require(request.user, "playbooks.view", brand)
    may_read = may(request.user, "playbooks.read", brand)
    form = (LibraryForm if may_read else SearchForm)(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    words, shown = asked.get("q", ""), asked.get("show", "")
    context = {
        "lines": shelf.shelf(brand, request.user, words, shown),
        "form": form,
        "words": words,
        "filtered": bool(words or shown),
        "may_read": may_read,
        "may_edit": may(request.user, "playbooks.edit", brand),
        "tabs": tabs("library"),
    }
    return render(request, "playbooks/library.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The version in force, or the newest where none is."""
    playbook = find_playbook(request, slug)
    require(request.user, "playbooks.read", playbook)
    versions = list(playbook.versions.select_related("author", "second_person"))
    shown = next((v for v in versions if v.state == "published"), versions[0] if versions else None)
    if shown is None:
        raise Http404
    shown.playbook = playbook
    return render(request, "playbooks/detail.html", plan_page(request.user, shown, versions))


@login_required
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version, whatever its state."""
    shown = find_version(request, slug, number)
    require(request.user, "playbooks.read", shown)
    versions = list(shown.playbook.versions.select_related("author", "second_person"))
    return render(request, "playbooks/detail.html", plan_page(request.user, shown, versions))


@login_required
@require_safe
def changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What a version changes; against the one in force, or the one before, or `?against=`."""
    shown = find_version(request, slug, number)
    require(request.user, "playbooks.read", shown)
    before = _before(shown, request.GET.get("against", ""))
    open_offers = offers(shown, request.user)
    context = {
        "version": shown,
        "playbook": shown.playbook,
        "before": before,
        "sections": diffs.compare(before.content if before else {}, shown.content),
        "others": shown.playbook.versions.exclude(pk=shown.pk),
        "offers": open_offers,
        "approves": _approves(shown, request.user) if "publish" in open_offers else [],
        "carried": shown.proposals.select_related("by", "version"),
        "seen": {"revision": shown.revision},
        "return_form": ReturnForm(),
        "may_edit": may(request.user, "playbooks.edit", shown),
        "crumbs": crumbs(shown.playbook, _("Changes in version %(number)d") % {"number": number}),
    }
    return render(request, "playbooks/changes.html", context)


@login_required
@require_safe
def export(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The version as a YAML file."""
    shown = find_version(request, slug, number)
    require(request.user, "playbooks.read", shown)
    return yaml_answer(shown)


def yaml_answer(version: PlaybookVersion) -> HttpResponse:
    name = f"{version.playbook.slug}-v{version.number}.yaml"
    answer = HttpResponse(export_yaml(version), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def plan_page(
    user: User, shown: PlaybookVersion, versions: list[PlaybookVersion]
) -> dict[str, Any]:
    """What the page of a plan shows."""
    playbook = shown.playbook
    return {
        "version": shown,
        "playbook": playbook,
        "plan": shown.plan,
        "versions": versions,
        "in_work": next((v for v in versions if v.state in ("draft", "in_review")), None),
        "suggestions": playbook.suggestions.select_related("by", "answered_by"),
        "proposals": selectors.proposals(playbook),
        "marks": marks([shown], user),
        "suggestion_form": SuggestionForm(),
        "offers": offers(shown, user),
        "names": selectors.names(playbook.brand_id),
        "clocks": selectors.clocks_by_key(playbook.brand_id, shown.plan.legal_clocks),
        "may_edit": may(user, "playbooks.edit", playbook),
        "shipped": {"shipped": "1"} if shipping.newer(shown) else {},
        "elsewhere": [pk for pk in admin_brands(user) if pk != playbook.brand_id],
        "may_suggest": may(user, "playbooks.suggest", playbook),
        "crumbs": crumbs(playbook),
    }


def _before(shown: PlaybookVersion, asked: str) -> PlaybookVersion | None:
    versions = shown.playbook.versions.exclude(pk=shown.pk)
    if asked.isdecimal() and len(asked) < 6:  # noqa: PLR2004 -- more would not fit the column
        return get_object_or_404(versions, number=int(asked))
    return selectors.predecessor(shown)


def _approves(shown: PlaybookVersion, user: User) -> list[tuple[Template, str]]:
    """The texts that this person approves by publishing, whatever the version is shown against."""
    return texts.vouched(shown, selectors.current(shown), user)
