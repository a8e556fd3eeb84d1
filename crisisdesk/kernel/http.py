"""One table for both faces: what the domain says becomes a page, a fragment or a problem.

=================  ===========================  ==================================
domain             pages                        API
=================  ===========================  ==================================
Forbidden          403 page or toast            403 problem
Blocked(reasons)   409 page or toast            409 problem with `blockers`
Stale              409 page                     409 problem, `current_seq`
ValidationError    form again (the view's own)  400 problem with `errors`
=================  ===========================  ==================================
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import set_rollback

from crisisdesk.kernel.context import ActionSource, acting_from
from crisisdesk.kernel.errors import Blocked, Forbidden, Stale

PROBLEM = "application/problem+json"


def client_address(request: HttpRequest) -> str:
    """The peer's address as the web server reports it."""
    return str(request.META.get("REMOTE_ADDR", ""))


class DeskMiddleware:
    """Names the source of every action and turns domain refusals into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if holds_nul(request):
            return HttpResponse(status=400)
        source = ActionSource.API if request.path.startswith("/api/") else ActionSource.WEB
        with acting_from(source, client_address(request)):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Blocked):
            return refusal_page(request, 409, [str(reason.message) for reason in error.reasons])
        if isinstance(error, Forbidden):
            return refusal_page(request, 403, [str(error.sentence)])
        return None


def holds_nul(request: HttpRequest) -> bool:
    """No column of the database takes the character NUL, so no address may carry it there."""
    return "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")


def refusal_page(request: HttpRequest, status: int, sentences: list[str]) -> HttpResponse:
    """A whole page, or for htmx a toast that lands in `#notices`."""
    context = {"sentences": sentences, "back": request.META.get("HTTP_REFERER", "/")}
    if getattr(request, "htmx", False):
        answer = render(request, "ui/refusal_toast.html", context, status=status)
        answer["HX-Retarget"] = "#notices"
        answer["HX-Reswap"] = "innerHTML"
        return answer
    return render(request, f"errors/{status}.html", context, status=status)


def problem(status: int, title: str, detail: str = "", **members: Any) -> Response:
    """An RFC 9457 problem document."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}
    return Response(body, status=status, content_type=PROBLEM)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler: every refusal and error of the API as a problem document."""
    for kinds, answer in ANSWERS:
        if isinstance(error, kinds):
            set_rollback()
            return answer(error)
    return None


def field_errors(error: DjangoValidationError) -> dict[str, list[str]]:
    """Messages by field; those of no field under `non_field_errors`."""
    if hasattr(error, "error_dict"):
        return {
            ("non_field_errors" if name == "__all__" else name): messages
            for name, messages in error.message_dict.items()
        }
    return {"non_field_errors": error.messages}


def _blocked(error: Blocked, **members: Any) -> Response:
    reasons = [reason.as_dict() for reason in error.reasons]
    detail = " ".join(reason["message"] for reason in reasons)
    return problem(409, _("Not possible now"), detail, blockers=reasons, **members)


def _framework_problem(error: drf.APIException) -> Response:
    if isinstance(error, drf.ValidationError):
        detail = error.detail
        errors = detail if isinstance(detail, dict) else {"non_field_errors": detail}
        answer = problem(400, _("Invalid input"), errors=errors)
    elif isinstance(error, drf.Throttled):
        seconds = {"seconds": int(error.wait or 0) + 1}
        sentence = _("There were too many such calls. Try again in %(seconds)s seconds.")
        answer = problem(error.status_code, _("Too many calls"), sentence % seconds)
    else:
        answer = problem(error.status_code, str(error.default_detail), str(error.detail))
    for header, value in {
        "WWW-Authenticate": getattr(error, "auth_header", None),
        "Retry-After": getattr(error, "wait", None) and str(int(error.wait) + 1),
    }.items():
        if value:
            answer[header] = value
    return answer


#: First match wins; a `Stale` is a `Blocked`.
ANSWERS: tuple[
    tuple[type[Exception] | tuple[type[Exception], ...], Callable[[Any], Response]], ...
] = (
    (Stale, lambda error: _blocked(error, current_seq=error.current_seq)),
    (Blocked, _blocked),
    (Forbidden, lambda error: problem(403, _("Forbidden"), str(error.sentence))),
    (
        DjangoValidationError,
        lambda error: problem(400, _("Invalid input"), errors=field_errors(error)),
    ),
    # Beyond what can be reckoned with: the year 1 in another zone, a list in ten thousand lists.
    ((OverflowError, RecursionError), lambda _error: problem(400, _("Invalid input"))),
    (Http404, lambda _error: problem(404, _("Not found"))),
    (PermissionDenied, lambda error: problem(403, _("Forbidden"), str(error))),
    (drf.APIException, _framework_problem),
)
