"""Forms of the bank of questions and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from playbooks import selectors as plans
from statements.enums_desk import AnswerAudience
from statements.forms.acting import text
from statements.models import Answer
from statements.models.answers import LONGEST_ANSWER, LONGEST_QUESTION, MOST_WORDS
from statements.selectors.bank import facts_for
from statements.services.bank import Draft
from teams import roles

if TYPE_CHECKING:
    from incidents.models import Fact, Incident
    from teams.models import Brand, User


class FactsField(forms.ModelMultipleChoiceField):
    """Facts to tick, in the reader's language, with how each stands."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, fact: Fact) -> str:
        return f"{fact.in_language('text')} ({fact.get_status_display()})"


def _line(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_QUESTION, required=required)


def _answer(label: Any, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=label, max_length=LONGEST_ANSWER, required=False, widget=widget, **more
    )


def _most_words() -> str:
    return gettext("At most %(count)s words: it is said aloud in half a minute.") % {
        "count": MOST_WORDS
    }


#: A lazy sentence with its figure put in would be lazy no more.
_longest = lazy(_most_words, str)


class AnswerForm(forms.Form):
    """A question as people ask it, our answer, and what it rests on."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    audience = forms.ChoiceField(label=_("Who asks"), choices=AnswerAudience.choices)
    question_vi = _line(_("Question (Vietnamese)"))
    answer_vi = _answer(
        _("Answer (Vietnamese)"),
        help_text=_longest(),
    )
    question_en = _line(_("Question (English)"), required=False)
    answer_en = _answer(_("Answer (English)"))
    vi_only = forms.BooleanField(label=_("Vietnamese only"), required=False)
    facts = FactsField(
        queryset=None,
        label=_("Facts it rests on"),
        required=False,
        help_text=_("Public facts of this case. Only confirmed ones let it be cleared."),
    )
    kind = forms.ChoiceField(label=_("For cases of this type"), required=False)
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=roles.User.objects.none(), required=False, empty_label="–"
    )
    reason = forms.CharField(label=_("Why it changes"), max_length=400, required=False)

    def __init__(
        self, *args: Any, brand: Brand, incident: Incident | None, answer: Answer | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        self.answer = answer
        kwargs.setdefault("initial", {}).update(self._initially(answer))
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = roles.people(brand, roles.INSIDERS)  # type: ignore[attr-defined]
        self._facts_of(incident)
        self._kinds_of(brand, incident)
        if answer is None:
            del self.fields["reason"]

    def _initially(self, answer: Answer | None) -> dict[str, Any]:
        if answer is None:
            return {}
        names = (*self.base_fields.keys() - {"facts", "reason", "version", "owner"},)
        known = {name: getattr(answer, name) for name in names}
        uses = answer.fact_uses.values_list("fact_id", flat=True)
        return known | {"version": answer.version, "facts": list(uses), "owner": answer.owner_id}

    def _facts_of(self, incident: Incident | None) -> None:
        rows = facts_for(self.answer, incident)
        if rows is None:
            del self.fields["facts"]
        else:
            self.fields["facts"].queryset = rows  # type: ignore[attr-defined]

    def _kinds_of(self, brand: Brand, incident: Incident | None) -> None:
        if incident is not None:
            del self.fields["kind"]
            return
        books = plans.published(brand).select_related("playbook")
        named = [(row.playbook.slug, row.playbook.in_language("name")) for row in books]
        # A type that was retired since is kept until somebody chooses another.
        kept = self.answer.kind if self.answer else ""
        if kept and kept not in dict(named):
            named.append((kept, kept))
        self.fields["kind"].choices = [("", _("All types")), *named]  # type: ignore[attr-defined]

    def draft(self) -> Draft:
        """What the service takes."""
        data = self.cleaned_data
        words = {name: data[name] for name in data if name not in NOT_WORDS}
        return Draft(words, data.get("facts"), data["owner"], data.get("kind"))


NOT_WORDS = {"facts", "kind", "owner", "reason", "version"}


class AnswerAct(forms.Form):
    """Something done to one answer."""

    def __init__(self, *args: Any, answer: Answer, user: User, **kwargs: Any) -> None:
        self.answer, self.user = answer, user
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill in what the page knows."""


class Clear(AnswerAct):
    expected_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = text(_("Remark (optional)"), required=False, rows=2)

    def prepare(self) -> None:
        self.fields["expected_version"].initial = self.answer.version


class Why(AnswerAct):
    reason = text(_("Reason"))


class MaybeWhy(AnswerAct):
    reason = text(_("Reason (optional)"), required=False, rows=2)


class KeepPhrase(AnswerAct):
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reason = forms.CharField(label=_("Why it stays"), max_length=400)
