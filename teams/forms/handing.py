"""From a form to a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm


def accepted(form: BaseForm, service: Callable[..., Any], *subject: Any, **known: Any) -> bool:
    """Hand valid input to a service; what it finds wrong is shown at the form's fields."""
    if not form.is_valid():
        return False
    try:
        service(*subject, **known, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
