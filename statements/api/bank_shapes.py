"""What the API says about answers and enquiries, and what it takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from crisisdesk.kernel.rights import may
from crisisdesk.kernel.vocabulary import Language
from incidents.api.serializers import PersonOut
from statements.api.words import LARGEST_ID
from statements.enums_desk import AnswerAudience, AnswerState, EnquiryState, Reached
from statements.models import Answer, Enquiry
from statements.models.answers import LONGEST_ANSWER, LONGEST_QUESTION
from statements.models.enquiries import LONGEST_REPLY

MOST_FACTS = 50
LARGEST_NUMBER = 2**31 - 1


class BankAnswerOut(serializers.ModelSerializer[Answer]):
    status = serializers.ChoiceField(choices=AnswerState.choices)
    owner = PersonOut(read_only=True, allow_null=True)
    cleared_by = PersonOut(read_only=True, allow_null=True)
    facts = serializers.SerializerMethodField()

    class Meta:
        model = Answer
        fields = (
            "id", "reference", "audience", "status", "doubt", "question_vi", "question_en",
            "answer_vi", "answer_en", "vi_only", "facts", "owner", "version", "cleared_by",
            "cleared_at", "used_count",
        )  # fmt: skip

    def get_facts(self, answer: Answer) -> list[int]:
        return [use.fact_id for use in answer.fact_uses.all()]


class BankAnswerIn(serializers.Serializer[Any]):
    audience = serializers.ChoiceField(
        choices=AnswerAudience.choices, default=AnswerAudience.CUSTOMERS
    )
    question_vi = serializers.CharField(max_length=LONGEST_QUESTION)
    question_en = serializers.CharField(
        max_length=LONGEST_QUESTION, required=False, allow_blank=True
    )
    answer_vi = serializers.CharField(max_length=LONGEST_ANSWER, required=False, allow_blank=True)
    answer_en = serializers.CharField(max_length=LONGEST_ANSWER, required=False, allow_blank=True)
    vi_only = serializers.BooleanField(default=False)
    facts = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False, max_length=MOST_FACTS,
    )  # fmt: skip


class MaybeWhyIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class WhyIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=4000)


class ClearIn(MaybeWhyIn):
    """`expected_version`: the version that was read."""

    expected_version = serializers.IntegerField(min_value=0, max_value=LARGEST_NUMBER)


class EnquiryOut(serializers.ModelSerializer[Enquiry]):
    """Reporter and contact are empty for those who do not answer the press."""

    state = serializers.ChoiceField(choices=EnquiryState.choices)
    incident = serializers.SlugRelatedField("reference", read_only=True, allow_null=True)
    answer = serializers.SlugRelatedField("reference", read_only=True, allow_null=True)
    owner = PersonOut(read_only=True, allow_null=True)
    spokesperson = PersonOut(read_only=True, allow_null=True)

    class Meta:
        model = Enquiry
        fields = (
            "id", "reference", "incident", "outlet", "reporter", "contact", "language", "channel",
            "questions", "received_at", "deadline", "state", "owner", "spokesperson", "answer",
            "reply", "wording", "is_approved", "sent_at", "published_url",
        )  # fmt: skip

    def to_representation(self, instance: Enquiry) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not may(self.context["request"].user, "statements.see_reporter", instance):
            shown["reporter"] = shown["contact"] = ""
        return shown


class EnquiryIn(serializers.Serializer[Any]):
    outlet = serializers.CharField(max_length=120)
    questions = serializers.CharField(max_length=LONGEST_REPLY)
    deadline = serializers.DateTimeField()
    received_at = serializers.DateTimeField(required=False)
    reporter = serializers.CharField(max_length=120, required=False, allow_blank=True)
    contact = serializers.CharField(max_length=200, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=Language.choices, default=Language.VIETNAMESE)
    channel = serializers.ChoiceField(choices=Reached.choices, default=Reached.PHONE)


class WordIn(serializers.Serializer[Any]):
    reply = serializers.CharField(max_length=LONGEST_REPLY)
    answer = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True,
        help_text="Id of the cleared answer it comes from.",
    )  # fmt: skip


class WordingIn(serializers.Serializer[Any]):
    """`expected_wording`: the wording of the reply that was read."""

    expected_wording = serializers.IntegerField(min_value=0, max_value=LARGEST_NUMBER)


class SendIn(WordingIn):
    published_url = serializers.URLField(max_length=2000, required=False, allow_blank=True)
