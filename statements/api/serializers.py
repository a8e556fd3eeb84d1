"""What the API says about words, and what it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crisisdesk.kernel.rights import may
from crisisdesk.kernel.vocabulary import StatementKind
from incidents.api.serializers import PersonOut, TransitionOut
from playbooks.enums import Office
from statements import binding, outlet_words
from statements.api.words import AttachmentOut, SentenceIn, SentenceOut, ids
from statements.enums import Audience, Strategy
from statements.models import ApprovalStep, Promise, Publication, Statement, StatementVersion
from statements.selectors import moves
from statements.selectors.files import files_of
from statements.services.drafting import NEWSROOM

if TYPE_CHECKING:
    from statements.models import Approval


class VersionOut(serializers.ModelSerializer):
    author = PersonOut(read_only=True)
    facts = serializers.SerializerMethodField()

    class Meta:
        model = StatementVersion
        fields = [
            "number",
            "title_vi",
            "title_en",
            "text_vi",
            "text_en",
            "placeholders",
            "channels",
            "press_groups",
            "facts",
            "author",
            "at",
            "digest",
        ]

    def get_facts(self, version: StatementVersion) -> list[int]:
        return [use.fact_id for use in version.fact_uses.all()]


class CurrentOut(VersionOut):
    """The version that counts, with its files and what each of its sentences rests on."""

    attachments = serializers.SerializerMethodField()
    sentences = serializers.SerializerMethodField()

    class Meta(VersionOut.Meta):
        fields = [*VersionOut.Meta.fields, "attachments", "sentences"]

    @extend_schema_field(AttachmentOut(many=True))
    def get_attachments(self, version: StatementVersion) -> Any:
        return AttachmentOut(files_of(version), many=True).data

    @extend_schema_field(SentenceOut(many=True))
    def get_sentences(self, version: StatementVersion) -> Any:
        return SentenceOut(binding.told(version), many=True).data


class StepOut(serializers.ModelSerializer):
    holders = serializers.ListField(child=serializers.ChoiceField(choices=Office.choices))
    signed_by = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="version.number")

    class Meta:
        model = ApprovalStep
        fields = [
            "id",
            "order",
            "mode",
            "holders",
            "backups",
            "state",
            "version",
            "digest",
            "opened_at",
            "due_at",
            "decided_at",
            "signed_by",
        ]

    @extend_schema_field(PersonOut(allow_null=True))
    def get_signed_by(self, step: ApprovalStep) -> Any:
        said: list[Approval] = [a for a in step.approvals.all() if a.verdict == "approved"]
        return PersonOut(said[0].by).data if said else None


class PublicationOut(serializers.ModelSerializer):
    why = serializers.SerializerMethodField()

    class Meta:
        model = Publication
        fields = ["channel", "url", "state", "at", "place", "problem", "why"]

    def get_why(self, row: Publication) -> str:
        return outlet_words.sentence(row.problem, row.facts) if row.problem else ""


class PromiseOut(serializers.ModelSerializer):
    owner = PersonOut(read_only=True)
    statement = serializers.CharField(source="statement.reference")
    kept_by = serializers.CharField(source="kept_by.reference", allow_null=True, default=None)

    class Meta:
        model = Promise
        fields = [
            "id",
            "statement",
            "text",
            "is_next_update",
            "due_at",
            "owner",
            "state",
            "kept_by",
            "settled_at",
        ]


class StatementOut(serializers.ModelSerializer):
    """A row of a list."""

    incident = serializers.CharField(source="incident.reference")
    brand = serializers.CharField(source="brand.slug")
    author = PersonOut(read_only=True)
    title_vi = serializers.CharField(source="version.title_vi")
    title_en = serializers.CharField(source="version.title_en")
    version = serializers.IntegerField(source="current_version")
    superseded_by = serializers.CharField(
        source="superseded_by.reference", allow_null=True, default=None
    )

    class Meta:
        model = Statement
        fields = [
            "id",
            "reference",
            "incident",
            "brand",
            "kind",
            "audience",
            "status",
            "version",
            "title_vi",
            "title_en",
            "channels",
            "author",
            "created_at",
            "published_at",
            "superseded_by",
            "needs_correction",
        ]


class StatementDetail(StatementOut):
    """One statement for one caller, with what they may do."""

    last_editor = PersonOut(read_only=True)
    current = CurrentOut(source="version")
    steps = StepOut(many=True)
    publications = PublicationOut(many=True)
    promises = PromiseOut(many=True)
    corrects = serializers.CharField(source="corrects.reference", allow_null=True, default=None)
    retracts = serializers.CharField(source="retracts.reference", allow_null=True, default=None)
    newsroom = serializers.SerializerMethodField()
    transitions = serializers.SerializerMethodField()

    class Meta(StatementOut.Meta):
        fields = [
            *StatementOut.Meta.fields,
            "last_editor",
            "current",
            "lane",
            "strategy",
            "vi_only_reason",
            "next_update_at",
            "final_update",
            "submitted_at",
            "approved_at",
            "approved_hash",
            "published_version",
            "emergency_at",
            "ratified_at",
            "corrects",
            "retracts",
            "newsroom",
            "steps",
            "publications",
            "promises",
            "transitions",
        ]

    def to_representation(self, instance: Statement) -> dict[str, Any]:
        """Those who only watch learn what was said, not what stands behind it."""
        shown = super().to_representation(instance)
        if not may(self.context["request"].user, "statements.view_drafts", instance):
            shown |= {"strategy": "", "vi_only_reason": ""}
            shown["current"] |= {"placeholders": {}, "facts": [], "sentences": []}
        return shown

    def get_newsroom(self, words: Statement) -> str | None:
        """Its public address, once it has one."""
        if not words.is_said or words.incident.is_drill or NEWSROOM not in words.channels:
            return None
        return reverse("newsroom:statement", args=[words.brand.slug, words.slug])

    @extend_schema_field(TransitionOut(many=True))
    def get_transitions(self, words: Statement) -> list[dict[str, Any]]:
        return [move.as_dict() for move in moves(words, self.context["request"].user)]


class WordsIn(serializers.Serializer):
    """What a save may carry; a part left out stays as it was."""

    title_vi = serializers.CharField(max_length=200, required=False, allow_blank=True)
    title_en = serializers.CharField(max_length=200, required=False, allow_blank=True)
    text_vi = serializers.CharField(max_length=50_000, required=False, allow_blank=True)
    text_en = serializers.CharField(max_length=50_000, required=False, allow_blank=True)
    placeholders = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True)), required=False
    )
    channels = serializers.ListField(child=serializers.CharField(), required=False)
    press_groups = ids(required=False)
    facts = ids(required=False)
    sentences = SentenceIn(many=True, required=False)
    next_update_at = serializers.DateTimeField(required=False, allow_null=True)
    final_update = serializers.BooleanField(required=False)
    strategy = serializers.ChoiceField(choices=Strategy.choices, required=False, allow_blank=True)
    vi_only_reason = serializers.CharField(max_length=300, required=False, allow_blank=True)
    audience = serializers.ChoiceField(choices=Audience.choices, required=False)


class StatementIn(WordsIn):
    kind = serializers.ChoiceField(choices=StatementKind.choices)
    template = serializers.CharField(max_length=60, required=False, allow_blank=True)
    corrects = serializers.CharField(max_length=20, required=False)
    retracts = serializers.CharField(max_length=20, required=False)


class VersionIn(WordsIn):
    expected_version = serializers.IntegerField(min_value=0)


class StatementMoveIn(serializers.Serializer):
    """Facts of a transition; which ones it needs is said by a 400 that names them."""

    reason = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    suggestion = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    comment = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    expected_version = serializers.IntegerField(required=False)
    notice = serializers.CharField(max_length=20, required=False)


class StatementReasonIn(serializers.Serializer):
    reason = serializers.CharField(max_length=4000)


class ChannelIn(serializers.Serializer):
    channel = serializers.CharField(max_length=40)
    url = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    state = serializers.CharField(max_length=10, required=False)


class LintKeepIn(serializers.Serializer):
    key = serializers.CharField(max_length=40)
    reason = serializers.CharField(max_length=400)
