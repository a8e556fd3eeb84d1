"""Press mail on the pages of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from crisisdesk.kernel.rights import may
from statements.selectors import press as asked
from teams.brands import brands_of

if TYPE_CHECKING:
    from django.template import Context

    from statements.models import Statement

register = template.Library()


@register.filter
def standing_word(name: str) -> Any:
    """“bounced” → “Came back”."""
    return asked.STANDINGS.get(name, name)


@register.simple_tag(takes_context=True)
def press_counts(context: Context, statement: Statement) -> dict[str, Any] | None:
    """How the letters of a text stand; None where it was mailed to nobody."""
    if not statement.is_said or not statement.version_said.press_groups:
        return None
    found = asked.counts(asked.letters_of(statement))
    user = context["request"].user
    sees = may(user, "statements.see_press", statement)
    return {"counts": found, "may_see": sees} if found else None


@register.simple_tag
def press_plan(statement: Statement) -> dict[str, Any] | None:
    """The groups of the version at hand, and how many people they reach today."""
    return asked.mail_plan(statement.version_said, statement)


@register.filter
def may_see_press(user: Any) -> bool:
    """Whether any brand of the person has a press list that they may read."""
    return any(may(user, "statements.see_press", brand) for brand in brands_of(user))
