"""What a step asks to be written down when it is checked off: checked, and told again.

Values are kept as text in one form each, so that what was written stays what was written: a number
with a point, a date as 2026-11-30, a link that begins with https.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from crisisdesk.kernel.text import nfc
from playbooks.content import Text
from playbooks.enums import FieldKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incidents.models import Task

LONGEST = 1000
MOST_DIGITS = 15
PREFIX = "answers"
_is_link = URLValidator(schemes=["https"])


def place(key: str) -> str:
    """Where an error of this field stands, in a form and in a problem document."""
    return f"{PREFIX}.{key}"


def checked(task: Task, given: Mapping[str, Any]) -> dict[str, str]:
    """What is known with what is given now; a ValidationError names each field that is wrong."""
    errors: dict[str, str] = {}
    known = {field["key"] for field in task.fields}
    for key in given:
        if key not in known:
            errors[place(nfc(str(key))[:60])] = _("This step does not ask for it.")
    said = {**task.answers, **given}
    found = {}
    for field in task.fields:
        try:
            value = _value(field["kind"], said.get(field["key"]))
        except ValidationError as error:
            errors[place(field["key"])] = error.message
            continue
        if value:
            found[field["key"]] = value
        elif field["required"]:
            errors[place(field["key"])] = _("Write this down to finish the step.")
    if errors:
        raise ValidationError(errors)
    return found


def is_whole(task: Task) -> bool:
    """Whether everything that must be written down has been."""
    return all(field["key"] in task.answers for field in task.fields if field["required"])


def _value(kind: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValidationError(_("Write a text, a number, a date or a link."))
    words = nfc(str(value)).strip()
    if len(words) > LONGEST:
        sentence = _("At most %(limit)d characters.") % {"limit": LONGEST}
        raise ValidationError(sentence)
    return _CHECKS[kind](words) if words else ""


def _number(words: str) -> str:
    try:
        number = Decimal(words)
    except InvalidOperation:
        number = Decimal("NaN")
    if (
        not number.is_finite()
        or abs(number.adjusted()) >= MOST_DIGITS
        or len(words) > 2 * MOST_DIGITS
    ):
        raise ValidationError(_("Write a number, such as 1200 or 0.5."))
    return f"{number:f}"


def _date(words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError as error:
        raise ValidationError(_("Write a date as 2026-11-30.")) from error


def _link(words: str) -> str:
    try:
        _is_link(words)
    except ValidationError as error:
        raise ValidationError(_("Write a link that begins with https://.")) from error
    return words


_CHECKS = {
    FieldKind.TEXT.value: lambda words: words,
    FieldKind.NUMBER.value: _number,
    FieldKind.DATE.value: _date,
    FieldKind.LINK.value: _link,
}


@dataclass(frozen=True)
class Line:
    """One field of a step and what was written, in the reader's language."""

    key: str
    label: str
    value: str
    required: bool
    url: str = ""


def lines(task: Task) -> list[Line]:
    """The fields of a step in order; those without a value have an empty one."""
    return [
        Line(
            field["key"],
            str(Text.of(field)),
            _shown(field["kind"], value := task.answers.get(field["key"], "")),
            field["required"],
            value if field["kind"] == FieldKind.LINK else "",
        )
        for field in task.fields
    ]


def _shown(kind: str, value: str) -> str:
    if value and kind == FieldKind.NUMBER:
        return str(number_format(Decimal(value), use_l10n=True, force_grouping=True))
    if value and kind == FieldKind.DATE:
        return date_format(date.fromisoformat(value), "d/m/Y")
    return value
