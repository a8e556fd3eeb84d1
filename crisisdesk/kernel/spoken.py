"""Pages that ask or answer somebody without an account: no cookie, no session, nothing cached."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that asks or answers somebody: language from the address alone, never cached.

    It carries no cookie either, and so no CSRF token: nobody's session stands behind it, and the
    right to act is the token in a letter's link, or nobody's at all.
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = "en" if request.GET.get("lang") == "en" else "vi"
        zone = timezone.get_default_timezone()
        with translation.override(language), timezone.override(zone):
            response = view(request, *args, language=language, **kwargs)
        response["Content-Language"] = language
        # The address holds a token, or is nobody's business.
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


def unlisted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Such a page whose address is for a few people: search engines leave it out."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return spoken(answer)


def in_both(path: str) -> list[dict[str, str]]:
    """The same address in either language, for the switch at the top."""
    return [
        {"lang": "vi", "url": path, "label": "Tiếng Việt"},
        {"lang": "en", "url": f"{path}?lang=en", "label": "English"},
    ]
