"""Facts, evidence, claims and verification questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import Visibility
from incidents.enums import Answer, Assessment, ClaimStatus, FactStatus
from incidents.forms.base import (
    NOTHING,
    CaseForm,
    PersonField,
    insiders,
    moment,
    readable_facts,
    words,
)
from incidents.models import Claim, Fact


class FactForm(CaseForm):
    text_vi = words(
        _("Fact (Vietnamese)"), rows=2, help_text=_("One sentence that can be checked.")
    )
    text_en = words(_("Fact (English)"), rows=2, required=False)
    visibility = forms.ChoiceField(
        label=_("Visibility"), choices=Visibility.choices, initial=Visibility.INTERNAL
    )
    owner = PersonField(label=_("Owner"), required=False, empty_label=_("Me"))

    def prepare(self) -> None:
        self.fields["owner"].queryset = insiders(self.incident)


class ReviseFact(CaseForm):
    status = forms.ChoiceField(label=_("State"), choices=FactStatus.choices)
    text_vi = words(_("Fact (Vietnamese)"), rows=2)
    text_en = words(_("Fact (English)"), rows=2, required=False)
    reason = words(_("What the change rests on"), rows=2)

    def initially(self) -> dict[str, Any]:
        return {name: getattr(self.subject, name) for name in ("status", "text_vi", "text_en")}


class ManyInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several files in one field; a list even of one."""

    widget = ManyInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(ManyFiles, self).clean(one, initial) for one in given]
        return [one for one in cleaned if one]


class EvidenceForm(CaseForm):
    """A link, files or screenshots, perhaps for one fact or claim."""

    title = forms.CharField(label=_("What it shows"), max_length=200)
    url = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        help_text=_("A link or a file is needed."),
    )
    file = ManyFiles(
        label=_("Files or screenshots"),
        required=False,
        help_text=_("Each is kept as an item of its own, with its SHA-256."),
    )
    fact = forms.ModelChoiceField(
        queryset=Fact.objects.none(), label=_("For the fact"), required=False, empty_label=NOTHING
    )
    claim = forms.ModelChoiceField(
        queryset=Claim.objects.none(),
        label=_("For the false claim"),
        required=False,
        empty_label=NOTHING,
    )
    captured_at = moment(label=_("Captured"), required=False, help_text=_("Empty: now."))
    captured_how = forms.CharField(
        label=_("How it was captured"),
        max_length=200,
        required=False,
        help_text=_("For example: full-page screenshot, saved from the app, sent by a customer."),
    )
    device = forms.CharField(label=_("Device"), max_length=120, required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    privileged = forms.BooleanField(label=_("Legal privilege"), required=False)

    def prepare(self) -> None:
        """Only this case's facts and claims."""
        self.fields["fact"].queryset = readable_facts(self.incident, self.user)
        self.fields["claim"].queryset = self.incident.claims.all()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("url") and not data.get("file") and not self.errors:
            raise forms.ValidationError(_("Give a link or choose a file."))
        return data

    def facts(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        private, files = data.pop("privileged"), data.pop("file")
        return {
            **data,
            "files": files,
            "visibility": Visibility.PRIVILEGED if private else Visibility.INTERNAL,
        }


class RemarkForm(CaseForm):
    """A later word about an item of evidence."""

    text = words(_("What is to be known about it"), rows=2)


class ClaimForm(CaseForm):
    text = words(_("What is being claimed"), rows=2)
    variants = words(_("Other wordings"), rows=3, required=False, help_text=_("One a line."))

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"text": data["text"], "variants": data["variants"].splitlines()}


class AssessClaim(CaseForm):
    assessment = forms.ChoiceField(label=_("What we do"), choices=Assessment.choices)
    fact = forms.ModelChoiceField(
        queryset=Fact.objects.none(),
        label=_("The fact that the claim asserts"),
        required=False,
        empty_label=NOTHING,
        help_text=_("If this fact is confirmed, the claim turns out true."),
    )
    refuted_by = forms.ModelChoiceField(
        queryset=Fact.objects.none(),
        label=_("The fact that refutes it"),
        required=False,
        empty_label=NOTHING,
        help_text=_("Only a claim that a confirmed fact refutes may be denied."),
    )
    reason = words(_("Reason"), rows=2)

    def initially(self) -> dict[str, Any]:
        claim = self.subject
        return {
            "assessment": claim.assessment,
            "fact": claim.fact_id,
            "refuted_by": claim.refuted_by_id,
        }

    def prepare(self) -> None:
        for name in ("fact", "refuted_by"):
            self.fields[name].queryset = readable_facts(self.incident, self.user)


class MoveClaim(CaseForm):
    status = forms.ChoiceField(
        label=_("State"),
        choices=[(s.value, s.label) for s in (ClaimStatus.ANSWERED, ClaimStatus.FADED)],
    )


class QuestionForm(CaseForm):
    text_vi = words(_("Question (Vietnamese)"), rows=2)
    text_en = words(_("Question (English)"), rows=2, required=False)
    owner = PersonField(label=_("Owner"), required=False)
    due_at = moment(label=_("Due"), required=False)
    critical = forms.BooleanField(label=_("Must be settled before responding"), required=False)

    def prepare(self) -> None:
        self.fields["owner"].queryset = insiders(self.incident)


class AssignWork(CaseForm):
    """For questions and tasks: who, until when."""

    owner = PersonField(label=_("Owner"))
    due_at = moment(label=_("Due"), required=False)

    def initially(self) -> dict[str, Any]:
        return {"owner": self.subject.owner_id, "due_at": self.subject.due_at}

    def prepare(self) -> None:
        self.fields["owner"].queryset = insiders(self.incident)


class AnswerQuestion(CaseForm):
    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[c for c in Answer.choices if c[0] != Answer.OPEN],
        widget=forms.RadioSelect,
    )
    note = words(_("What was found"), rows=3)
    fact = forms.ModelChoiceField(
        queryset=Fact.objects.none(), label=_("Fact"), required=False, empty_label=NOTHING
    )

    def prepare(self) -> None:
        self.fields["fact"].queryset = readable_facts(self.incident, self.user)
