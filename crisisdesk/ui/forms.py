"""Fields, error summaries and filter bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html_join

from crisisdesk.ui.library import attributes, part, register

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField
    from django.template import Context
    from django.utils.safestring import SafeString

CHECKBOXES = {"checkbox", "nullboolean"}
#: Choices say by their empty line that they may stay empty.
SPEAKING = {"select", "selectmultiple", "radioselect", "checkboxselectmultiple"}


@register.simple_tag(takes_context=True)
def field(
    context: Context,
    bound: BoundField,
    hint: str = "",
    label: str = "",
    width: str = "",
    *,
    optional: bool = False,
    **extra: Any,
) -> SafeString:
    """Label, help, error and widget of one form field."""
    if bound.is_hidden:
        return bound.as_hidden()
    hint = hint or str(bound.help_text)
    return part(
        context,
        "field",
        field=bound,
        label=label or bound.label,
        hint=hint,
        width=width,
        optional=optional,
        widget=bound.as_widget(attrs=_widget_attributes(bound, hint, extra)),
        group=bound.use_fieldset,
        checkbox=bound.widget_type in CHECKBOXES,
        counted=extra.get("data_count"),
    )


def _widget_attributes(bound: BoundField, hint: str, extra: dict[str, Any]) -> dict[str, Any]:
    names = {name.replace("_", "-"): value for name, value in extra.items()}
    described = [f"{bound.auto_id}_hint"] if hint else []
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        names["aria-invalid"] = "true"
    if described and not bound.use_fieldset:
        names["aria-describedby"] = " ".join(described)
    return names


@register.simple_tag(takes_context=True)
def form_fields(context: Context, form: BaseForm, *, optional: bool = False) -> SafeString:
    """All fields of a form in their order, hidden ones included.

    `optional` marks those that may stay empty, but not a choice, whose empty line says it, nor
    a field whose help says when it is needed.
    """
    marked = ((bound, optional and _free(bound)) for bound in form)
    drawn = ((field(context, bound, optional=free),) for bound, free in marked)
    return format_html_join("\n", "{}", drawn)


def _free(bound: BoundField) -> bool:
    speaks = bool(bound.help_text) or bound.widget_type in SPEAKING
    return not (bound.field.required or speaks)


@register.simple_tag(takes_context=True)
def form_errors(context: Context, *forms: BaseForm) -> SafeString | str:
    """The summary above a form: every error once, linked to its field."""
    given = [form for form in forms if form]
    errors = [error for form in given for error in _errors(form)]
    return part(context, "form_errors", errors=errors) if errors else ""


def _errors(form: BaseForm) -> list[dict[str, Any]]:
    general = [{"message": message} for message in form.non_field_errors()]
    return general + [
        {"message": message, "label": bound.label, "target": _target(bound)}
        for bound in form
        for message in bound.errors
    ]


def _target(bound: BoundField) -> str:
    """The id that the link jumps to; of a group its first choice."""
    return f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label


@register.simple_block_tag(takes_context=True)
def filters(
    context: Context, content: str, target: str = "", url: str = "", **extra: Any
) -> SafeString:
    """A GET form above a list; with `target` it filters while one types."""
    path = url or getattr(context.get("request"), "path", "")
    return part(
        context, "filters", content=content, target=target, path=path, extra=attributes(extra)
    )
