"""Questions in the address of an API list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from crisisdesk.kernel.text import nfc
from crisisdesk.kernel.vocabulary import Sentiment
from incidents.models import Incident
from monitoring.enums import InboxState, Platform, SignalKind, SignalLevel, SignalState
from monitoring.selectors.mentions import Search

if TYPE_CHECKING:
    from rest_framework.request import Request

ANY = ("", "")
#: What an id column holds; a longer number is an error of the caller, not of the database.
LARGEST_ID = 2**63 - 1


def identifier() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)


class MentionQuestion(forms.Form):
    brand = forms.SlugField(required=False)
    watch = identifier()
    label = forms.ChoiceField(required=False, choices=[ANY, *Sentiment.choices])
    platform = forms.ChoiceField(required=False, choices=[ANY, *Platform.choices])
    language = forms.CharField(required=False, max_length=5)
    source = identifier()
    incident = forms.RegexField(r"^(?:[A-Za-z]{3}-)?\d{1,9}$", required=False)
    signal = identifier()
    cluster = identifier()
    since = forms.DateTimeField(required=False)
    until = forms.DateTimeField(required=False)
    q = forms.CharField(required=False, max_length=200)


class SignalQuestion(forms.Form):
    brand = forms.SlugField(required=False)
    state = forms.ChoiceField(required=False, choices=[ANY, *SignalState.choices])
    level = forms.ChoiceField(required=False, choices=[ANY, *SignalLevel.choices])
    kind = forms.ChoiceField(required=False, choices=[ANY, *SignalKind.choices])


class InboxQuestion(forms.Form):
    brand = forms.SlugField(required=False)
    state = forms.ChoiceField(required=False, choices=[ANY, *InboxState.choices])
    assignee = forms.EmailField(required=False)


class ClusterQuestion(forms.Form):
    """Which clusters; `since` and `until` are about when one was heard."""

    brand = forms.SlugField(required=False)
    since = forms.DateTimeField(required=False)
    until = forms.DateTimeField(required=False)
    noise = forms.NullBooleanField(required=False)
    min_size = forms.IntegerField(required=False, min_value=2, max_value=10**9)
    min_suspicion = forms.IntegerField(required=False, min_value=0, max_value=100)


CLUSTER_COLUMNS = {
    "brand": "brand__slug",
    "since": "last_at__gte",
    "until": "first_at__lte",
    "min_size": "size__gte",
    "min_suspicion": "suspicion__gte",
}


@dataclass(frozen=True)
class Question:
    brand: str
    what: Search


def mention_search(request: Request) -> Question:
    """What the caller looks for; a wrong value is an error by field, never ignored."""
    data = _checked(MentionQuestion(request.query_params))
    brand, text = data.pop("brand"), nfc(data.pop("q"))
    reference = data.pop("incident")
    case = _case(request, reference) if reference else None
    return Question(brand, Search(**data, incident=case, text=text))


def _case(request: Request, reference: str) -> int:
    """The incident's id; -1, which no mention has, for one the caller may not see."""
    number = int(reference.rpartition("-")[2])
    found = Incident.objects.visible_to(request.user).filter(number=number).first()
    return found.pk if found else -1


def signal_filter(request: Request) -> dict[str, Any]:
    data = _checked(SignalQuestion(request.query_params))
    if brand := data.pop("brand"):
        data["brand__slug"] = brand
    return {name: value for name, value in data.items() if value}


def inbox_filter(request: Request) -> dict[str, Any]:
    """What waits, unless another state is asked for."""
    data = _checked(InboxQuestion(request.query_params))
    wanted = {"brand__slug": data["brand"], "assignee__email__iexact": data["assignee"]}
    state = data["state"] or InboxState.WAITING
    return {"state": state} | {name: value for name, value in wanted.items() if value}


def cluster_filter(request: Request) -> dict[str, Any]:
    """Without `noise` the answer leaves out what was dismissed as noise."""
    data = _checked(ClusterQuestion(request.query_params))
    noise = bool(data.pop("noise"))
    found = {
        CLUSTER_COLUMNS[name]: value for name, value in data.items() if value not in (None, "")
    }
    return found | {"noise_at__isnull": not noise}


def _checked(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.cleaned_data
