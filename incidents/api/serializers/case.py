"""Cases, their log and what is done to a case as a whole."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crisisdesk.kernel.rights import may
from crisisdesk.kernel.vocabulary import IncidentRole, Severity, Visibility
from incidents.enums import Axis, Override, ProposalKind
from incidents.models import Incident
from incidents.selectors import cases
from incidents.selectors.log import Line


class PersonOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class BlockerOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class TransitionOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    allowed = serializers.BooleanField()
    blockers = BlockerOut(many=True)


class IncidentOut(serializers.ModelSerializer[Incident]):
    """A case as lists show it."""

    reference = serializers.CharField(read_only=True)
    brand = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    lead = PersonOut(read_only=True)
    type = serializers.CharField(source="kind", read_only=True)

    class Meta:
        model = Incident
        fields = (
            "reference",
            "brand",
            "title",
            "status",
            "severity",
            "type",
            "lead",
            "round",
            "is_drill",
            "detected_at",
            "opened_at",
        )


class IncidentDetail(IncidentOut):
    """A case with what the caller may do to it."""

    transitions = serializers.SerializerMethodField()
    #: Empty for viewers: who told us is for those inside.
    reporter = serializers.SerializerMethodField()
    scores = serializers.DictField(child=serializers.IntegerField(allow_null=True), read_only=True)
    merged_into = serializers.SerializerMethodField()
    playbook = serializers.SerializerMethodField()

    class Meta(IncidentOut.Meta):
        fields = (
            *IncidentOut.Meta.fields,
            "summary",
            "source_url",
            "reporter",
            "scores",
            "overrides",
            "playbook",
            "relapses",
            "merged_into",
            "public_at",
            "acknowledged_at",
            "triaged_at",
            "verified_at",
            "responded_at",
            "contained_at",
            "resolved_at",
            "closed_at",
            "declared_crisis_at",
            "last_seq",
            "transitions",
        )

    @extend_schema_field(TransitionOut(many=True))
    def get_transitions(self, incident: Incident) -> list[dict[str, Any]]:
        moves = cases.moves(incident, self.context["request"].user)
        return [move.as_dict() for move in moves]

    def get_reporter(self, incident: Incident) -> str:
        inside = may(self.context["request"].user, "incidents.view_working", incident)
        return incident.reporter if inside else ""

    def get_merged_into(self, incident: Incident) -> str | None:
        """Where the case went, for those who may see that case."""
        if incident.merged_into_id is None:
            return None
        seen = Incident.objects.visible_to(self.context["request"].user)
        target = seen.filter(pk=incident.merged_into_id).first()
        return target.reference if target else None

    def get_playbook(self, incident: Incident) -> dict[str, Any] | None:
        version = incident.playbook_version
        return version and {"slug": version.playbook.slug, "version": version.number}


class IncidentIn(serializers.Serializer[Any]):
    brand = serializers.SlugField()
    title = serializers.CharField(max_length=200)
    source_url = serializers.URLField(max_length=2000, required=False, allow_blank=True)
    reporter = serializers.CharField(max_length=120, required=False, allow_blank=True)
    summary = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    detected_at = serializers.DateTimeField(required=False)
    public_at = serializers.DateTimeField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("source_url") and not attrs.get("reporter"):
            raise serializers.ValidationError({"source_url": ["Give source_url or reporter."]})
        return attrs


class LineOut(serializers.Serializer[Line]):
    """One line of the log; `sentence` in the caller's language."""

    seq = serializers.IntegerField()
    verb = serializers.CharField(source="entry.verb")
    sentence = serializers.CharField()
    words = serializers.CharField()
    actor = PersonOut()
    source = serializers.CharField(source="entry.source")
    at = serializers.DateTimeField()
    round = serializers.IntegerField(source="entry.round")
    data = serializers.JSONField(source="entry.data")
    digest = serializers.CharField(source="entry.digest")


class SeverityIn(serializers.Serializer[Any]):
    """Five scores, or a level with a reason."""

    scores = serializers.DictField(child=serializers.IntegerField(), required=False)
    overrides = serializers.ListField(
        child=serializers.ChoiceField(Override.choices), required=False
    )
    severity = serializers.ChoiceField(Severity.choices, required=False)
    reason = serializers.CharField(required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        scores = attrs.get("scores")
        if (scores is None) == (attrs.get("severity") is None):
            raise serializers.ValidationError({"scores": ["Give either scores or severity."]})
        if scores is not None and set(scores) != set(Axis.values):
            raise serializers.ValidationError({"scores": [f"Give {', '.join(Axis.values)}."]})
        return attrs


class PlaybookIn(serializers.Serializer[Any]):
    playbook = serializers.SlugField(required=False, allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True)


class LeadIn(serializers.Serializer[Any]):
    person = serializers.IntegerField(required=False)
    reason = serializers.CharField(required=False, allow_blank=True)


class RoleIn(serializers.Serializer[Any]):
    role = serializers.ChoiceField(IncidentRole.choices)
    person = serializers.IntegerField()


class NoteIn(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=4000)
    visibility = serializers.ChoiceField(
        [Visibility.INTERNAL.value, Visibility.PRIVILEGED.value], required=False
    )


class RemedyIn(serializers.Serializer[Any]):
    remedy = serializers.CharField()
    done = serializers.BooleanField(required=False)
    owner = serializers.IntegerField(required=False)
    due = serializers.DateField(required=False)


class ProposalIn(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(ProposalKind.choices)
    reason = serializers.CharField()


class ReasonIn(serializers.Serializer[Any]):
    reason = serializers.CharField()


class MoveIn(serializers.Serializer[Any]):
    """The facts that a transition needs; each names those it takes."""

    reason = serializers.CharField(required=False, allow_blank=True)
    before_verification = serializers.CharField(required=False, allow_blank=True)
    silent_source = serializers.CharField(required=False, allow_blank=True)
    no_closing_statement = serializers.CharField(required=False, allow_blank=True)
    target = serializers.CharField(required=False)
    evidence = serializers.CharField(required=False, allow_blank=True)
