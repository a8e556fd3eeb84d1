"""Facts, evidence, claims and questions."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from crisisdesk.kernel.vocabulary import Visibility
from incidents.api.serializers.case import PersonOut
from incidents.enums import Answer, Assessment, ClaimStatus, FactStatus
from incidents.models import Claim, Evidence, Fact, Question


class FactOut(serializers.ModelSerializer[Fact]):
    owner = PersonOut(read_only=True)

    class Meta:
        model = Fact
        fields = (
            "id",
            "text_vi",
            "text_en",
            "status",
            "visibility",
            "owner",
            "revision",
            "awaiting_second",
            "created_at",
        )


class FactIn(serializers.Serializer[Any]):
    text_vi = serializers.CharField()
    text_en = serializers.CharField(required=False, allow_blank=True)
    visibility = serializers.ChoiceField(Visibility.choices, required=False)


class FactRevisionIn(serializers.Serializer[Any]):
    status = serializers.ChoiceField(FactStatus.choices)
    reason = serializers.CharField()
    text_vi = serializers.CharField(required=False)
    text_en = serializers.CharField(required=False, allow_blank=True)


class EvidenceOut(serializers.ModelSerializer[Evidence]):
    class Meta:
        model = Evidence
        fields = (
            "id",
            "kind",
            "title",
            "url",
            "file_name",
            "sha256",
            "fact",
            "claim",
            "captured_at",
        )


class EvidenceIn(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200)
    url = serializers.URLField(max_length=2000)
    fact = serializers.IntegerField(required=False)
    claim = serializers.IntegerField(required=False)


class ClaimOut(serializers.ModelSerializer[Claim]):
    class Meta:
        model = Claim
        fields = (
            "id",
            "text",
            "variants",
            "status",
            "assessment",
            "reason",
            "fact",
            "refuted_by",
            "created_at",
        )


class ClaimIn(serializers.Serializer[Any]):
    text = serializers.CharField()
    variants = serializers.ListField(child=serializers.CharField(), required=False)


class ClaimAssessIn(serializers.Serializer[Any]):
    assessment = serializers.ChoiceField(Assessment.choices)
    reason = serializers.CharField()
    fact = serializers.IntegerField(required=False)
    refuted_by = serializers.IntegerField(required=False)


class ClaimMoveIn(serializers.Serializer[Any]):
    status = serializers.ChoiceField([ClaimStatus.ANSWERED.value, ClaimStatus.FADED.value])


class QuestionOut(serializers.ModelSerializer[Question]):
    owner = PersonOut(read_only=True)

    class Meta:
        model = Question
        fields = (
            "id",
            "key",
            "text_vi",
            "text_en",
            "critical",
            "role",
            "owner",
            "due_at",
            "answer",
            "answer_note",
            "fact",
            "answered_at",
            "round",
        )


class QuestionIn(serializers.Serializer[Any]):
    text_vi = serializers.CharField()
    text_en = serializers.CharField(required=False, allow_blank=True)
    owner = serializers.IntegerField(required=False)
    due_at = serializers.DateTimeField(required=False)
    critical = serializers.BooleanField(required=False)


class AnswerIn(serializers.Serializer[Any]):
    answer = serializers.ChoiceField([c for c in Answer.values if c != Answer.OPEN])
    note = serializers.CharField()
    fact = serializers.IntegerField(required=False)
