"""What the pages of words share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from crisisdesk.kernel.errors import Stale

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form


def performed(form: Form, run: Callable[..., Any], **facts: Any) -> Any:
    """Run the service; None when the domain found fault with the input, which the form shows."""
    try:
        return run(**facts) or True
    except ValidationError as error:
        attach(form, error)
        return None


def attach(form: Form, error: ValidationError) -> None:
    """Domain messages beside their fields; those of unknown fields above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def saved(form: Form, run: Callable[..., Any], **facts: Any) -> tuple[Any, Stale | None]:
    """The same for an edit that may come second: the conflict is shown, nothing typed is lost."""
    try:
        return performed(form, run, **facts), None
    except Stale as conflict:
        return None, conflict
