"""What the editor's page shows: the form, what the desk thinks, who else has typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from playbooks import common_data
from statements import diff, fill
from statements.forms.sentences import Row, rows
from statements.guards.sentences import FIRST_WORDS
from statements.lint import LACKING
from statements.selectors.drafts import copies_of_others, words_in
from statements.services.previewing import looked_at, preview
from statements.views.common import performed
from statements.views.detail import LANGUAGES, compared

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from crisisdesk.kernel.errors import Stale
    from statements.forms.writing import Editor
    from statements.models import Statement, StatementVersion, WorkingCopy, WritingTurn
    from statements.services.previewing import Preview

#: Fields that are no words of a person.
_NOT_KEPT = {"csrfmiddlewaretoken", "takeover", "check", "insert", "keep", "submit"}
_LONGEST_NUMBER = 9


def number(text: str | None) -> int:
    """A version number as a form sends it; 0 where it is none."""
    return int(text) if text and text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0


def fields_of(data: QueryDict) -> dict[str, list[str]]:
    """What a working copy keeps of a form."""
    return {name: data.getlist(name) for name in data if name not in _NOT_KEPT}


def editor(
    request: HttpRequest,
    statement: Statement,
    form: Editor,
    *,
    turn: WritingTurn | None = None,
    copy: WorkingCopy | None = None,
    conflict: Stale | None = None,
) -> HttpResponse:
    """The whole page."""
    held = turn is not None and turn.holder_id != request.user.pk
    context = checked(request, statement, form) | {
        "version": statement.version,
        "lane": fill.lane_of(statement),
        "turn": turn,
        "held": held,
        "copy": copy,
        "others": [_beside(row, statement.version) for row in _others(request, statement)],
    }
    status = 422 if form.errors else 200
    if conflict is not None:
        status = 409
        context |= _conflict(statement, form)
    return render(request, "statements/edit.html", context, status=status)


def checked(request: HttpRequest, statement: Statement, form: Editor) -> dict[str, Any]:
    """What the desk thinks of the words in the form; where it cannot read them, of the saved."""
    found = _preview(request, statement, form)
    return {
        "statement": statement,
        "drill": statement.incident.is_drill,
        "form": form,
        "preview": found,
        # What an apology lacks stands in the list of its six parts.
        "findings": [one for one in found.findings if not one.key.startswith(LACKING)],
        **_sorted(rows(found.told), statement.kind),
        "choices": list(form.fields["facts"].queryset),
        "counts": counts(found.version),
    }


def _sorted(found: list[Row], kind: str) -> dict[str, list[tuple[int, Row]]]:
    """What waits for a person first; the rest may stay folded."""
    numbered = list(enumerate(found, 1))
    free = kind in FIRST_WORDS
    waits = {number for number, row in numbered if row.is_shaky or (row.is_open and not free)}
    return {
        "unsettled": [one for one in numbered if one[0] in waits],
        "settled": [one for one in numbered if one[0] not in waits],
    }


def _preview(request: HttpRequest, statement: Statement, form: Editor) -> Preview:
    found = None
    if form.is_bound and form.is_valid():
        given = {"statement": statement, "actor": request.user, "words": form.words()}
        found = performed(form, preview, **given)
    return found or looked_at(statement, statement.version)


def _others(request: HttpRequest, statement: Statement) -> list[WorkingCopy]:
    return copies_of_others(statement, request.user)


def _beside(copy: WorkingCopy, version: StatementVersion) -> dict[str, Any]:
    """Another person's unsaved words against what is saved."""
    return {
        "copy": copy,
        "languages": [
            {"code": code, "name": name, "segments": diff.segments(saved, typed)}
            for code, name in LANGUAGES
            if (saved := getattr(version, f"text_{code}"))
            != (typed := words_in(copy, f"text_{code}"))
        ],
    }


def _conflict(statement: Statement, form: Editor) -> dict[str, Any]:
    """What the other person saved; saving again is then a decision, not an accident."""
    base = statement.versions.filter(number=form.cleaned_data["version"]).first()
    newest = statement.version
    form.data = form.data.copy()
    form.data["version"] = str(statement.current_version)
    stale = base is None or base.number != newest.number
    return {"conflict": newest, "theirs": compared(base or newest, newest)} if stale else {}


def counts(version: StatementVersion) -> list[dict[str, Any]]:
    """Characters per chosen channel, against its limit."""
    known = common_data.channels()
    return [
        {
            "label": str(known[key].label),
            "limit": known[key].character_limit,
            "vi": len(version.text_vi),
            "en": len(version.text_en),
            "over": _over(known[key].character_limit, version.text_vi, version.text_en),
        }
        for key in version.channels
        if key in known
    ]


def _over(limit: int | None, *texts: str) -> bool:
    return limit is not None and any(len(text) > limit for text in texts)
