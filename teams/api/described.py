"""The description of the API: open to everybody, so it is drawn once a format and language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.views import SpectacularAPIView

if TYPE_CHECKING:
    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request


class DescriptionView(SpectacularAPIView):
    """Drawing it takes a second of one processor; the addresses of a running desk never change."""

    def _get_schema_response(self, request: Request) -> HttpResponse:
        renderer, _media_type = self.perform_content_negotiation(request, force=True)
        language = translation.get_language()
        spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        kind = type(renderer)
        charset = f"; charset={kind.charset}" if kind.charset else ""
        name = self._get_filename(request, "")
        return HttpResponse(
            drawn(kind, spoken),
            content_type=f"{kind.media_type}{charset}",
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )


@cache
def drawn(kind: type[BaseRenderer], language: str) -> bytes:
    """Its words; there are as many as formats times languages of the desk."""
    view: Any = DescriptionView
    with translation.override(language):
        described = view.generator_class(urlconf=view.urlconf).get_schema(public=True)
        return kind().render(described, renderer_context={})
