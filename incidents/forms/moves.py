"""What each transition needs from the person who takes it."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from incidents import permissions
from incidents.enums import ProposalKind
from incidents.forms.base import CaseForm, words
from incidents.models import Incident


class Move(CaseForm):
    """A transition; a manager who stands in for the lead owes a reason (contract 6.1)."""

    reason = words(_("Reason"), required=False, rows=2)

    def prepare(self) -> None:
        """Say whether the reason is owed."""
        if permissions.stands_in(self.incident, self.user):
            self.fields["reason"].help_text = _("You act in the lead's place: write down why.")
            self.fields["reason"].required = True


class Respond(Move):
    before_verification = words(
        _("Why respond before all critical questions are settled"),
        required=False,
        help_text=_("Only when questions are still open; it stands in the log."),
    )


class Contain(Move):
    silent_source = words(_("Why a source without data does not worry us"), required=False, rows=2)


class Resolve(Move):
    no_closing_statement = words(
        _("Why there is no closing statement"),
        required=False,
        rows=2,
        help_text=_("Leave empty when one is published."),
    )


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
    "close": Move,
    "reverify": MustReason,
    "mark_false_alarm": MustReason,
    "merge": Merge,
    "reopen": Reopen,
}
