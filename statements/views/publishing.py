"""Publishing, what stands where afterwards, and taking words back in public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Forbidden
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import blockers, permitted, reachable, wrong_state
from crisisdesk.kernel.vocabulary import Severity, StatementKind
from playbooks import common_data
from statements import fill
from statements.access import words_of
from statements.accounts import accounts_of
from statements.enums import Outlet
from statements.forms import acting
from statements.models import Publication, Statement
from statements.selectors import valid_until
from statements.services import drafting, publishing
from statements.services.drafting import NEWSROOM, Words
from statements.views.common import performed
from statements.views.detail import texts

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """The last look: text, channels, what follows; at critical the reference is typed."""
    statement = words_of(request.user, reference)
    if not permitted(statement.publish, request.user):
        raise Forbidden
    data = (request.POST,) if request.method == "POST" else ()
    form = acting.Publish(*data, statement=statement, user=request.user)
    if request.method == "POST" and form.is_valid() and _published(form, statement):
        return redirect("statements:status", statement.reference)
    reasons = [] if request.method == "POST" else blockers(statement.publish, request.user)
    return _publish_page(request, statement, form, reasons)


def _published(form: acting.Publish, statement: Statement) -> Any:
    run = {"run": lambda **facts: publishing.publish(statement, actor=form.user, **facts)}
    return performed(form, **run, **form.facts())


def _publish_page(
    request: HttpRequest, statement: Statement, form: acting.Publish, reasons: list[Any]
) -> HttpResponse:
    incident = statement.incident
    briefless = any(reason.code == "no_brief" for reason in reasons)
    context = {
        "statement": statement,
        "drill": incident.is_drill,
        "form": form,
        "reasons": reasons,
        "languages": texts(statement.version),
        "channels": channel_rows(statement),
        "valid_until": valid_until(statement),
        "critical": incident.severity == Severity.CRITICAL,
        "may_waive": briefless and may(request.user, "statements.waive_brief", incident),
    }
    status = 422 if form.errors else 200
    return render(request, "statements/publish.html", context, status=status)


def channel_rows(statement: Statement) -> list[dict[str, Any]]:
    """Each approved channel: what became of it, and the text to copy."""
    known = common_data.channels()
    rows = statement.publications.select_related("by", "account")
    posted = {row.channel: row for row in rows}
    accounts = {} if statement.is_said else accounts_of(statement.brand_id, statement.channels)
    return [
        {
            "key": key,
            "label": known[key].label,
            "row": posted.get(key),
            "own": key == NEWSROOM,
            "account": accounts.get(key),
            "by_hand": _by_hand(posted.get(key)),
        }
        for key in statement.channels
    ]


def _by_hand(row: Publication | None) -> bool:
    """Whether a person reports it: of what the desk sends, only what failed or has no address."""
    if row is None or row.message_id is None:
        return True
    unnamed = row.state == Outlet.LIVE and not row.url
    return unnamed or row.state in {Outlet.FAILED, Outlet.LEFT}


@login_required
def status(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the text stands on each channel, with a place to paste its address."""
    statement = words_of(request.user, reference)
    if not statement.is_said:
        raise Http404
    rows = channel_rows(statement)
    for row in rows:
        initial = {"channel": row["key"]} | ({"url": row["row"].url} if row["row"] else {})
        row["form"] = acting.Post(
            statement=statement, user=request.user, initial=initial, prefix=None
        )
    context = {
        "statement": statement,
        "drill": statement.incident.is_drill,
        "languages": texts(statement.version_said),
        "channels": rows,
        "may_publish": may(request.user, "statements.publish", statement),
    }
    return render(request, "statements/status.html", context)


KINDS = {
    "correct": (StatementKind.CORRECTION_OWN, acting.Notice, _("Correct")),
    "retract": (StatementKind.RETRACTION, acting.Withdrawal, _("Retract")),
}


@login_required
def take_back(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Begin the notice beside the original; it then goes its own way through approval."""
    statement = words_of(request.user, reference)
    require(request.user, "statements.write", statement.incident)
    if not reachable(getattr(statement, name)):
        raise Blocked([wrong_state(getattr(statement, name))])
    _kind, form_class, title = KINDS[name]
    data = (request.POST,) if request.method == "POST" else ()
    form = form_class(*data, statement=statement, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect("statements:edit", begin_notice(form, name).reference)
    context = {
        "statement": statement,
        "drill": statement.incident.is_drill,
        "form": form,
        "title": title,
        "languages": texts(statement.version_said),
        "name": name,
    }
    code = 422 if form.errors else 200
    return render(request, "statements/take_back.html", context, status=code)


def begin_notice(form: acting.ActForm, name: str) -> Statement:
    """A draft of the notice, filled with what was typed; the English waits to be written."""
    original, kind = form.statement, KINDS[name][0]
    template = next(iter(fill.templates_for(original.incident, kind)), None)
    values = {key: {"vi": text, "en": ""} for key, text in form.cleaned_data.items()}
    aim = {"corrects": original} if name == "correct" else {"retracts": original}
    words = Words(values=values, channels=original.channels)
    if template is None:
        words.text_vi = "\n\n".join(form.cleaned_data.values())
    return drafting.draft(
        original.incident, actor=form.user, kind=kind, template=template, words=words, **aim
    )
