"""Forms of the press desk; the first one is filled in on a phone while the reporter waits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Language
from incidents import players
from incidents.forms.choosing import CaseField
from incidents.models import Incident
from statements.enums_desk import Reached
from statements.forms.acting import text
from statements.forms.writing import moment
from statements.models import Answer
from statements.models.enquiries import LONGEST_REPLY
from statements.selectors.enquiries import answers_for_enquiry
from teams import roles

if TYPE_CHECKING:
    from statements.models import Enquiry
    from teams.models import Brand, User

#: What reporters say: in minutes.
WITHIN = [
    ("30", _("in 30 minutes")),
    ("60", _("in 1 hour")),
    ("120", _("in 2 hours")),
    ("240", _("in 4 hours")),
    ("1440", _("tomorrow at this time")),
    ("", _("at another time, below")),
]


class EnquiryForm(forms.Form):
    """Outlet, question and deadline are enough; the rest can come later."""

    outlet = forms.CharField(
        label=_("Outlet"), max_length=120, widget=forms.TextInput(attrs={"autofocus": True})
    )
    questions = text(_("What they ask"), rows=3)
    within = forms.ChoiceField(
        label=_("They need it"), choices=WITHIN, initial="60", required=False
    )
    reporter = forms.CharField(label=_("Reporter"), max_length=120, required=False)
    contact = forms.CharField(
        label=_("How to reach them"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    deadline = moment(label=_("Answer by"), required=False)
    channel = forms.ChoiceField(label=_("Asked by"), choices=Reached.choices, required=False)
    language = forms.ChoiceField(
        label=_("Language of the reply"), choices=Language.choices, required=False
    )
    incident = CaseField(required=False, label=_("About the case"))
    owner = forms.ModelChoiceField(
        label=_("Who answers"), queryset=roles.User.objects.none(), required=False, empty_label="–"
    )
    spokesperson = forms.ModelChoiceField(
        label=_("Spokesperson"), queryset=roles.User.objects.none(), required=False, empty_label="–"
    )

    #: Shown at once; the others stand behind a disclosure.
    FIRST = ("outlet", "questions", "within", "reporter", "contact")

    def __init__(
        self, *args: Any, brand: Brand, user: User, enquiry: Enquiry | None = None, **kwargs: Any
    ) -> None:
        self.enquiry = enquiry
        super().__init__(*args, **kwargs)
        open_cases = Incident.objects.visible_to(user).open().filter(players.real_or_played(user))
        self.fields["incident"].queryset = open_cases.filter(brand=brand)  # type: ignore[attr-defined]
        insiders = roles.people(brand, roles.INSIDERS)
        self.fields["owner"].queryset = roles.people(brand, roles.WORKING)  # type: ignore[attr-defined]
        self.fields["spokesperson"].queryset = insiders  # type: ignore[attr-defined]
        if enquiry is not None:
            for name in ("incident", "within", "owner"):
                del self.fields[name]

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST if name in self.fields]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.FIRST]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        within = data.pop("within", "")
        if data.get("deadline") is None and "deadline" not in self.errors:
            if within:
                data["deadline"] = now() + timedelta(minutes=int(within))
            else:
                self.add_error("deadline", _("Say until when they need it."))
        known = self.enquiry
        data["channel"] = data.get("channel") or (known.channel if known else Reached.PHONE)
        data["language"] = data.get("language") or (
            known.language if known else Language.VIETNAMESE
        )
        return data


class EnquiryAct(forms.Form):
    """Something done to one enquiry."""

    def __init__(self, *args: Any, enquiry: Enquiry, user: User, **kwargs: Any) -> None:
        self.enquiry, self.user = enquiry, user
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Narrow the choices to this enquiry."""


class Nothing(EnquiryAct):
    """Only a button."""


class Assign(EnquiryAct):
    to = forms.ModelChoiceField(
        label=_("Who answers"), queryset=roles.User.objects.none(), empty_label="–"
    )

    def prepare(self) -> None:
        self.fields["to"].queryset = roles.people(self.enquiry.brand_id, roles.WORKING)  # type: ignore[attr-defined]


class Word(EnquiryAct):
    reply = forms.CharField(
        label=_("Reply"), max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 6, "data-draft": "reply"}),
    )  # fmt: skip
    answer = forms.ModelChoiceField(
        queryset=Answer.objects.none(), required=False, widget=forms.HiddenInput
    )

    def prepare(self) -> None:
        self.fields["answer"].queryset = answers_for_enquiry(self.enquiry, self.user)  # type: ignore[attr-defined]


class Wording(EnquiryAct):
    """About the reply that was on the screen."""

    expected_wording = forms.IntegerField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.fields["expected_wording"].initial = self.enquiry.wording


class Send(Wording):
    published_url = forms.URLField(
        label=_("Link of the published piece, if it is there already"),
        required=False, max_length=2000, assume_scheme="https",
    )  # fmt: skip


class Link(EnquiryAct):
    published_url = forms.URLField(
        label=_("Link of the published piece"), max_length=2000, assume_scheme="https"
    )


class Why(EnquiryAct):
    reason = text(_("Reason"))
