"""Forms of one's own ways and of the desk's connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import Severity
from outbox.models import Channel
from outbox.reaching.addresses import KINDS
from teams.reaching import choosing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outbox.reaching.base import Way
    from teams.models import Brand, ChannelAccount, ReachRule

PREFIX = "to_"
ALL, ONE = "all", "one"


class AddressForm(forms.Form):
    """Where one is reached on a channel."""

    address = forms.CharField(max_length=1000)

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, kind = self.fields["address"], KINDS[channel]
        field.label, field.help_text = kind.label, kind.help
        field.required = channel != Channel.TELEGRAM
        looks = {"autocomplete": "off"}
        if channel in (Channel.SMS, Channel.VOICE):
            looks = {"inputmode": "tel", "autocomplete": "tel"}
        field.widget.attrs.update(looks)


class CodeForm(forms.Form):
    """The six digits that were sent."""

    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label=_("Code"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class WishesForm(forms.Form):
    """Which channel for which severity, and quiet hours."""

    quiet_from = forms.TimeField(
        label=_("Quiet hours from"), required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )  # fmt: skip
    quiet_until = forms.TimeField(
        label=_("Quiet hours until"), required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )  # fmt: skip
    unaccented = forms.BooleanField(
        label=_("Text messages without accents (they cost less)"), required=False
    )

    def __init__(
        self, *args: Any, channels: Iterable[str], rule: ReachRule | None, **kwargs: Any
    ) -> None:
        self.channels = list(channels)
        chosen = rule.wishes if rule else {}
        initial = {
            PREFIX + channel: chosen.get(channel, choosing.usual(channel))
            for channel in self.channels
        }
        if rule:
            initial |= {name: getattr(rule, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        for channel in self.channels:
            self.fields[PREFIX + channel] = forms.MultipleChoiceField(
                label=Channel(channel).label, choices=Severity.choices, required=False,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        self.order_fields([PREFIX + name for name in self.channels])
        if Channel.SMS not in self.channels:
            del self.fields["unaccented"]

    def choices(self) -> list[forms.BoundField]:
        """The fields about channels, which the page shows as a line each."""
        return [self[PREFIX + channel] for channel in self.channels]

    def wanted(self) -> dict[str, Any]:
        """What `wishes.save` asks for."""
        data = self.cleaned_data
        return {
            "wishes": {channel: data[PREFIX + channel] for channel in self.channels},
            "quiet_from": data["quiet_from"],
            "quiet_until": data["quiet_until"],
            "unaccented": data.get("unaccented", False),
        }


def form_of(
    way: Way,
    data: Any,
    *,
    brand: Brand,
    for_all: bool,
    account: ChannelAccount | None = None,
) -> forms.Form:
    """The way's questions, with what is stored; keys are not among it and may stay empty."""
    if way.form is None:
        raise LookupError(way.kind)
    stored = {"name": account.name, **account.options} if account else None
    form = way.form(data, initial=stored)
    for name in way.secrets if account else ():
        form.fields[name].required = False
        form.fields[name].help_text = _("Stored. Leave it empty to keep it.")
    if account is None and for_all:
        form.fields["whose"] = forms.ChoiceField(
            label=_("For whom"), choices=[(ONE, brand.name), (ALL, _("All brands of this desk"))]
        )
        form.order_fields(["name", "whose"])
    return form
