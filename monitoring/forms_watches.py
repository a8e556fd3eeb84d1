"""Forms of watches and of how sensitive they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.enums import Sensitivity
from monitoring.models import BrandRules, Watch

if TYPE_CHECKING:
    from django.http import QueryDict

DAYS = {"7": _("last 7 days"), "30": _("last 30 days"), "90": _("last 90 days")}


class LinesField(forms.CharField):
    """A list of words, one a line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (super().to_python(value or "") or "").splitlines()
        return [line.strip() for line in lines if line.strip()]


class WatchForm(forms.ModelForm):
    words = LinesField(
        label=_("Words"), required=False,
        help_text=_("One a line; accents and case do not matter. Empty: every mention."),
    )  # fmt: skip
    excluded = LinesField(
        label=_("Excluded words"), required=False,
        help_text=_("A mention with one of these does not count."),
    )  # fmt: skip

    class Meta:
        model = Watch
        fields = ["name", "words", "excluded", "sensitivity", "min_count", "active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["min_count"].required = False

    def clean_min_count(self) -> int:
        """Empty: as it is."""
        given = self.cleaned_data["min_count"]
        return self.instance.min_count if given is None else given

    def validate_unique(self) -> None:
        """The service checks it, with the brand."""


class TrialForm(forms.ModelForm):
    """Settings to try on the past, all in the address; without any, those that hold now."""

    days = forms.TypedChoiceField(
        label=_("Period"), choices=list(DAYS.items()), coerce=int, initial=30
    )

    class Meta:
        model = Watch
        fields = ["sensitivity", "min_count"]
        help_texts = {"min_count": ""}

    @classmethod
    def of(cls, watch: Watch, data: QueryDict) -> TrialForm:
        """The form for a watch; what is missing in the address is as it is now."""
        now = {"sensitivity": watch.sensitivity, "min_count": watch.min_count, "days": "30"}
        given = {name: data[name] for name in now if data.get(name)}
        return cls({**now, **given}, instance=Watch(pk=watch.pk, brand_id=watch.brand_id))

    def validate_unique(self) -> None:
        """Nothing is stored from here."""

    def chosen(self) -> dict[str, Any]:
        """What there is to set."""
        return {name: self.cleaned_data[name] for name in ("sensitivity", "min_count")}

    @property
    def words(self) -> str:
        return str(Sensitivity(self.cleaned_data["sensitivity"]).label)


class RulesForm(forms.ModelForm):
    class Meta:
        model = BrandRules
        fields = ["big_source", "quiet_from", "quiet_until"]
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "quiet_from": _("A warning of these hours is told in the morning. Empty: never quiet."),
        }

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        if bool(data.get("quiet_from")) != bool(data.get("quiet_until")):
            self.add_error("quiet_until", _("Give both: from when and until when it is quiet."))
        return data
