"""Every address of the desk, read from the URL conf."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    name: str
    route: str
    view: Any

    def __str__(self) -> str:
        return f"{self.name} /{self.route}"

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")

    @property
    def declared(self) -> set[str]:
        """The methods that the view itself declares; empty where it does not say."""
        if actions := getattr(self.view, "actions", None):
            return set(actions) & set(METHODS)
        described = getattr(self.view, "cls", None)
        if described is None:
            return set()
        allowed = set(described.http_method_names)
        return {method for method in METHODS if hasattr(described, method)} & allowed


def routes() -> list[Route]:
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLPattern):
            yield Route(f"{space}{entry.name}", path, entry.callback)
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, path, inner)
