"""JSON of plans; what comes in and what goes out are separate."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from playbooks.models import Playbook, PlaybookVersion
from playbooks.transitions import offers


class TransitionOutput(serializers.Serializer):
    name = serializers.CharField()
    allowed = serializers.BooleanField()
    blockers = serializers.ListField(child=serializers.DictField())


class VersionLine(serializers.ModelSerializer):
    """A version without its words."""

    author = serializers.CharField(source="author.name")
    second_person = serializers.CharField(source="second_person.name", default=None)
    note = serializers.CharField(source="note_in_words")

    class Meta:
        model = PlaybookVersion
        fields = (
            "number",
            "state",
            "revision",
            "author",
            "second_person",
            "note",
            "created_at",
            "submitted_at",
            "published_at",
            "review_due_at",
        )


class VersionOutput(VersionLine):
    """A version with its words and what the caller may do."""

    playbook = serializers.CharField(source="playbook.slug")
    brand = serializers.CharField(source="playbook.brand.slug")
    transitions = serializers.SerializerMethodField()

    class Meta(VersionLine.Meta):
        fields = ("playbook", "brand", *VersionLine.Meta.fields, "content", "transitions")

    @extend_schema_field(TransitionOutput(many=True))
    def get_transitions(self, version: PlaybookVersion) -> list[dict[str, Any]]:
        found = offers(version, self.context["request"].user).values()
        return [
            {
                "name": offer.name,
                "allowed": offer.allowed,
                "blockers": [reason.as_dict() for reason in offer.reasons],
            }
            for offer in found
        ]


class PlaybookOutput(serializers.ModelSerializer):
    """A playbook and which of its versions is in force."""

    brand = serializers.CharField(source="brand.slug")
    version = serializers.SerializerMethodField()

    class Meta:
        model = Playbook
        fields = ("slug", "code", "brand", "name_vi", "name_en", "retired_at", "version")

    def get_version(self, playbook: Playbook) -> int | None:
        """Number of the version in force."""
        return next((version.number for version in playbook.in_force), None)


class DraftInput(serializers.Serializer):
    """A new draft; without content it is a copy of the latest version."""

    content = serializers.JSONField(required=False)
    note = serializers.CharField(required=False, max_length=500, allow_blank=True)


class SaveInput(serializers.Serializer):
    content = serializers.JSONField()
    note = serializers.CharField(required=False, max_length=500, allow_blank=True)
    revision = serializers.IntegerField(required=False)


class TransitionInput(serializers.Serializer):
    """`reason` belongs to return_to_draft and retire, `revision` to publish."""

    reason = serializers.CharField(required=False, max_length=500)
    revision = serializers.IntegerField(required=False)


class ImportInput(serializers.Serializer):
    brand = serializers.SlugField()
    yaml = serializers.CharField(trim_whitespace=False)
