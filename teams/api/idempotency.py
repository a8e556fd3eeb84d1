"""`Idempotency-Key`: a write that is sent twice happens once.

The key's row, the write and the kept answer share one transaction. A second request with the same
key waits at the row's unique index until the first has committed, and then gets its answer; if the
first fails or its process dies, everything of it is gone and the second does the work. Refusals
changed nothing and are not kept. Nothing is kept for callers whom the API does not let in by a
token or a session, and nothing that was kept is given to a token that has been revoked since.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.http import PROBLEM
from teams.api.authentication import caller
from teams.models import KeptAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

KEPT_FOR = timedelta(hours=24)
LONGEST = 255
WRITES = {"POST", "PUT", "PATCH", "DELETE"}
REFUSED = 400


class IdempotencyMiddleware:
    """Stands last, right before the view, and calls it inside the key's transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        key = request.headers.get("Idempotency-Key")
        if not key or request.method not in WRITES or not request.path.startswith("/api/"):
            return None
        if len(key) > LONGEST:
            return problem(400, _("Invalid input"), errors={"Idempotency-Key": [_("Too long.")]})
        who = caller(request)
        if not who:
            return None
        return once(request, digest(who, key), lambda: view(request, *args, **kwargs))


@transaction.atomic
def once(request: HttpRequest, key: str, act: Callable[[], Any]) -> HttpResponse:
    """The kept answer of the caller's key, or the answer of acting now."""
    print_ = fingerprint(request)
    KeptAnswer.objects.filter(created_at__lt=now() - KEPT_FOR).delete()
    row, fresh = KeptAnswer.objects.get_or_create(
        key=key, defaults={"fingerprint": print_, "status": 0}
    )
    if not fresh:
        return kept(row) if row.fingerprint == print_ else reused()
    answer = act()
    if hasattr(answer, "render"):
        answer.render()
    if answer.status_code >= REFUSED:
        transaction.set_rollback(True)
        return answer
    row.status, row.content_type = answer.status_code, answer.headers.get("Content-Type", "")
    row.content = answer.content.decode()
    row.save()
    return answer


def kept(row: KeptAnswer) -> HttpResponse:
    answer = HttpResponse(row.content, status=row.status, content_type=row.content_type)
    answer["Idempotency-Replayed"] = "true"
    return answer


def reused() -> HttpResponse:
    """The key already stands for another request."""
    words = _("This key was used for another request.")
    return problem(
        409,
        _("Not possible now"),
        detail=words,
        blockers=[{"code": "idempotency_key_reused", "message": words}],
    )


def problem(status: int, title: str, **members: Any) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, **members}
    return JsonResponse(body, status=status, content_type=PROBLEM)


def fingerprint(request: HttpRequest) -> str:
    """What makes two requests the same: method, address and content; of uploads their length."""
    upload = request.content_type == "multipart/form-data"
    content = request.headers.get("Content-Length", "").encode() if upload else request.body
    return digest(
        request.method or "", request.get_full_path(), hashlib.sha256(content).hexdigest()
    )


def digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
