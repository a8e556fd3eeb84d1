"""The editor: writing, checking while one writes, and never losing a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from crisisdesk.kernel.errors import Blocked
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import reachable, wrong_state
from statements.access import words_of
from statements.enums import State
from statements.forms.writing import Editor
from statements.selectors.drafts import as_posted, copy_of
from statements.services import locking, working
from statements.views.common import performed, saved
from statements.views.editor_page import checked, editor, fields_of, number

if TYPE_CHECKING:
    from django.http import HttpRequest

    from statements.models import Statement, WorkingCopy

CONFLICT, BAD = 409, 422


def _to_write(request: HttpRequest, reference: str) -> Statement:
    statement = words_of(request.user, reference)
    require(request.user, "statements.write", statement.incident)
    return statement


@login_required
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """The editor; an approved, returned or expired text becomes a draft by saving."""
    statement = _to_write(request, reference)
    if statement.status != State.DRAFT and not reachable(statement.revise):
        raise Blocked([wrong_state(statement.revise)])
    if request.method == "POST":
        return _posted(request, statement)
    turn = locking.take_turn(statement, actor=request.user)
    copy = copy_of(statement, request.user)
    if copy is not None and request.GET.get("words") == "mine":
        return editor(request, statement, _restored(statement, as_posted(copy)), turn=turn)
    return editor(request, statement, Editor(statement=statement), turn=turn, copy=copy)


def _restored(statement: Statement, data: Any) -> Editor:
    """Unsaved words back in their fields, upon the version that counts now."""
    data["version"] = str(statement.current_version)
    return Editor(data, statement=statement)


def _posted(request: HttpRequest, statement: Statement) -> HttpResponse:
    """What was typed is kept first; then it is checked, taken over or saved."""
    form = Editor(request.POST, request.FILES, statement=statement)
    kept = performed(form, _keep, request=request, statement=statement)
    if "takeover" in request.POST:
        turn = locking.take_over(statement, actor=request.user)
        return editor(request, statement, _restored(statement, request.POST.copy()), turn=turn)
    if "insert" in request.POST:
        form.insert()
    if "check" in request.POST or "insert" in request.POST or not (kept and form.is_valid()):
        return editor(request, statement, form, turn=locking.turn_of(statement))
    done, conflict = _save(request, statement, form)
    if done:
        return _after(request, statement)
    turn = locking.turn_of(statement)
    return editor(request, statement, form, turn=turn, conflict=conflict)


def _keep(request: HttpRequest, statement: Statement) -> WorkingCopy:
    return working.keep(
        statement,
        actor=request.user,
        base=number(request.POST.get("version")),
        fields=fields_of(request.POST),
    )


def _save(request: HttpRequest, statement: Statement, form: Editor) -> tuple[Any, Any]:
    given = {
        "statement": statement,
        "actor": request.user,
        "expected_version": form.cleaned_data["version"],
        "words": form.words(),
        "files": form.file_changes(),
    }
    key = request.POST.get("keep", "")
    if not key:
        return saved(form, working.save, **given)
    reason = request.POST.get(f"reason_{key}", "")
    return saved(form, working.save_and_keep_phrase, key=key, reason=reason, **given)


def _after(request: HttpRequest, statement: Statement) -> HttpResponse:
    if "submit" in request.POST:
        locking.give_back(statement, actor=request.user)
        return redirect("statements:act", statement.reference, "submit")
    return redirect("statements:edit", statement.reference)


@login_required
@require_POST
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """What the desk thinks of the words as they stand in the editor now; nothing is kept."""
    statement = _to_write(request, reference)
    form = Editor(request.POST, statement=statement)
    context = checked(request, statement, form)
    return render(request, "statements/_check.html", context, status=BAD if form.errors else 200)


@login_required
@require_POST
def pulse(request: HttpRequest, reference: str) -> HttpResponse:
    """A sign of life every few seconds: keeps what is typed, says who has the text in hand."""
    statement = _to_write(request, reference)
    turn = locking.take_turn(statement, actor=request.user)
    kept = _keep(request, statement) if "text_vi" in request.POST else None
    return JsonResponse(
        {
            "kept": f"{timezone.localtime(kept.at):%H:%M}" if kept else "",
            "holder": "" if turn.holder_id == request.user.pk else turn.holder.name,
            "version": statement.current_version,
        }
    )


@login_required
@require_POST
def take_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the text out of another's hands."""
    statement = _to_write(request, reference)
    locking.take_over(statement, actor=request.user)
    return redirect("statements:edit", statement.reference)


@login_required
@require_POST
def forget(request: HttpRequest, reference: str) -> HttpResponse:
    """Throw one's own unsaved words away."""
    statement = _to_write(request, reference)
    working.drop(statement, actor=request.user)
    return redirect("statements:edit", statement.reference)


@login_required
@require_POST
def leave(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the turn back when the page is closed."""
    locking.give_back(_to_write(request, reference), actor=request.user)
    return HttpResponse(status=204)
