"""From a view to a service, where the service finds something wrong with what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable


def tried(form: Any, service: Callable[..., Any], *subject: Any, **known: Any) -> bool:
    """Whether the service took it; what it finds wrong is added to the form."""
    try:
        service(*subject, **known)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
