"""What an inject needs beyond its words to arrive as the thing itself; checked strictly.

`FIELDS` names them by the way of arriving. An error names its field, such as `count`; whoever
reads a file puts the place before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drills.enums import Arrives
from monitoring.enums import Platform, SignalKind
from monitoring.intake.clean import is_link
from playbooks.checks import tidy

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import Promise

RECORDINGS = Path(__file__).resolve().parent / "seed" / "recordings"
MOST_POSTS = 5000
MOST_MINUTES = 24 * 60
MOST_REACH = 50_000_000


@dataclass(frozen=True)
class Field:
    """One detail: how it is checked, what it is called, and whether it must be there."""

    check: Callable[[Any], Any]
    label: str | Promise
    required: bool = False


def _number(least: int, most: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValidationError(
                _("is not a whole number from %(least)d to %(most)d")
                % {"least": least, "most": most}
            )
        return value

    return check


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValidationError(_("is not a share from 0 to 1"))
    return float(value)


def _line(limit: int) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(_("is not a text"))
        line = tidy(value, lines=False)
        if len(line) > limit:
            raise ValidationError(_("is longer than %(limit)d characters") % {"limit": limit})
        return line

    return check


def _one_of(known: list[str]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in known:
            raise ValidationError(_("is none of: %(known)s") % {"known": ", ".join(known)})
        return str(value)

    return check


def _link(value: Any) -> str:
    address = _line(2000)(value)
    if address and not is_link(address):
        raise ValidationError(_("A link must begin with http:// or https://."))
    return address


def recordings() -> list[str]:
    """Names of the recorded storms that are shipped."""
    return sorted(path.stem for path in RECORDINGS.glob("*.jsonl"))


def _recording(value: Any) -> str:
    return _one_of(recordings())(value)


_REACH = Field(_number(0, MOST_REACH), gettext_lazy("Reach"))
_QUESTION = {
    "outlet": Field(_line(200), gettext_lazy("Outlet"), required=True),
    "reporter": Field(_line(200), gettext_lazy("Reporter")),
    "deadline_minutes": Field(
        _number(1, MOST_MINUTES), gettext_lazy("Minutes to the deadline"), required=True
    ),
    "question_vi": Field(_line(2000), gettext_lazy("Question (Vietnamese)")),
    "question_en": Field(_line(2000), gettext_lazy("Question (English)")),
}

#: What may be said of each kind; the words of an inject serve where a question is left out.
FIELDS: dict[str, dict[str, Field]] = {
    Arrives.NOTE: {},
    Arrives.SIGNAL: {
        "kind": Field(_one_of(list(SignalKind.values)), gettext_lazy("Kind of signal")),
        "platform": Field(_one_of(list(Platform.values)), gettext_lazy("Platform")),
        "reach": _REACH,
        "url": Field(_link, gettext_lazy("Link")),
    },
    Arrives.POSTS: {
        "count": Field(_number(1, MOST_POSTS), gettext_lazy("Number of posts")),
        "over_minutes": Field(_number(1, MOST_MINUTES), gettext_lazy("Over so many minutes")),
        "platform": Field(_one_of(list(Platform.values)), gettext_lazy("Platform")),
        "reach": _REACH,
        "negative_share": Field(_share, gettext_lazy("Share of negative posts")),
        "recording": Field(_recording, gettext_lazy("Recorded storm")),
    },
    Arrives.ENQUIRY: _QUESTION,
    Arrives.CALL: _QUESTION,
}


def clean(arrives: str, details: Any) -> dict[str, Any]:
    """The details as they are stored; what is unknown, missing or wrong is named by its field."""
    if arrives not in FIELDS:
        raise ValidationError(
            {"arrives": _("is none of: %(known)s") % {"known": ", ".join(FIELDS)}}
        )
    if not isinstance(details, dict):
        raise ValidationError({"details": _("is not a mapping")})
    kept, errors = _checked(FIELDS[arrives], details)
    for name in _missing(arrives, {**errors, **kept}):
        errors[name] = [_("is missing")]
    if errors:
        raise ValidationError(errors)
    return kept


def _checked(
    fields: dict[str, Field], details: dict[Any, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """What is right, and the sentences about what is not; an empty value is none at all."""
    kept: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, value in details.items():
        if name not in fields:
            errors[str(name)[:60]] = [_("is not known here")]
        elif value not in (None, ""):
            try:
                if (found := fields[name].check(value)) != "":
                    kept[name] = found
            except ValidationError as wrong:
                errors[name] = wrong.messages
    return kept, errors


def _missing(arrives: str, given: dict[str, Any]) -> list[str]:
    missing = [n for n, field in FIELDS[arrives].items() if field.required and n not in given]
    # A recorded storm brings its own number and length.
    if arrives == Arrives.POSTS and "recording" not in given:
        missing += [name for name in ("count", "over_minutes") if name not in given]
    return missing
