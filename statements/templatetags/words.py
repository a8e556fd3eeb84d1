"""Small helps for pages about words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import mark_safe

from crisisdesk.kernel.rights import may
from crisisdesk.ui.actions import action
from playbooks.common_data import channels, placeholders
from playbooks.enums import Office
from statements import chain
from statements.acts import MOVES
from statements.diff import segments, sentences
from statements.enums import NOTICES, StepState, Verdict

if TYPE_CHECKING:
    from django.template import Context
    from django.utils.safestring import SafeString

    from incidents.models import Incident
    from statements.models import Approval, ApprovalStep, Promise, SentenceComment, Statement
    from statements.selectors import Move
    from teams.models import User

register = template.Library()


@register.filter
def said(row: Any, name: str) -> str:
    """`{{ statement|said:"title" }}`: the words in the reader's language."""
    return row.in_language(name)


@register.filter
def marked(text: str, marks: dict[int, int]) -> SafeString:
    """A text in paragraphs; a sentence with an open remark leads to it."""
    parts = [
        format_html('<mark><a href="#comment-{}">{}</a></mark>', marks[place], sentence)
        if place in marks
        else urlize(sentence, nofollow=True, autoescape=True)
        for place, sentence in enumerate(sentences(text))
    ]
    return mark_safe(linebreaks("".join(parts), autoescape=False))  # noqa: S308 -- escaped above


@register.filter
def suggested(comment: SentenceComment) -> Any:
    """The sentence against the words suggested for it."""
    return segments(comment.sentence, comment.suggestion)


@register.filter
def channel_name(key: str) -> str:
    return str(channels()[key].label) if key in channels() else key


@register.filter
def gap_name(key: str) -> str:
    return str(placeholders()[key].label) if key in placeholders() else key


@register.filter
def offices(keys: list[str]) -> str:
    """Offices of a step in the reader's words."""
    return " / ".join(str(Office(key).label) for key in keys if key in Office.values)


@register.filter
def may_write(user: User, subject: Incident | Statement) -> bool:
    return may(user, "statements.write", subject)


@register.filter
def is_notice(kind: str) -> bool:
    return kind in NOTICES


@register.filter
def chips(statement: Statement) -> list[dict[str, Any]]:
    """The sign-off strip: one chip per step, void ones only where someone had signed."""
    return [
        _chip(step, statement)
        for step in statement.steps.all()
        if step.state != StepState.VOID or list(step.approvals.all())
    ]


def _chip(step: ApprovalStep, statement: Statement) -> dict[str, Any]:
    last = next(iter(sorted(step.approvals.all(), key=lambda row: -row.pk)), None)
    state = str(step.state)
    if last is not None and last.verdict != Verdict.APPROVED:
        state = str(last.verdict)
    return {
        "role": step.label,
        "state": state,
        "who": last.by if last else None,
        "at": last.at if last else step.opened_at,
        "version": step.version.number,
        "backup": step.backup_label if step.is_open and step.backup_may_act else "",
        "later": step.state == StepState.WAITING and step.opened_at is None,
        "standing": _standing(last) if last else _may_stand(step, statement),
    }


def _standing(given: Approval) -> list[dict[str, Any]]:
    """Whose signature it was, where somebody stood in."""
    if not given.stood_in_for:
        return []
    return [{"whom": given.for_whom, "until": given.stood_in_until, "signed": True}]


def _may_stand(step: ApprovalStep, statement: Statement) -> list[dict[str, Any]]:
    """Who may sign in place of others now; told where the page knows the roster anyway."""
    if not step.is_open or "roster" not in vars(statement):
        return []
    found = chain.stand_ins(statement, chain.offices_now(step))
    return [{"who": row.person, "whom": row.giver, "until": row.until} for row in found]


@register.simple_tag(takes_context=True)
def word_move(
    context: Context,
    statement: Statement,
    move: Move | None,
    variant: str = "",
    key: str = "",
    *,
    brief: bool = False,
) -> SafeString | str:
    """The button of a transition: to its page, or blocked with every reason."""
    if move is None or not move.permitted:
        return ""
    found = MOVES[move.name]
    url = reverse("statements:act", args=[statement.reference, move.name])
    variant = "grave" if found.grave else variant
    return action(
        context,
        str(found.title),
        url=url,
        reasons=move.blockers,
        variant=variant,
        key=key,
        brief=brief,
    )


@register.filter
def promise_text(promise: Promise) -> str:
    """What was promised, in the reader's language."""
    from django.utils.translation import gettext as _  # noqa: PLC0415 -- only here

    return _("The next update") if promise.is_next_update else promise.text
