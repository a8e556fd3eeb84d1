"""The description of the API is the same for everybody, in their format and language, and drawn once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.test import APIRequestFactory

from teams.api.described import drawn

if TYPE_CHECKING:
    from django.test import Client

PATH = "/api/v1/schema/"
JSON = {"accept": "application/vnd.oai.openapi+json"}


@pytest.fixture
def plain() -> Any:
    """What the library says, drawn anew."""
    request = APIRequestFactory().get(PATH, {"lang": "en"}, headers=JSON)
    return SpectacularAPIView.as_view()(request).render()


def test_it_says_what_the_library_says(client: Client, plain: Any) -> None:
    answer = client.get(PATH, {"lang": "en"}, headers=JSON)

    assert json.loads(answer.content) == json.loads(plain.content)
    for name in ("Content-Type", "Content-Disposition"):
        assert answer[name] == plain[name]


def test_each_language_has_its_own_and_an_unknown_one_gets_the_desks(client: Client) -> None:
    said = {
        language: client.get(PATH, {"lang": language}, headers=JSON).content
        for language in ("vi", "en", "xx")
    }

    assert said["vi"] != said["en"]
    assert said["xx"] == said["vi"]


def test_it_is_drawn_once_whoever_asks(client: Client) -> None:
    first = client.get(PATH, {"lang": "en"}, headers=JSON).content
    held = drawn.cache_info().misses

    assert client.get(PATH, {"lang": "en"}, headers=JSON).content == first
    assert (drawn.cache_info().misses, drawn(OpenApiJsonRenderer, "en")) == (held, first)


def test_who_asks_for_no_format_reads_yaml(client: Client) -> None:
    answer = client.get(PATH)

    assert answer["Content-Type"].startswith("application/vnd.oai.openapi")
    assert b"openapi: 3" in answer.content[:40]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    assert PATH not in yaml.load(answer.content, Loader=loader)["paths"]
