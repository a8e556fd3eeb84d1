"""The case as a whole: severity, playbook, people, description, remedy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import IncidentRole, Severity, Visibility, rank
from incidents.enums import Axis, Override
from incidents.forms.base import CaseForm, PersonField, day, insiders, moment, words, working
from playbooks import common_data, selectors


class Score(CaseForm):
    """Five axes of 0-3 and the circumstances that lift the level."""

    overrides = forms.MultipleChoiceField(
        label=_("Circumstances"),
        choices=Override.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = words(_("Reason"), required=False, rows=2, help_text=_("Needed when the level falls."))

    def initially(self) -> dict[str, Any]:
        return {**self.incident.scores, "overrides": self.incident.overrides}

    def prepare(self) -> None:
        """Say each score in words: a bare 2 means something else to everybody."""
        axes = {axis.key: axis for axis in common_data.axes()}
        for key in Axis.values:
            choices = [(s.score, f"{s.score} · {s.label}") for s in axes[key].scores]
            self.fields[key] = forms.TypedChoiceField(
                label=axes[key].label.into(get_language() or "vi"),
                choices=choices,
                coerce=int,
                widget=forms.RadioSelect,
            )
        self.order_fields([*Axis.values, "overrides", "reason"])

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "scores": {key: data[key] for key in Axis.values},
            "overrides": data["overrides"],
            "reason": data["reason"],
        }


class RaiseSeverity(CaseForm):
    severity = forms.ChoiceField(label=_("New level"))
    reason = words(_("Reason"))

    def prepare(self) -> None:
        """Only levels above the present one."""
        least = rank(self.incident.severity) if self.incident.severity else -1
        self.fields["severity"].choices = [
            (level.value, level.label) for level in Severity if level.rank > least
        ]


class LowerSeverity(CaseForm):
    severity = forms.ChoiceField(label=_("New level"))
    reason = words(_("Reason"))

    def prepare(self) -> None:
        """Only levels below the present one."""
        top = rank(self.incident.severity)
        self.fields["severity"].choices = [
            (level.value, level.label) for level in Severity if level.rank < top
        ]


class VersionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        name = obj.playbook.name_en if (get_language() or "vi") == "en" else obj.playbook.name_vi
        return _("%(code)s · %(name)s (version %(number)s)") % {
            "code": obj.playbook.code,
            "name": name,
            "number": obj.number,
        }


class ChoosePlaybook(CaseForm):
    version = VersionField(
        queryset=None, label=_("Playbook"), required=False, empty_label=_("No playbook fits")
    )
    reason = words(
        _("Why no playbook fits"),
        required=False,
        rows=2,
        help_text=_("Needed when you choose none."),
    )

    def initially(self) -> dict[str, Any]:
        chosen = self.incident.playbook_version_id
        if chosen is None and not self.incident.no_playbook_reason:
            best = selectors.suggest(
                self.incident.brand_id, f"{self.incident.title}\n{self.incident.summary}"
            )
            chosen = best[0][0].pk if best else None
        return {"version": chosen, "reason": self.incident.no_playbook_reason}

    def prepare(self) -> None:
        """Published versions of the brand."""
        self.fields["version"].queryset = selectors.published(self.incident.brand_id)


class NameLead(CaseForm):
    person = PersonField(label=_("Incident lead"))
    reason = words(
        _("Reason"), required=False, rows=2, help_text=_("Needed when you replace a lead.")
    )

    def prepare(self) -> None:
        self.fields["person"].queryset = working(self.incident)


class GiveRole(CaseForm):
    role = forms.ChoiceField(
        label=_("Role"), choices=[c for c in IncidentRole.choices if c[0] != IncidentRole.LEAD]
    )
    person = PersonField()

    def prepare(self) -> None:
        self.fields["person"].queryset = insiders(self.incident)


class Restrict(CaseForm):
    people = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("Who may see the case"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: everyone of the brand. The lead always sees it."),
    )

    def initially(self) -> dict[str, Any]:
        return {"people": self.incident.allowed.all()}

    def prepare(self) -> None:
        self.fields["people"].queryset = insiders(self.incident)

    def facts(self) -> dict[str, Any]:
        return {"people": list(self.cleaned_data["people"])}


class Edit(CaseForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = words(_("What is being said"), required=False, rows=5)
    source_url = forms.URLField(
        label=_("Link to the source"), required=False, max_length=2000, assume_scheme="https"
    )
    spread_rung = forms.ChoiceField(label=_("Spread ladder"), required=False)
    public_at = moment(label=_("First public post"), required=False)
    public_at_estimated = forms.BooleanField(label=_("This time is estimated"), required=False)

    def initially(self) -> dict[str, Any]:
        return {name: getattr(self.incident, name) for name in self.base_fields}

    def prepare(self) -> None:
        """The rungs in the reader's words."""
        rungs = [(rung.key, str(rung.label)) for rung in common_data.spread_ladder()]
        self.fields["spread_rung"].choices = [("", _("Not said")), *rungs]


class Remedy(CaseForm):
    remedy = words(_("How it is made good"))
    done = forms.BooleanField(label=_("Done"), required=False)
    owner = PersonField(label=_("Owner"), required=False)
    due = day(label=_("Due"), required=False, help_text=_("Needed until it is done."))

    def initially(self) -> dict[str, Any]:
        case = self.incident
        return {
            "remedy": case.remedy,
            "done": case.remedy_done,
            "owner": case.remedy_owner_id,
            "due": case.remedy_due,
        }

    def prepare(self) -> None:
        self.fields["owner"].queryset = insiders(self.incident)


class Note(CaseForm):
    text = words(_("Note"), rows=3, max_length=4000)
    privileged = forms.BooleanField(label=_("Legal privilege"), required=False)

    def facts(self) -> dict[str, Any]:
        private = self.cleaned_data["privileged"]
        return {
            "text": self.cleaned_data["text"],
            "visibility": Visibility.PRIVILEGED if private else Visibility.INTERNAL,
        }
