"""The door for listening tools: `POST intake/<token>/`.

The body is a JSON list of mentions, an object with such a list under `mentions`, a single mention,
or one object a line; up to 10 MB and 1,000 mentions, also packed with gzip. Where the source has
paths of its own, the fields stand where those say. Where it has a secret, the call is signed in
one of the two ways of `services.webhooks`. A call that is sent twice adds nothing: mentions are
idempotent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.errors import Blocked, Forbidden, Refusal
from crisisdesk.kernel.http import problem
from monitoring.api import serializers
from monitoring.intake import bodies
from monitoring.services import reception, sources, webhooks
from monitoring.services.webhooks import PLAIN, SENTENCES, TIMED, Verdict

if TYPE_CHECKING:
    from rest_framework.request import Request

    from monitoring.models import Source

WAIT = 60


class ReadsBodies:
    """A view that reads bodies itself, and says in a problem document what is wrong with one."""

    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, bodies.Unfit):
            title = _("Body too long") if error.status == bodies.TOO_LONG else _("Unreadable body")
            return problem(error.status, title, error.detail, **error.members)
        return super().handle_exception(error)  # type: ignore[misc]


def raw(request: Request) -> bytes:
    """The body as sent, no longer than it may be."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > bodies.MOST:
        raise bodies.too_long()
    body: bytes = request.read(bodies.MOST + 1)
    if len(body) > bodies.MOST:
        raise bodies.too_long()
    return body


class IntakeView(ReadsBodies, APIView):
    """Mentions from a listening tool's webhook; the address is the key."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    source: Source | None = None

    @extend_schema(
        request=serializers.MentionIn(many=True),
        responses={200: serializers.TakenInOut},
        parameters=[
            OpenApiParameter(name, location=OpenApiParameter.HEADER) for name in (PLAIN, TIMED)
        ],
    )
    def post(self, request: Request, token: str) -> Response:
        self.source = sources.by_token(token)
        if self.source is None:
            raise Http404
        body = raw(request)
        authorise(self.source, body, request)
        items = reception.listed(
            webhooks.named_fields(self.source, bodies.parse(body, request.headers))
        )
        result = webhooks.take(self.source, items, signature=request.headers.get(TIMED, ""))
        return Response(result.as_dict())

    def handle_exception(self, error: Exception) -> Response:
        if self.source and (said := _why_unread(error)):
            webhooks.count_unread(self.source, said)
        return super().handle_exception(error)


def _why_unread(error: Exception) -> str:
    """What was wrong with the body; empty where it was something else."""
    if isinstance(error, bodies.Unfit):
        return error.detail
    return " ".join(error.messages) if isinstance(error, ValidationError) else ""


def authorise(source: Source, body: bytes, request: Request) -> None:
    """Pass a good signature; note and refuse the others, however many there are."""
    verdict = webhooks.judge(source, body, request.headers)
    if verdict is Verdict.GOOD:
        return
    if verdict is Verdict.REPLAYED:
        webhooks.count_replayed(source)
        raise Blocked([Refusal("replayed", SENTENCES[verdict]())])
    if verdict is Verdict.STALE:
        webhooks.count_replayed(source)
    elif not webhooks.count_forged(source):
        raise Throttled(wait=WAIT)
    raise Forbidden(SENTENCES[verdict]())


def read(request: Request) -> Any:
    """The data of a call of the API."""
    return bodies.parse(raw(request), request.headers)
