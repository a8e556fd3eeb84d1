"""Where the present action comes from; stored beside every line of history."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterator


class ActionSource(models.TextChoices):
    WEB = "web", _("web")
    API = "api", _("API")
    AUTOMATION = "automation", _("automation")
    DRILL = "drill", _("drill")


_source: ContextVar[str] = ContextVar("action_source", default=ActionSource.AUTOMATION)
_address: ContextVar[str] = ContextVar("client_address", default="")


def current_source() -> str:
    return _source.get()


def current_address() -> str:
    """The client's network address, empty outside a request."""
    return _address.get()


@contextmanager
def acting_from(source: str, address: str = "") -> Iterator[None]:
    """Mark everything inside as coming from `source`."""
    tokens = _source.set(source), _address.set(address)
    try:
        yield
    finally:
        _source.reset(tokens[0])
        _address.reset(tokens[1])
