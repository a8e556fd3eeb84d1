"""What each transition needs from the person who takes it."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.state import blockers
from incidents import permissions
from incidents.enums import ProposalKind, Status
from incidents.forms.base import CaseForm, words
from incidents.models import Incident


class Move(CaseForm):
    """A transition; a manager who stands in for the lead owes a reason (contract 6.1)."""

    reason = words(_("Reason"), required=False, rows=2)

    #: The transition, where a written reason can answer what holds it up.
    step: ClassVar[str] = ""
    #: Refusals by code, and the field whose words answer them.
    answers: ClassVar[dict[str, str]] = {}
    #: Everything that holds the step up can be answered here.
    answerable = False

    def prepare(self) -> None:
        """Ask for the words that are owed now, and for no others."""
        if permissions.owes_reason(self.incident, self.user, self.step):
            self.fields["reason"].help_text = _("You act in the lead's place: write down why.")
            self.fields["reason"].required = True
        found = blockers(getattr(self.incident, self.step), self.user) if self.step else []
        codes = {reason.code for reason in found}
        self.answerable = bool(codes) and codes <= set(self.answers)
        for code, name in self.answers.items():
            self.fields[name].required = code in codes
            if code not in codes:
                del self.fields[name]
        answered = self.answerable and self.incident.status != Status.DETECTED
        if answered and not self.fields["reason"].required:
            del self.fields["reason"]


class Respond(Move):
    step = "respond"
    answers = {"critical_questions": "before_verification"}

    before_verification = words(
        _("Why respond before all critical questions are settled"),
        required=False,
        help_text=_("It stands in the log."),
    )


class Contain(Move):
    step = "contain"
    answers = {"silent_source": "silent_source"}

    silent_source = words(_("Why a source without data does not worry us"), required=False, rows=2)


class Resolve(Move):
    step = "resolve"
    answers = {"no_closing": "no_closing_statement"}

    no_closing_statement = words(_("Why there is no closing statement"), required=False, rows=2)


class Close(Move):
    """The reviewer's own step; out of "resolved" it is the lead's."""

    step = "close"


class MustReason(CaseForm):
    reason = words(_("Reason"))


class Reopen(MustReason):
    evidence = words(_("New evidence: link or what was seen"), required=False, rows=2)


class CaseField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Incident) -> str:
        return f"{obj.reference} · {obj.title}"


class Merge(Move):
    target = CaseField(queryset=Incident.objects.none(), label=_("Merge into"))

    field_order = ("target", "reason")

    def prepare(self) -> None:
        """Only open cases of the same brand and nature."""
        super().prepare()
        self.fields["target"].queryset = targets(self.incident, self)


def targets(incident: Incident, form: CaseForm) -> QuerySet[Incident]:
    """Cases into which this one may go."""
    found = Incident.objects.visible_to(form.user).open()
    return found.filter(brand=incident.brand_id, is_drill=incident.is_drill).exclude(pk=incident.pk)


class Propose(CaseForm):
    kind = forms.ChoiceField(label=_("Proposal"), choices=ProposalKind.choices)
    reason = words(_("Reason"))


FORMS: dict[str, type[CaseForm]] = {
    "start_verification": Move,
    "respond": Respond,
    "contain": Contain,
    "relapse": MustReason,
    "resolve": Resolve,
    "begin_post_mortem": Move,
    "close": Close,
    "reverify": MustReason,
    "mark_false_alarm": MustReason,
    "merge": Merge,
    "reopen": Reopen,
}
