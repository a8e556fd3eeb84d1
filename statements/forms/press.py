"""Forms of the press list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import Language
from statements.models import PressContact, PressGroup

LIMIT = 5_000_000


class ContactForm(forms.Form):
    """One journalist."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    outlet = forms.CharField(label=_("Outlet"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(
        label=_("Language of the letters"),
        choices=[("", _("Both languages in one letter")), *Language.choices],
        required=False,
    )
    groups = forms.ModelMultipleChoiceField(
        label=_("Groups"),
        queryset=PressGroup.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Seen by everyone who works with the press list, and by the person on request."
        ),
    )
    asked = forms.BooleanField(
        label=_("They asked to be written to again"),
        required=False,
        help_text=_("Needed only for somebody who was erased before."),
    )

    def __init__(self, *args: Any, contact: PressContact, **kwargs: Any) -> None:
        names = ("name", "outlet", "email", "language", "note")
        kwargs["initial"] = {name: getattr(contact, name) for name in names}
        if contact.pk:
            kwargs["initial"]["groups"] = list(contact.groups.all())
        super().__init__(*args, **kwargs)
        own = PressGroup.objects.filter(brand=contact.brand, is_active=True)
        self.fields["groups"].queryset = own
        if contact.pk:
            del self.fields["asked"]
        if not own.exists():
            del self.fields["groups"]


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Name of the group"), max_length=80)


class WhyForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class TableForm(forms.Form):
    """A table of journalists."""

    file = forms.FileField(
        label=_("CSV or Excel file"),
        help_text=_(
            "Columns: e-mail (needed), name, outlet, language (vi, en or nothing), groups (several "
            "apart by semicolons), note. At most 5,000 lines and 5 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LIMIT:
            raise forms.ValidationError(_("This file is larger than 5 MB. Split it."))
        return file
