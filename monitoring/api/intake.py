"""The door for listening tools: `POST intake/<token>/`.

The body is a JSON list of mentions, or an object with such a list under `mentions`. Where the
source has a secret, the header `X-Crisisdesk-Signature: sha256=<hex>` must carry the HMAC-SHA256
of the raw body under that secret. A call that is sent twice adds nothing: mentions are idempotent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.errors import Forbidden
from monitoring.api import serializers
from monitoring.api.views import listed
from monitoring.enums import SourceKind
from monitoring.services import sources
from monitoring.services.ingest import take_in
from teams.automation import automation

if TYPE_CHECKING:
    from rest_framework.request import Request

    from monitoring.models import Source

SIGNATURE = "X-Crisisdesk-Signature"


class IntakeView(APIView):
    """Mentions from a listening tool's webhook; the address is the key."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        request=serializers.MentionIn(many=True),
        responses={200: serializers.TakenInOut},
        parameters=[OpenApiParameter(SIGNATURE, location=OpenApiParameter.HEADER)],
    )
    def post(self, request: Request, token: str) -> Response:
        source = authorised(request, token)
        result = take_in(
            listed(unwrapped(request.data)),
            brand=source.brand,
            actor=automation(),
            source=source,
            kind=SourceKind.WEBHOOK,
        )
        return Response(result.as_dict())


def authorised(request: Request, token: str) -> Source:
    """The source of this address, once the signature holds."""
    body = request.body
    source = sources.by_token(token)
    if source is None:
        raise Http404
    if source.secret and not sources.signed(source, body, request.headers.get(SIGNATURE, "")):
        raise Forbidden(_("The signature does not fit the body."))
    return source


def unwrapped(data: Any) -> Any:
    """Tools send a list, a list under a name, or a single mention."""
    return data.get("mentions", [data]) if isinstance(data, dict) else data
