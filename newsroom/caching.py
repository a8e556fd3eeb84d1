"""Pages for everybody: no cookie, no session, the same bytes for the same address."""

from __future__ import annotations

import hashlib
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from crisisdesk.kernel.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

__all__ = ["public", "spoken"]
FRESH_FOR = 30


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The language comes from the address alone; a known ETag is answered with 304."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = "en" if request.GET.get("lang") == "en" else "vi"
        zone = timezone.get_default_timezone()
        with translation.override(language), timezone.override(zone):
            response = view(request, *args, language=language, **kwargs)
        response["Content-Language"] = language
        response["Cache-Control"] = f"public, max-age={FRESH_FOR}, stale-while-revalidate=300"
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        known = get_conditional_response(request, etag=response["ETag"], response=response)
        return known or response

    return answer
