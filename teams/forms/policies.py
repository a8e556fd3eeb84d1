"""The form of an escalation policy: its rules, and one part for every step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisisdesk.kernel.vocabulary import Severity
from teams.models import EscalationPolicy
from teams.models.escalation import LONGEST_WAIT
from teams.paging import freezing, policies

if TYPE_CHECKING:
    from teams.models import Brand


class Clock(forms.TimeInput):
    input_type = "time"


class PolicyForm(forms.ModelForm):
    """Rules of the whole chain."""

    class Meta:
        model = EscalationPolicy
        fields = [
            "name", "is_default", "repeats", "keep_every", "quiet_from", "quiet_until",
            "time_zone", "working_time",
        ]  # fmt: skip
        widgets = {"quiet_from": Clock(format="%H:%M"), "quiet_until": Clock(format="%H:%M")}
        help_texts = {
            "is_default": gettext_lazy("Cases page by this policy."),
            "keep_every": gettext_lazy("Until somebody answers."),
            "quiet_from": gettext_lazy(
                "In quiet hours nobody is called, except about a critical case."
            ),
        }


class StepForm(forms.Form):
    """One step: whom, and how long it waits."""

    targets = forms.MultipleChoiceField(
        label=gettext_lazy("Call"),
        required=False,
        help_text=gettext_lazy("Several may be chosen. A step without anybody is left out."),
        widget=forms.SelectMultiple(attrs={"size": 7}),
    )

    def __init__(self, *args: Any, choices: list[Any], number: int, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"step{number}", **kwargs)
        self.number = number
        self.fields["targets"].choices = choices
        for level, word in Severity.choices:
            self.fields[level] = forms.IntegerField(
                label=_("%(level)s: minutes to wait") % {"level": word},
                min_value=1,
                max_value=LONGEST_WAIT,
                initial=freezing.WAITS[Severity(level)],
            )

    def step(self) -> dict[str, Any]:
        data = self.cleaned_data
        targets = [policies.parsed(word) for word in data["targets"]]
        return {"targets": targets, **{level: data[level] for level in Severity.values}}


class WholePolicy:
    """The policy's form and its steps as one; the last step is empty, to be added."""

    def __init__(self, brand: Brand, policy: EscalationPolicy | None, data: Any = None) -> None:
        self.rules = PolicyForm(data, instance=policy)
        choices = policies.choices(brand)
        known = _known_steps(policy)
        count = min(len(known) + 1, policies.MOST_STEPS)
        if data is not None:
            count = min(max(_count(data), 1), policies.MOST_STEPS)
        self.steps = [
            StepForm(
                data,
                choices=choices,
                number=number,
                initial=known[number] if number < len(known) else None,
            )
            for number in range(count)
        ]

    @property
    def count(self) -> int:
        return len(self.steps)

    @property
    def errors(self) -> bool:
        return bool(self.rules.errors) or any(step.errors for step in self.steps)

    @property
    def forms(self) -> list[forms.BaseForm]:
        return [self.rules, *self.steps]

    def is_valid(self) -> bool:
        # Every part is asked, so that all mistakes are shown at once.
        answers = [form.is_valid() for form in self.forms]
        return all(answers)

    def add_error(self, name: str | None, error: Any) -> None:
        self.rules.add_error(name, error)

    @property
    def cleaned_data(self) -> dict[str, Any]:
        chosen = [step.step() for step in self.steps]
        return {**self.rules.cleaned_data, "steps": [step for step in chosen if step["targets"]]}


def _count(data: Any) -> int:
    given = data.get("steps", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else 1  # noqa: PLR2004 -- a short number


def _known_steps(policy: EscalationPolicy | None) -> list[dict[str, Any]]:
    if policy is None:
        return []
    return [
        {
            "targets": [policies.spelled(freezing.target(target)) for target in step.targets.all()],
            **{level: getattr(step, f"{level}_minutes") for level in Severity.values},
        }
        for step in policy.steps.prefetch_related("targets__user", "targets__team")
    ]
