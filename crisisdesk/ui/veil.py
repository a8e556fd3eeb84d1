"""Words and pictures that are covered with a warning until their reader asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisisdesk.kernel import veil
from crisisdesk.kernel.abuse import Kind, kinds_in
from crisisdesk.ui.library import part, register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.template import Context
    from django.utils.safestring import SafeString

KINDS = {
    Kind.THREAT: gettext_lazy("threat"),
    Kind.SEXUAL: gettext_lazy("sexual abuse"),
    Kind.SLUR: gettext_lazy("slur at a group"),
    Kind.INSULT: gettext_lazy("coarse insult"),
    Kind.GORE: gettext_lazy("description of violence"),
}


@register.simple_block_tag(takes_context=True)
def veiled(
    context: Context, content: str, text: object, item: str, number: int | str
) -> SafeString:
    """`{% veiled mention.text "mention" mention.pk %}…{% endveiled %}`: covered if abusive.

    The cover is a `<details>`: it opens by a press or a key and without scripts; with them the
    session remembers it.
    """
    kinds = kinds_in(str(text or ""))
    if not kinds:
        return mark_safe(content)  # noqa: S308 -- rendered by the template around it
    return _cover(context, content, f"{item}:{number}", _warning(kinds))


@register.simple_block_tag(takes_context=True)
def veiled_picture(
    context: Context, content: str, item: str, number: int | str, *, always: bool = False
) -> SafeString:
    """A picture from outside: covered whatever it shows; `always` also when opened before."""
    words = _("Picture from outside, not checked")
    return _cover(context, content, f"{item}:{number}", words, always=always)


@register.filter
def unless_abusive(text: object) -> SafeString | str:
    """The text as the words of a link; a warning in its place where it is abusive."""
    kinds = kinds_in(str(text or ""))
    return (
        _("%(warning)s · open to read") % {"warning": _warning(kinds)}
        if kinds
        else (conditional_escape(text))
    )


def _cover(
    context: Context, content: str, item: str, warning: str, *, always: bool = False
) -> SafeString:
    opened = not always and veil.is_open(context.get("request"), item)
    return part(context, "veil", content=content, item=item, warning=warning, opened=opened)


def _warning(kinds: Iterable[Kind]) -> str:
    names = ", ".join(str(KINDS[kind]) for kind in kinds)
    return _("Hard to read: %(kinds)s") % {"kinds": names}
