"""The editor's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.vocabulary import Visibility
from incidents.enums import FactStatus
from incidents.models import Fact
from playbooks import common_data
from statements import fill
from statements.enums import Audience, Strategy
from statements.forms.files import WithFiles
from statements.forms.sentences import chosen
from statements.selectors.files import files_of
from statements.selectors.press import press_groups
from statements.services.composing import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statements.models import Statement, StatementVersion

#: As much as the API takes.
LONGEST = 50_000
GAP_FACT = "gapfact_{key}"
GAP_FIELD = "gap_{key}_{language}"


def moment(**kwargs: Any) -> forms.DateTimeField:
    """A date and time in the reader's zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, **kwargs)


def area(label: Any, rows: int, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, widget=widget, required=False, strip=False, max_length=LONGEST, **kwargs
    )


class FactChoice(forms.ModelMultipleChoiceField):
    """Facts with their state, so that nobody ticks an open one unaware."""

    def label_from_instance(self, obj: Fact) -> str:
        return f"{obj.in_language('text')} — {obj.get_status_display()}"


class Editor(WithFiles):
    """Both languages, gaps, facts, files; `version` is the one the writer began from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title_vi = forms.CharField(label=_("Title (Vietnamese)"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title (English)"), max_length=200, required=False)
    text_vi = area(_("Text (Vietnamese)"), 16)
    text_en = area(_("Text (English)"), 16)
    next_update_at = moment(
        label=_("Next update by"),
        required=False,
        help_text=_("Becomes a promise with a clock when this is published."),
    )
    final_update = forms.BooleanField(label=_("This is the last word on the case"), required=False)
    vi_only_reason = forms.CharField(
        label=_("Vietnamese only, because"), max_length=300, required=False
    )
    strategy = forms.ChoiceField(
        label=_("Response strategy"),
        choices=[("", "–"), *Strategy.choices],
        required=False,
    )
    audience = forms.ChoiceField(label=_("Audience"), choices=Audience.choices)
    channels = forms.MultipleChoiceField(
        label=_("Channels"), required=False, widget=forms.CheckboxSelectMultiple
    )
    press_groups = forms.TypedMultipleChoiceField(
        label=_("Press list: mail it to"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At publishing, one letter to each contact. Approvers sign the groups too."),
    )
    facts = FactChoice(
        label=_("Facts that the text rests on"),
        queryset=Fact.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, statement: Statement, **kwargs: Any) -> None:
        self.statement = statement
        self.base = statement.version
        kwargs["initial"] = initial(statement, self.base)
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = [
            (channel.key, str(channel.label)) for channel in common_data.channels().values()
        ]
        choices = [(group.pk, group.name) for group in press_groups(statement, self.base)]
        self.fields["press_groups"].choices = choices
        if not choices:
            del self.fields["press_groups"]
        # A notice reaches whoever read the text that it is about.
        self.fields["audience"].disabled = statement.target is not None
        self.fields["facts"].queryset = usable_facts(statement, self.base)
        self.gaps = fill.panel(statement, self.base)
        for name, value, label in self._gap_fields():
            widget = forms.TextInput(attrs={"aria-label": label})
            self.fields[name] = forms.CharField(required=False, initial=value, widget=widget)
        self.pickable = pickable_facts(statement)
        for gap in self.gaps:
            if gap.source != "system":
                self.fields[GAP_FACT.format(key=gap.key)] = GapFact(self.pickable, gap.label)
        self.offer_files(files_of(self.base))

    def _gap_fields(self) -> Iterable[tuple[str, str, str]]:
        for gap in self.gaps:
            for language in fill.LANGUAGES:
                name = GAP_FIELD.format(key=gap.key, language=language)
                yield name, getattr(gap, language), f"{gap.label} ({language})"

    def rows(self) -> list[dict[str, Any]]:
        """Each gap with its two fields, those with something missing first."""
        rows = [
            {
                "gap": gap,
                "vi": self[f"gap_{gap.key}_vi"],
                "en": self[f"gap_{gap.key}_en"],
                "fact": self[name] if (name := GAP_FACT.format(key=gap.key)) in self.fields else "",
            }
            for gap in self.gaps
        ]
        return sorted(rows, key=lambda row: not row["gap"].missing)

    def words(self) -> Words:
        """What the service takes."""
        data = self.cleaned_data
        picked = {gap.key: data.get(GAP_FACT.format(key=gap.key)) for gap in self.gaps}
        values = {
            gap.key: {
                language: _within(picked[gap.key], language)
                or data[GAP_FIELD.format(key=gap.key, language=language)]
                for language in fill.LANGUAGES
            }
            for gap in self.gaps
        }
        facts = [*data["facts"], *filter(None, picked.values()), *self._inserted()]
        settings = ("next_update_at", "final_update", "vi_only_reason", "strategy", "audience")
        return Words(
            title_vi=data["title_vi"],
            title_en=data["title_en"],
            text_vi=data["text_vi"],
            text_en=data["text_en"],
            values=values,
            channels=data["channels"],
            facts=list(dict.fromkeys(facts)),
            sentences=chosen(self.data, self.fields["facts"].queryset),
            press_groups=data.get("press_groups"),
            settings={name: data[name] for name in settings},
        )

    def _inserted(self) -> list[Fact]:
        """The fact whose words a press has just put into the text."""
        wanted = self.data.get("insert", "")
        return [fact for fact in self.pickable if str(fact.pk) == wanted]

    def insert(self) -> None:
        """Without a script: the words of a picked fact go to the end of both texts."""
        data = self.data.copy()
        for fact in self._inserted():
            for code in fill.LANGUAGES:
                before = data.get(f"text_{code}", "").rstrip()
                data[f"text_{code}"] = f"{before}\n\n{getattr(fact, f'text_{code}')}".strip()
            data.appendlist("facts", str(fact.pk))
        self.data = data


class GapFact(forms.ModelChoiceField):
    """A confirmed fact whose words fill a gap in both languages."""

    def __init__(self, facts: Any, gap: str) -> None:
        label = _("Fill “%(gap)s” from a fact") % {"gap": gap}
        super().__init__(facts, required=False, label=label, empty_label=_("from a fact …"))
        self.widget.attrs["aria-label"] = label

    def label_from_instance(self, obj: Fact) -> str:
        return obj.in_language("text")


def _within(fact: Fact | None, language: str) -> str:
    """A fact's words as they stand within a sentence of the template."""
    return getattr(fact, f"text_{language}").rstrip(" .") if fact else ""


def pickable_facts(statement: Statement):  # noqa: ANN201 -- a queryset
    """Confirmed facts that this audience may be told."""
    found = Fact.objects.filter(incident=statement.incident_id, status=FactStatus.CONFIRMED)
    if statement.audience == Audience.INTERNAL:
        return found.exclude(visibility=Visibility.PRIVILEGED)
    return found.filter(visibility=Visibility.PUBLIC)


def initial(statement: Statement, version: StatementVersion) -> dict[str, Any]:
    return {
        "version": statement.current_version,
        "title_vi": version.title_vi,
        "title_en": version.title_en,
        "text_vi": version.text_vi,
        "text_en": version.text_en,
        "next_update_at": statement.next_update_at,
        "final_update": statement.final_update,
        "vi_only_reason": statement.vi_only_reason,
        "strategy": statement.strategy,
        "audience": statement.audience,
        "channels": version.channels,
        "press_groups": version.press_groups,
        "facts": [use.fact_id for use in version.fact_uses.all()],
    }


def usable_facts(statement: Statement, version: StatementVersion):  # noqa: ANN201 -- a queryset
    """Facts of the case that may be told, and those that the text already uses."""
    own = Fact.objects.filter(incident=statement.incident_id).exclude(status=FactStatus.REFUTED)
    used = Fact.objects.filter(uses__version=version)
    return (own | used).exclude(visibility="privileged").distinct()
