"""What the API views of a case share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.views import APIView

from crisisdesk.kernel.rights import require
from incidents.access import case_of
from incidents.forms.base import readable_facts
from teams import roles

if TYPE_CHECKING:
    from django.db.models import Model
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer

    from incidents.models import Incident
    from teams.models import User

#: Fields by which a request names a person of the brand.
PEOPLE = ("owner", "person", "reviewer")
CREATED = 201


class CaseView(APIView):
    """One case and something of it. Strangers get 404; viewers, who see a summary, get 403."""

    def case(self, request: Request, reference: str, *, working: bool = True) -> Incident:
        incident = case_of(request, reference)
        if working:
            require(request.user, "incidents.view_working", incident)
        return incident

    def given(
        self, request: Request, serializer: type[BaseSerializer[Any]], incident: Incident
    ) -> dict[str, Any]:
        """The checked input, with people and rows of this case instead of their numbers."""
        checked = serializer(data=request.data)
        checked.is_valid(raise_exception=True)
        data = dict(checked.validated_data)
        for name in PEOPLE:
            if data.get(name) is not None:
                data[name] = person(incident, data[name], name)
        readable = readable_facts(incident, request.user)
        rows_of = (("fact", readable), ("refuted_by", readable), ("claim", incident.claims))
        for name, rows in rows_of:
            if isinstance(data.get(name), int):
                data[name] = row_of(rows.filter(pk=data[name]).first(), name)
        return data

    def answer(
        self, request: Request, serializer: type[BaseSerializer[Any]], row: Any, status: int = 200
    ) -> Response:
        return Response(serializer(row, context={"request": request}).data, status=status)

    def listing(
        self, request: Request, serializer: type[BaseSerializer[Any]], rows: Any
    ) -> Response:
        """All rows of one case: they are few, so there is one page."""
        shown = serializer(rows, many=True, context={"request": request})
        return Response({"next": None, "previous": None, "results": shown.data})

    def row(self, incident: Incident, model: type[Model], pk: int, path: str = "incident") -> Any:
        return get_object_or_404(model, pk=pk, **{path: incident})


def person(incident: Incident, pk: int, field: str) -> User:
    """A person of the case's brand; anyone else does not exist here."""
    found = roles.people(incident.brand_id).filter(pk=pk).first()
    return row_of(found, field)


def row_of(found: Any, field: str) -> Any:
    if found is None:
        raise ValidationError({field: _("Unknown here.")})
    return found
