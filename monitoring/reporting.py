"""The form of a report by hand, in twenty seconds on a phone."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.fields import Link
from crisisdesk.kernel.rights import may
from incidents.models import Incident
from monitoring.enums import Platform
from monitoring.services import by_hand, screenshots
from teams.models import Brand, User

SIGNAL = "signal"
MOST_CASES = 30


class HandForm(forms.Form):
    """Link and words; the platform follows from the link, everything else may stay empty."""

    key = forms.RegexField(r"^[0-9a-f]{24}$", required=False, widget=forms.HiddenInput)
    url = Link(label=_("Link"))
    text = forms.CharField(
        label=_("What is being said"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    picture = forms.FileField(
        label=_("Screenshot"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    then = forms.ChoiceField(label=_("And then"), required=False)
    platform = forms.ChoiceField(label=_("Platform"), required=False)
    reach = forms.IntegerField(
        label=_("Reach"), required=False, min_value=0, max_value=10_000_000_000,
        help_text=_("How many people may have seen it, if you know."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    author = forms.CharField(label=_("Author"), required=False, max_length=200)

    def __init__(
        self, *args: Any, user: User, brand: Brand, usual: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.usual = usual if usual in Platform.values else ""
        self.fields["key"].initial = secrets.token_hex(12)
        self.fields["platform"].choices = self._platforms()  # type: ignore[attr-defined]
        self.cases = self._cases(user, brand)
        self.fields["then"].choices = self._next_steps(user, brand)  # type: ignore[attr-defined]

    def _platforms(self) -> list[Any]:
        empty = gettext("by the link")
        if self.usual:
            usual = Platform(self.usual).label
            empty = gettext("by the link, else %(platform)s") % {"platform": usual}
        return [("", empty), *Platform.choices]

    def _cases(self, user: User, brand: Brand) -> dict[str, Incident]:
        cases = Incident.objects.visible_to(user).open().real().filter(brand=brand)
        mine = [case for case in cases[:MOST_CASES] if may(user, "monitoring.attach", case)]
        return {str(case.number): case for case in mine}

    def _next_steps(self, user: User, brand: Brand) -> list[Any]:
        steps: list[Any] = [("", pgettext_lazy("report", "only save it"))]
        if may(user, "monitoring.raise_signal", brand):
            steps.append((SIGNAL, _("raise a signal")))
        for number, case in self.cases.items():
            label = gettext("attach to %(case)s") % {"case": f"{case.reference} {case.title}"[:80]}
            steps.append((number, label))
        return steps

    def clean(self) -> dict[str, Any]:
        """A link inside the words is the link."""
        data = super().clean() or self.cleaned_data
        if not data.get("url") and data.get("text"):
            data.update(by_hand.parted(data["text"]))
        if not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say in a few words what is being said there."))
        return data

    def clean_picture(self) -> bytes:
        picture = self.cleaned_data["picture"]
        if picture is None:
            return b""
        # One byte more than allowed, so that the service sees it.
        return bytes(picture.read(screenshots.LIMIT + 1))

    def facts(self) -> dict[str, Any]:
        """What the service needs."""
        data = self.cleaned_data
        names = ("key", "url", "text", "platform", "reach", "author", "picture")
        return {
            **{name: data[name] for name in names},
            "usual": self.usual,
            "raise_signal": data["then"] == SIGNAL,
            "incident": self.cases.get(data["then"]),
        }
