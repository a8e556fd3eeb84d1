"""What each step asks: few fields, filled as well as the desk can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.text import nfc
from monitoring.connectors.forms import WebAddress
from monitoring.forms_watches import LinesField
from playbooks.models import Playbook
from playbooks.models.plan import COMMON
from playbooks.services.seed import shipped_plans
from teams.forms.people import InviteForm
from teams.models import Brand, Role, Title, User
from teams.roles import people
from teams.services.duty import ON_ROTA
from teams.services.first import UNNAMED

if TYPE_CHECKING:
    from django.http import QueryDict

DAY, ALWAYS = "day", "all"


class StepForm(forms.Form):
    """A form that knows whose first day it is."""

    def __init__(self, data: QueryDict | None, *, brand: Brand) -> None:
        self.brand = brand
        super().__init__(data, initial=self.begin(brand))

    def begin(self, brand: Brand) -> dict[str, Any]:
        return {}


def _line(label: Any, most: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, help_text=hint)


class NameForm(StepForm):
    name = _line(_("Name of the brand"), 120, _("As customers know it."))
    short_name = _line(_("Short name"), 40, _("As a sentence says it."))
    hotline = _line(_("Hotline"), 60, _("The number that statements name."))

    def begin(self, brand: Brand) -> dict[str, Any]:
        name = "" if brand.name == UNNAMED else brand.name
        short = brand.short_name or name[:40]
        return {"name": name, "short_name": short, "hotline": brand.hotline}

    def clean_name(self) -> str:
        name = nfc(self.cleaned_data["name"]).strip()
        if name == UNNAMED:
            raise forms.ValidationError(_("This is the name of the desk, not of your brand."))
        return name


class PersonForm(InviteForm):
    """The second person is best a manager: whoever may say yes to words and to playbooks."""

    def __init__(self, data: QueryDict | None, *, brand: Brand) -> None:
        manager = people(brand, {Role.MANAGER}).exists()
        begin = (
            {"role": Role.MEMBER} if manager else {"role": Role.MANAGER, "title": Title.COMMS_HEAD}
        )
        super().__init__(data, initial=begin)


class DutyForm(StepForm):
    users = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who takes turns"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A week each, in this order. Turns and hours can be changed later."),
    )
    hours = forms.ChoiceField(
        label=_("When"),
        choices=[
            (DAY, _("Every day, 8 am to 8 pm")),
            (ALWAYS, _("Day and night")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: QueryDict | None, *, brand: Brand) -> None:
        super().__init__(data, brand=brand)
        self.fields["users"].queryset = people(brand, ON_ROTA)

    def begin(self, brand: Brand) -> dict[str, Any]:
        able = people(brand, ON_ROTA)
        return {"users": [one.pk for one in able], "hours": DAY}


class ListeningForm(StepForm):
    words = LinesField(
        label=_("Names to listen for"),
        help_text=_("One a line; accents and case do not matter."),
    )
    feed = WebAddress(
        label=_("A news feed (RSS)"),
        required=False,
        help_text=_("Such as the feed of a newspaper. Empty: people enter what they see."),
    )

    def begin(self, brand: Brand) -> dict[str, Any]:
        return {"words": list(dict.fromkeys(filter(None, [brand.name, brand.short_name])))}


class PlaybooksForm(StepForm):
    """The shipped types that the brand does not have yet."""

    types = forms.MultipleChoiceField(
        label=_("Types of crisis"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All are ticked; take off what cannot happen to you. The rest can come later."),
    )

    def __init__(self, data: QueryDict | None, *, brand: Brand) -> None:
        super().__init__(data, brand=brand)
        self.fields["types"].choices = self.offered(brand)
        self.fields["types"].initial = [slug for slug, _name in self.fields["types"].choices]

    @staticmethod
    def offered(brand: Brand) -> list[tuple[str, str]]:
        there = set(Playbook.objects.filter(brand=brand).values_list("slug", flat=True))
        language = "en" if get_language() == "en" else "vi"
        return [
            (plan["slug"], f"{plan['code']} · {plan['name'][language]}")
            for plan in shipped_plans()
            if plan["slug"] not in there | {COMMON}
        ]


class ContactsForm(StepForm):
    official_channel = _line(
        _("Official channel"), 200, _("Where you speak first: your website or page.")
    )
    press_contact = _line(
        _("Contact for the press"), 200, _("An address or number that somebody reads.")
    )

    def begin(self, brand: Brand) -> dict[str, Any]:
        return {"official_channel": brand.official_channel, "press_contact": brand.press_contact}


class DrillForm(StepForm):
    """Nothing to fill in: the press is the word."""


class SkipForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it may wait"), max_length=200, help_text=_("Other admins read it here.")
    )
