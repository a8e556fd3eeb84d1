"""What the tests of the look share: a request of nobody, and a way to render a line of template."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory


@pytest.fixture(autouse=True)
def _addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.ui.urls"


@pytest.fixture
def visit() -> Callable[..., HttpRequest]:
    """A GET of somebody without a session."""

    def make(path: str = "/styleguide/", **cookies: str) -> HttpRequest:
        request = RequestFactory().get(path)
        request.user = AnonymousUser()
        request.COOKIES.update(cookies)
        return request

    return make


@pytest.fixture
def render(visit: Callable[..., HttpRequest]) -> Callable[..., str]:
    """`render("{% badge word %}", word="x")`."""

    def make(source: str, **values: Any) -> str:
        template = engines["django"].from_string("{% load i18n ui %}" + source)
        return template.render(values, visit())

    return make


@pytest.fixture
def lan() -> SimpleNamespace:
    return SimpleNamespace(name="Nguyễn Thị Lan")
