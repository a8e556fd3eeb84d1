"""Approving prepared words, and taking that back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from playbooks import texts
from playbooks.services.texts import TERMS


def _terms() -> list[tuple[int, str]]:
    return [
        (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in TERMS
    ]


class ApprovalForm(forms.Form):
    """Which languages, for how long; with the digest of the words that were on the page."""

    languages = forms.MultipleChoiceField(
        label=_("I have read and approve"),
        choices=[("vi", _("the Vietnamese words")), ("en", _("the English words"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )
    days = forms.TypedChoiceField(label=_("Good for"), choices=_terms, coerce=int)
    digest_vi = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    digest_en = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, allowed: Any = texts.LANGUAGES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["languages"]
        field.choices = [choice for choice in field.choices if choice[0] in allowed]

    @classmethod
    def about(cls, allowed: dict[str, str]) -> ApprovalForm:
        """As the page of a text shows it to somebody who may approve these languages."""
        initial = {f"digest_{code}": digest for code, digest in allowed.items()}
        initial |= {"days": texts.USUAL.days, "languages": list(allowed)}
        return cls(initial=initial, allowed=allowed)

    def facts(self) -> dict[str, Any]:
        sent = self.cleaned_data
        return {
            "read": {code: sent.get(f"digest_{code}", "") for code in sent["languages"]},
            "days": sent["days"],
        }


class RevocationForm(forms.Form):
    reason = forms.CharField(
        label=_("Why these words are no longer to be used as they are"), max_length=300
    )
