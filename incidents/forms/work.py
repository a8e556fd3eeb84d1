"""Tasks, decisions and the review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import IncidentRole
from incidents.enums import DecisionKind, Outcome
from incidents.forms.base import NOTHING, CaseForm, PersonField, day, insiders, moment, words
from incidents.services.following import due_by_policy
from playbooks.models import Playbook


class TaskForm(CaseForm):
    title_vi = forms.CharField(label=_("Task (Vietnamese)"), max_length=300)
    title_en = forms.CharField(label=_("Task (English)"), max_length=300, required=False)
    owner = PersonField(label=_("Owner"), required=False)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", "–"), *IncidentRole.choices]
    )
    due_at = moment(label=_("Due"), required=False)
    critical = forms.BooleanField(label=_("Must be done before containing"), required=False)

    def prepare(self) -> None:
        self.fields["owner"].queryset = insiders(self.incident)


class DecisionForm(CaseForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=DecisionKind.choices, widget=forms.RadioSelect, initial="general"
    )
    text = words(_("Decision"), rows=2)
    reason = words(_("Why"), rows=3)
    review_at = moment(
        label=_("Look again at"), required=False, help_text=_("Needed for “no statement yet”.")
    )


class ReviewDecision(CaseForm):
    note = words(_("What came of it"), rows=3)


class NameReviewer(CaseForm):
    person = PersonField(label=_("Reviewer"), help_text=_("Somebody who did not lead this round."))

    def prepare(self) -> None:
        self.fields["person"].queryset = insiders(self.incident)


class WriteReview(CaseForm):
    summary = words(_("Summary"), rows=5, required=False)
    public_view = words(_("What the public saw"), rows=4, required=False)
    helped = words(_("What helped"), rows=3, required=False)
    hindered = words(_("What hindered"), rows=3, required=False)
    people = words(_("People and load"), rows=3, required=False)

    def initially(self) -> dict[str, Any]:
        review = self.incident.reviews.filter(round=self.incident.round).first()
        return {name: getattr(review, name, "") for name in self.base_fields}


class LessonForm(CaseForm):
    text = words(_("Lesson"), rows=2)


class SettleLesson(CaseForm):
    """A lesson ends in one of three ways; each asks for its own words."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    playbook = forms.ModelChoiceField(
        queryset=Playbook.objects.none(), label=_("Playbook"), required=False, empty_label=NOTHING
    )
    proposal = words(
        _("Proposed change"), rows=3, required=False, help_text=_("For a playbook change.")
    )
    action_text = words(
        _("Action item"), rows=2, required=False, help_text=_("With an owner and a day.")
    )
    action_owner = PersonField(label=_("Owner"), required=False)
    action_due = day(label=_("Due"), required=False, help_text=_("For an action item."))
    reason = words(_("Why no change"), rows=2, required=False, help_text=_("When nothing changes."))

    def initially(self) -> dict[str, Any]:
        lesson = self.subject
        item = lesson.action_items.first()
        return {
            "outcome": lesson.outcome,
            "playbook": lesson.playbook_id or self._pinned(),
            "proposal": lesson.proposal,
            "reason": lesson.reason,
            "action_text": item.text if item else "",
            "action_owner": item.owner_id if item else None,
            "action_due": item.due_on if item else due_by_policy(self.incident),
        }

    def _pinned(self) -> int | None:
        version = self.incident.playbook_version
        return version.playbook_id if version else None

    def prepare(self) -> None:
        self.fields["playbook"].queryset = Playbook.objects.filter(brand=self.incident.brand_id)
        self.fields["action_owner"].queryset = insiders(self.incident)

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        action = {
            "text": data["action_text"],
            "owner": data["action_owner"],
            "due_on": data["action_due"],
        }
        return {
            "outcome": data["outcome"],
            "reason": data["reason"],
            "proposal": data["proposal"],
            "playbook": data["playbook"],
            "action": action,
        }
