"""Words of a case's rows in the reader's language, and buttons for its transitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may
from crisisdesk.ui.actions import action
from incidents.acts import ACTS, MOVE_TITLES
from incidents.enums import TaskStatus
from incidents.forms.moves import FORMS
from incidents.sentences import LABELS, moment

if TYPE_CHECKING:
    from django.template import Context
    from django.utils.safestring import SafeString

    from incidents.models import Fact, Incident, Task
    from incidents.selectors.cases import Move
    from teams.models import User

register = template.Library()


@register.filter
def said(row: Any, name: str) -> str:
    """`{{ task|said:"title" }}`: the row's text in the reader's language."""
    return row.in_language(name)


@register.filter
def second_refused(fact: Fact, user: User) -> list[Any]:
    """Why this person may not give the second word: they gave the first."""
    first = max(fact.revisions.all(), key=lambda revision: revision.number)
    return [_("The second word must come from another person.")] if first.by_id == user.pk else []


@register.filter
def exported_by(incident: Incident, user: User) -> bool:
    """Whether the person may take evidence out of the case."""
    return may(user, "incidents.export_dossier", incident)


@register.filter
def spoken(both: dict[str, str] | None) -> str:
    """`{{ about|spoken }}`: what a letter is about, in the language of its reader."""
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    return (both or {}).get(language, "")


@register.filter
def in_words(value: str, kind: str) -> str:
    """`{{ clock|in_words:"clock" }}`: the word for a stored value, as the log says it."""
    return str(LABELS[kind].get(value, value))


@register.filter
def moment_of(value: str | None) -> str:
    """`{{ due|moment_of }}`: a moment that a letter carries as text, in the desk's zone."""
    return moment(value) if value else ""


@register.filter
def anchor(row: Any, name: str) -> str:
    """`{{ task|anchor:"task" }}` → `task-12`: the row's place on a page."""
    return f"{name}-{row.pk}"


@register.filter
def task_state(task: Task) -> str:
    """open, late, done or skipped."""
    late = task.status == TaskStatus.OPEN and task.due_at is not None and task.due_at < now()
    return "late" if late else task.status


@register.simple_tag
def counts_from(task: Task) -> str:
    """From what the deadline of a step counts whose moment has not come; "–" without any."""
    if task.minutes is None or task.status == TaskStatus.UNNEEDED:
        return "–"
    hours, rest = divmod(task.minutes, 60)
    reached = {"moment": task.get_moment_display()}
    if hours and not rest:
        after = ngettext(
            "%(count)s hour after: %(moment)s", "%(count)s hours after: %(moment)s", hours
        )
        return after % {"count": hours, **reached}
    after = ngettext(
        "%(count)s minute after: %(moment)s", "%(count)s minutes after: %(moment)s", task.minutes
    )
    return after % {"count": task.minutes, **reached}


@register.filter
def playbook_label(incident: Incident) -> str:
    """The pinned playbook's name and version."""
    version = incident.playbook_version
    if version is None:
        return ""
    book = version.playbook
    name = book.name_en if (get_language() or "vi").startswith("en") else book.name_vi
    return _("%(name)s, version %(number)s") % {"name": name, "number": version.number}


@register.simple_tag(takes_context=True)
def move_action(
    context: Context, incident: Incident, move: Move, *, primary: bool = False, short: bool = False
) -> SafeString:
    """A transition as a button: it leads to its page, and says what holds it up.

    What a written reason can answer does not block the button: the page asks for the reason.
    """
    answers = getattr(FORMS[move.name], "answers", {})
    answerable = {reason.code for reason in move.blockers} <= set(answers)
    button = action(
        context,
        str(MOVE_TITLES[move.name]),
        url=reverse("incidents:move", args=[incident.reference, move.name]),
        reasons=[] if short or answerable else move.blockers,
        variant="primary" if primary and not move.blockers else "",
    )
    if short or not move.blockers or not answerable:
        return button
    sentences = format_html_join("", "<li>{}</li>", ((r.message,) for r in move.blockers))
    return format_html(
        '<div class="blocked">{}<ul class="reasons">{}</ul></div>', button, sentences
    )


@register.simple_tag
def move_title(name: str) -> str:
    return str(MOVE_TITLES[name])


@register.simple_tag
def act_title(name: str) -> str:
    return str(ACTS[name].title)


@register.simple_tag
def act_url(incident: Incident, name: str, row: Any = None) -> str:
    """Where an act on the case, or on one of its rows, is done."""
    return reverse("incidents:do", args=[incident.reference, name, *([row.pk] if row else [])])


@register.simple_tag(takes_context=True)
def act_form(context: Context, incident: Incident, name: str, row: Any = None) -> Any:
    """The empty form of an act, to stand in a page."""
    user = context["request"].user
    prefix = f"{name}-{row.pk}" if row else name
    return ACTS[name].form(
        incident=incident,
        user=user,
        subject=row,
        auto_id=f"{prefix}-%s",
        use_required_attribute=True,
    )
