"""Pages are drawn where somebody reads them: who passes is decided before."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.template.backends.django import Template

if TYPE_CHECKING:
    from collections.abc import Iterator

drawn = Template.render
_wanted = [True]


def render(template: Template, context: Any = None, request: Any = None) -> str:
    """What is no answer to a request, such as a letter, is always written."""
    if _wanted[-1] or request is None:
        return drawn(template, context, request)
    return ""


@contextmanager
def when(wanted: bool) -> Iterator[None]:
    _wanted.append(wanted)
    try:
        yield
    finally:
        _wanted.pop()
