"""Forms of the inbox and of what is done with ticked mentions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisisdesk.kernel.fields import Link
from crisisdesk.kernel.vocabulary import Sentiment
from incidents.forms.choosing import CaseField
from incidents.models import Incident
from monitoring.enums import InboxState, Platform
from monitoring.forms import LONGEST_ID, LONGEST_NUMBER, SearchForm
from monitoring.models import AnswerRule, SavedSearch
from monitoring.services.answer_rules import ANSWERABLE
from monitoring.services.inbox import LONGEST_REPLY
from statements.models import Answer, Statement
from teams.models import User
from teams.roles import WORKING, people

#: What may be done with many mentions at once, in the order of the page.
ACTS = [
    ("ask", _("Needs an answer")),
    ("close", pgettext_lazy("inbox", "Needs no answer")),
    ("assign", pgettext_lazy("verb", "Assign")),
    ("attach", pgettext_lazy("verb", "Attach")),
    ("label", pgettext_lazy("verb", "Correct")),
]
#: What each of them needs besides.
NEEDS = {"attach": "incident", "label": "label"}


class Ticks(forms.MultipleChoiceField):
    """Ticked rows as `id` or `id.seq`; `seq` says how the row looked when it was shown."""

    def valid_value(self, value: Any) -> bool:
        number, _dot, seq = str(value).partition(".")
        return _digits(number, LONGEST_ID) and (not seq or _digits(seq, LONGEST_NUMBER))

    def clean(self, value: Any) -> dict[int, int | None]:
        parts = [str(one).partition(".") for one in super().clean(value)]
        return {int(number): int(seq) if seq else None for number, _dot, seq in parts}


def _digits(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= most


class ActForm(forms.Form):
    """One act, and with whom or what."""

    act = forms.ChoiceField(choices=ACTS)
    to = forms.ModelChoiceField(
        label=_("Assign to"), queryset=User.objects.none(), required=False,
        empty_label=pgettext_lazy("inbox", "Nobody"),
    )  # fmt: skip
    incident = CaseField(required=False)
    label = forms.ChoiceField(
        label=_("Sentiment"), required=False,
        choices=[("", _("Choose a sentiment")), *Sentiment.choices],
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, brand: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.brand = user, brand
        self.fields["to"].queryset = people(brand, WORKING).order_by("name", "pk")  # type: ignore[attr-defined]
        cases = Incident.objects.visible_to(user).open().real().filter(brand=brand)
        self.fields["incident"].queryset = cases  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needed = NEEDS.get(data.get("act", ""))
        if needed and not data.get(needed) and needed not in self.errors:
            self.add_error(needed, self._missing(needed))
        return data

    def _missing(self, name: str) -> str:
        return str({"incident": _("Choose an incident."), "label": _("Choose a sentiment.")}[name])


class BulkForm(ActForm):
    """An act on the ticked rows, or on all that fit the filters of the page."""

    mention = Ticks(label=_("Mentions"), required=False)
    scope = forms.ChoiceField(
        required=False, choices=[("", ""), ("all", "all"), ("waiting", "waiting")]
    )
    query = forms.CharField(required=False, max_length=2000)
    #: When the confirming page was made; what came later was not counted there.
    as_of = forms.DateTimeField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("mention") and not data.get("scope") and "mention" not in self.errors:
            self.add_error("mention", _("Tick at least one mention."))
        return data

    def filters(self) -> SearchForm:
        """The filters of the page from which it was sent."""
        return SearchForm(QueryDict(self.cleaned_data["query"]), brand=self.brand, user=self.user)

    def whose(self) -> str | None:
        """Of the inbox: whose the waiting ones are, "" for all; None for nobody we know."""
        form = InboxForm(QueryDict(self.cleaned_data["query"]), brand=self.brand)
        return form.cleaned_data["who"] if form.is_valid() else None


class AnswerForm(forms.Form):
    """The reply as it was sent."""

    reply = forms.CharField(
        label=_("Reply as it was sent"), max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 5, "data-draft": "reply"}),
    )  # fmt: skip
    url = Link(label=_("Link to the reply"))
    statement = forms.ModelChoiceField(
        queryset=Statement.objects.none(), required=False, widget=forms.HiddenInput
    )
    prepared = forms.ModelChoiceField(
        queryset=Answer.objects.none(), required=False, widget=forms.HiddenInput
    )
    seq = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, answers: Any, bank: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statement"].queryset = answers  # type: ignore[attr-defined]
        self.fields["prepared"].queryset = bank  # type: ignore[attr-defined]


class InboxForm(forms.Form):
    """Which mentions of the inbox are shown."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=InboxState.choices)
    who = forms.ChoiceField(label=_("Assigned to"), required=False)

    def __init__(self, data: Any, *, brand: Any) -> None:
        super().__init__({"state": InboxState.WAITING, **data.dict()})
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", pgettext_lazy("filter", "Everyone")),
            ("me", pgettext_lazy("inbox", "Me")),
            ("nobody", pgettext_lazy("inbox", "Nobody")),
            *people(brand, WORKING).order_by("name", "pk").values_list("pk", "name"),
        ]


class SaveSearchForm(forms.ModelForm):
    """A name for the filters of the page."""

    class Meta:
        model = SavedSearch
        fields = ["name", "shared"]


class AnswerRuleForm(forms.ModelForm):
    """Which mentions of a watch wait for an answer by themselves."""

    platforms = forms.MultipleChoiceField(
        label=_("Platforms on which we can answer"), choices=Platform.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    min_reach = forms.IntegerField(
        label=_("Reach at least"), min_value=0, max_value=10_000_000_000, initial=0,
        help_text=_("0 lets in every one of them."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    class Meta:
        model = AnswerRule
        fields = ["active", "negative", "questions", "platforms", "min_reach"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["platforms"] = [str(one) for one in ANSWERABLE]

    def _post_clean(self) -> None:
        """The service writes, and checks what belongs together."""


def cleaned_query(form: SearchForm) -> str:
    """Only what narrows the list, in one order, so that it can be kept and shared."""
    kept = QueryDict(mutable=True)
    for name in form.fields:
        value = form.data.get(name, "")
        if value and (name, value) != ("period", "7d"):
            kept[name] = value
    return str(kept.urlencode())
