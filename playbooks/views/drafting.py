"""Writing: drafts, their way into force, files and suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crisisdesk.kernel.rights import require
from playbooks import common_data, services
from playbooks.forms.imports import ImportForm
from playbooks.forms.rows import LONG
from playbooks.forms.saving import kept, opened
from playbooks.forms.small import AnswerForm, ReturnForm, SuggestionForm
from playbooks.models import Suggestion
from playbooks.services import shipping, suggestions
from playbooks.views.frame import crumbs, find_playbook, find_version, here

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from playbooks.forms.editor import Editor


@login_required
@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the draft of the next version: from the one in force, or from what is shipped."""
    begun = shipping.take_shipped if "shipped" in request.POST else services.new_draft
    begun(find_playbook(request, slug), actor=request.user)
    return redirect("playbooks:edit", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The editor of the open draft."""
    playbook = find_playbook(request, slug)
    require(request.user, "playbooks.edit", playbook)
    editor = opened(playbook, request.POST if request.method == "POST" else None)
    if editor is None:
        raise Http404
    if not kept(editor, request.user):
        return render(request, "playbooks/editor.html", editing(editor), status=editor.status)
    if editor.command == "save-submit":
        services.submit(editor.version, actor=request.user)
        return redirect("playbooks:changes", slug, editor.version.number)
    messages.success(request, _("Draft saved."))
    way_back = reverse("playbooks:edit", args=[slug])
    return redirect(f"{way_back}#{editor.place}" if editor.place else way_back)


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    services.discard(find_version(request, slug, number), actor=request.user)
    messages.success(request, _("Draft thrown away."))
    return redirect("playbooks:detail", slug)


@login_required
@require_POST
def submit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    services.submit(find_version(request, slug, number), actor=request.user)
    messages.success(request, _("Sent to a second person."))
    return redirect("playbooks:version", slug, number)


@login_required
@require_POST
def publish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The word of the second person, given on the page that shows the changes."""
    seen = request.POST.get("revision", "")
    revision = int(seen) if seen.isdecimal() and len(seen) <= LONG else None
    services.publish(find_version(request, slug, number), actor=request.user, revision=revision)
    messages.success(request, _("The version is in force."))
    return redirect("playbooks:detail", slug)


@login_required
@require_POST
def send_back(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    version = find_version(request, slug, number)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        context = {
            "form": form,
            "version": version,
            "crumbs": crumbs(version.playbook, _("Return")),
        }
        return render(request, "playbooks/return.html", context, status=422)
    services.return_to_draft(version, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Returned to its author."))
    return redirect("playbooks:version", slug, number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """A YAML file becomes a draft."""
    brand = here(request)
    require(request.user, "playbooks.edit", brand)
    form = ImportForm(request.POST or None, request.FILES or None, brand=brand)
    if not form.is_valid():
        context = {"form": form, "crumbs": crumbs(label=_("Import"))}
        status = 422 if form.is_bound else 200
        return render(request, "playbooks/import.html", context, status=status)
    version = services.import_yaml(brand, form.cleaned_data["text"], actor=request.user)
    messages.success(request, _("The file is a draft now."))
    return redirect("playbooks:edit", version.playbook.slug)


@login_required
@require_POST
def suggest(request: HttpRequest, slug: str) -> HttpResponse:
    playbook = find_playbook(request, slug)
    form = SuggestionForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "playbook": playbook, "crumbs": crumbs(playbook, _("Suggest"))}
        return render(request, "playbooks/suggest.html", context, status=422)
    suggestions.suggest_change(playbook, form.cleaned_data["text"], actor=request.user)
    messages.success(request, _("Thank you; the admins have it."))
    return redirect("playbooks:detail", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a suggestion."""
    mine = Suggestion.objects.filter(playbook__brand=here(request)).select_related("playbook", "by")
    suggestion = get_object_or_404(mine, pk=pk)
    require(request.user, "playbooks.edit", suggestion)
    form = AnswerForm(request.POST or None)
    if not form.is_valid():
        trail = crumbs(suggestion.playbook, _("Answer"))
        context = {"form": form, "suggestion": suggestion, "crumbs": trail}
        status = 422 if form.is_bound else 200
        return render(request, "playbooks/answer.html", context, status=status)
    suggestions.answer(suggestion, form.cleaned_data["answer"], actor=request.user)
    return redirect("playbooks:detail", suggestion.playbook.slug)


def editing(editor: Editor) -> dict[str, Any]:
    """What the editor's page shows."""
    playbook = editor.version.playbook
    return {
        "editor": editor,
        "version": editor.version,
        "playbook": playbook,
        "placeholders": common_data.placeholders(),
        "crumbs": crumbs(
            playbook, _("Edit version %(number)d") % {"number": editor.version.number}
        ),
    }
