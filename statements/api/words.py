"""Words as the API takes them and shows them: sentences with what they rest on, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers

from incidents.api.serializers import PersonOut
from statements import binding
from statements.binding import Bound
from statements.models import Attachment
from statements.sentences import key_of
from statements.services.composing import Words
from statements.services.drafting import SETTINGS

if TYPE_CHECKING:
    from incidents.models import Fact, Incident

#: What an id column holds; a longer number is an error of the caller, not of the database.
LARGEST_ID = 2**63 - 1


def ids(**more: Any) -> serializers.ListField:
    child = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    return serializers.ListField(child=child, **more)


class SentenceOut(serializers.Serializer):
    """A sentence of the text, whether it states a fact, and on which it rests."""

    language = serializers.CharField()
    text = serializers.CharField(source="sentence.text")
    start = serializers.IntegerField(source="sentence.start")
    key = serializers.CharField(source="sentence.key")
    factual = serializers.BooleanField(source="is_factual")
    facts = serializers.SerializerMethodField()
    marked_by = PersonOut(source="mark.by", allow_null=True, default=None)

    def get_facts(self, one: binding.Told) -> list[int]:
        return [fact.pk for fact in one.facts]


class SentenceIn(serializers.Serializer):
    """What one sentence of the text rests on; its text must stand in the words that are saved."""

    text = serializers.CharField(max_length=5_000)
    facts = ids(required=False)
    factual = serializers.BooleanField(required=False, allow_null=True, default=None)


class AttachmentOut(serializers.ModelSerializer):
    class Meta:
        model = Attachment
        fields = ["digest", "sha256", "name", "content_type", "size", "alt_vi", "alt_en"]


def words_from(case: Incident, data: dict[str, Any]) -> Words:
    """What a caller hands over at one save; facts and sentences are looked up in the case."""
    texts = {name: data.get(name) for name in ("title_vi", "title_en", "text_vi", "text_en")}
    return Words(
        **texts,
        values=data.get("placeholders"),
        channels=data.get("channels"),
        press_groups=data.get("press_groups"),
        facts=_facts(case, data.get("facts")),
        sentences=_sentences(case, data.get("sentences")),
        settings={name: data[name] for name in SETTINGS if name in data},
    )


def _facts(case: Incident, wanted: list[int] | None, field: str = "facts") -> list[Fact] | None:
    if wanted is None:
        return None
    found = list(case.facts.filter(pk__in=wanted))
    if len(found) != len(set(wanted)):
        raise ValidationError({field: _("Unknown here.")})
    return found


def _sentences(case: Incident, given: list[dict[str, Any]] | None) -> dict[str, Bound] | None:
    if given is None:
        return None
    wanted = sorted({pk for row in given for pk in row.get("facts", [])})
    known = {fact.pk: fact for fact in _facts(case, wanted, "sentences") or []}
    return {
        key_of(row["text"]): Bound(
            tuple(known[pk] for pk in row.get("facts", [])), row["factual"], row["text"]
        )
        for row in given
    }
