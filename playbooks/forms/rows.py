"""One form per kind of row of a plan; emptiness is allowed while it is a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import IncidentRole, Severity, StatementKind
from playbooks.checks import MOST_MINUTES
from playbooks.enums import Cluster


def words(label: Any, lines: int = 2, **attributes: Any) -> forms.CharField:
    """A text box of some lines."""
    widget = forms.Textarea(attrs={"rows": lines, **attributes})
    return forms.CharField(label=label, required=False, widget=widget, strip=True)


class Row(forms.Form):
    """Both languages side by side; `small` are the fields beside them."""

    use_required_attribute = False
    vi = words(_("Vietnamese"), lang="vi")
    en = words(_("English"), lang="en")

    #: Value of a new row.
    blank: dict[str, Any] = {"vi": "", "en": ""}

    @property
    def small(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name not in {"vi", "en"}]

    @classmethod
    def raw(cls, row: dict[str, Any]) -> dict[str, Any]:
        """A stored row as the form's values."""
        return row

    def value(self) -> dict[str, Any]:
        """The row as it is stored."""
        return {name: self.cleaned_data.get(name) for name in self.fields}


class KeyField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(label=_("Identifier"), required=False, max_length=60)


def owner() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Role"), choices=IncidentRole.choices)


def minutes() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Within minutes"),
        min_value=0,
        max_value=MOST_MINUTES,
        error_messages={"required": _("Enter the minutes.")},
    )


def critical(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class TextRow(Row):
    """A signal, or someone to involve."""


class QuestionRow(Row):
    key = KeyField()
    role = owner()
    minutes = minutes()
    critical = critical(_("Critical: must be settled before responding"))
    blank = {
        "vi": "",
        "en": "",
        "key": "question",
        "role": "fact_lead",
        "minutes": 30,
        "critical": False,
    }


class StepRow(Row):
    key = KeyField()
    role = owner()
    minutes = minutes()
    critical = critical(_("Critical: must be done before containing"))
    blank = {
        "vi": "",
        "en": "",
        "key": "step",
        "role": "lead",
        "minutes": 30,
        "critical": False,
    }


class EscalationRow(Row):
    severity = forms.ChoiceField(label=_("At least"), choices=Severity.choices)
    blank = {"vi": "", "en": "", "severity": "high"}


class CrossOverRow(Row):
    to = forms.ChoiceField(label=_("Switch to"))
    blank = {"vi": "", "en": "", "to": ""}

    def __init__(self, *args: Any, playbooks: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Choose a playbook")), *playbooks]


class TemplateRow(Row):
    key = KeyField()
    kind = forms.ChoiceField(label=_("Kind"), choices=StatementKind.choices)
    name_vi = forms.CharField(label=_("Name in Vietnamese"), required=False, max_length=120)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=120)
    requires_fact = forms.BooleanField(label=_("Needs a confirmed fact"), required=False)
    vi = words(_("Vietnamese"), 8, lang="vi")
    en = words(_("English"), 8, lang="en")
    blank = {
        "vi": "",
        "en": "",
        "key": "text",
        "kind": "holding",
        "name_vi": "",
        "name_en": "",
        "requires_fact": False,
    }

    @classmethod
    def raw(cls, row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "name_vi": row["name"]["vi"], "name_en": row["name"]["en"]}

    def value(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "key": data.get("key", ""),
            "kind": data.get("kind", ""),
            "name": {"vi": data.get("name_vi", ""), "en": data.get("name_en", "")},
            "requires_fact": data.get("requires_fact", False),
            "vi": data.get("vi", ""),
            "en": data.get("en", ""),
        }


class General(forms.Form):
    """Name, summary and strategy; the strategy is not for the common plan."""

    use_required_attribute = False
    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=120, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    code = forms.CharField(label=_("Code"), max_length=10, required=False)
    summary_vi = words(_("Summary in Vietnamese"), 3, lang="vi")
    summary_en = words(_("Summary in English"), 3, lang="en")
    cluster = forms.ChoiceField(label=_("Responsibility in the public's eyes"), choices=Cluster)
    is_rumour = forms.BooleanField(label=_("Starts as a rumour"), required=False)
    is_challenge = forms.BooleanField(label=_("Challenges our values"), required=False)
    advice_vi = words(_("Strategy in Vietnamese"), 3, lang="vi")
    advice_en = words(_("Strategy in English"), 3, lang="en")
    legal_clocks = forms.MultipleChoiceField(
        label=_("Legal deadlines"), required=False, widget=forms.CheckboxSelectMultiple
    )

    OF_TYPES = ("cluster", "is_rumour", "is_challenge", "advice_vi", "advice_en", "legal_clocks")

    def __init__(self, *args: Any, common: bool, clocks: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["legal_clocks"].choices = list(clocks)
        for name in self.OF_TYPES if common else ():
            del self.fields[name]

    @classmethod
    def raw(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Stored content as the form's values."""
        scct = content.get("scct", {})
        pairs = {"name": content["name"], "summary": content["summary"]}
        pairs |= {"advice": scct["advice"]} if scct else {}
        flat = {f"{part}_{code}": pair[code] for part, pair in pairs.items() for code in pair}
        marks = {name: scct.get(name) for name in ("cluster", "is_rumour", "is_challenge")}
        clocks = content.get("legal_clocks", [])
        return {"code": content["code"], "legal_clocks": clocks, **flat, **marks}

    def into(self, content: dict[str, Any]) -> dict[str, Any]:
        """`content` with this form's values in it."""
        data = self.cleaned_data
        content = {**content, "code": data.get("code", "")}
        content["name"] = self._pair("name")
        content["summary"] = self._pair("summary")
        if "scct" in content:
            marks = {name: data.get(name) for name in ("cluster", "is_rumour", "is_challenge")}
            content["scct"] = {**marks, "advice": self._pair("advice")}
            content["legal_clocks"] = data.get("legal_clocks", [])
        return content

    def _pair(self, name: str) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"{name}_{code}", "") for code in ("vi", "en")}
