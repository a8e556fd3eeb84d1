"""Tasks, decisions and the review."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from crisisdesk.kernel.vocabulary import IncidentRole
from incidents.api.serializers.case import PersonOut
from incidents.enums import DecisionKind, Outcome
from incidents.models import ActionItem, Decision, Lesson, Review, Task


class TaskOut(serializers.ModelSerializer[Task]):
    owner = PersonOut(read_only=True)

    class Meta:
        model = Task
        fields = (
            "id",
            "key",
            "title_vi",
            "title_en",
            "role",
            "owner",
            "critical",
            "due_at",
            "status",
            "skip_reason",
            "finished_at",
            "round",
            "section",
            "section_vi",
            "section_en",
            "moment",
            "minutes",
            "condition",
            "condition_answer",
            "fields",
            "answers",
            "links",
        )


class TaskDoneIn(serializers.Serializer[Any]):
    """What the step asks to be written down, by the key of its field."""

    answers = serializers.DictField(required=False)


class TaskIn(serializers.Serializer[Any]):
    title_vi = serializers.CharField(max_length=300)
    title_en = serializers.CharField(max_length=300, required=False, allow_blank=True)
    owner = serializers.IntegerField(required=False)
    role = serializers.ChoiceField(IncidentRole.choices, required=False)
    due_at = serializers.DateTimeField(required=False)
    critical = serializers.BooleanField(required=False)


class DecisionOut(serializers.ModelSerializer[Decision]):
    by = PersonOut(read_only=True)

    class Meta:
        model = Decision
        fields = (
            "id",
            "kind",
            "text",
            "reason",
            "known",
            "review_at",
            "reviewed_at",
            "review_note",
            "round",
            "by",
            "at",
        )


class DecisionIn(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(DecisionKind.choices, required=False)
    text = serializers.CharField()
    reason = serializers.CharField()
    review_at = serializers.DateTimeField(required=False)


class ActionItemOut(serializers.ModelSerializer[ActionItem]):
    owner = PersonOut(read_only=True)

    class Meta:
        model = ActionItem
        fields = ("id", "lesson", "text", "owner", "due_on", "done_at")


class LessonOut(serializers.ModelSerializer[Lesson]):
    playbook = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Lesson
        fields = ("id", "text", "outcome", "reason", "proposal", "playbook")


class ReviewOut(serializers.ModelSerializer[Review]):
    reviewer = PersonOut(read_only=True)
    lessons = LessonOut(many=True, read_only=True)
    action_items = ActionItemOut(many=True, read_only=True)
    metrics = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = (
            "round",
            "reviewer",
            "summary",
            "public_view",
            "helped",
            "hindered",
            "people",
            "signed_at",
            "lessons",
            "action_items",
            "metrics",
        )

    def get_metrics(self, review: Review) -> dict[str, float | None]:
        """Seconds by metric; null where a moment is missing."""
        from incidents.selectors.metrics import spans  # noqa: PLC0415 -- only the review needs it

        return {s.key: s.length and s.length.total_seconds() for s in spans(review.incident)}


class ReviewIn(serializers.Serializer[Any]):
    reviewer = serializers.IntegerField(required=False)
    summary = serializers.CharField(required=False, allow_blank=True)
    public_view = serializers.CharField(required=False, allow_blank=True)
    helped = serializers.CharField(required=False, allow_blank=True)
    hindered = serializers.CharField(required=False, allow_blank=True)
    people = serializers.CharField(required=False, allow_blank=True)


class LessonIn(serializers.Serializer[Any]):
    text = serializers.CharField()


class ItemIn(serializers.Serializer[Any]):
    text = serializers.CharField()
    owner = serializers.IntegerField(required=False)
    due_on = serializers.DateField(required=False)


class LessonSettleIn(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(Outcome.choices)
    reason = serializers.CharField(required=False, allow_blank=True)
    proposal = serializers.CharField(required=False, allow_blank=True)
    playbook = serializers.SlugField(required=False)
    action = ItemIn(required=False)
