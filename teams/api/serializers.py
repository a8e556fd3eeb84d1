"""How people, brands, duty and webhooks look to programs."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from teams.models import Brand, CrewCard, DutyShift, Membership, Team, User, Webhook
from teams.roles import memberships


class PersonSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "name", "email"]
        read_only_fields = fields


class PlaceSerializer(serializers.ModelSerializer):
    brand = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = Membership
        fields = ["brand", "role", "title"]
        read_only_fields = fields


class MeSerializer(serializers.ModelSerializer):
    """The caller: who, where and as what."""

    memberships = serializers.SerializerMethodField()
    scopes = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "name", "email", "phone", "language", "time_zone", "memberships", "scopes"]
        read_only_fields = fields

    def get_memberships(self, user: User) -> list[dict[str, Any]]:
        return PlaceSerializer(memberships(user).values(), many=True).data

    def get_scopes(self, user: User) -> list[str] | None:
        """Of the token that called; null for a browser session, which has every scope."""
        return getattr(self.context["request"].auth, "scopes", None)


class BrandSerializer(serializers.ModelSerializer):
    class Meta:
        model = Brand
        fields = [
            "id", "slug", "name", "short_name", "hotline", "official_channel", "press_contact",
            "quiet_minutes", "is_demo",
        ]  # fmt: skip
        read_only_fields = fields


class BrandInput(serializers.Serializer):
    name = serializers.CharField(max_length=120, required=False)
    short_name = serializers.CharField(max_length=40, required=False, allow_blank=True)
    hotline = serializers.CharField(max_length=60, required=False, allow_blank=True)
    official_channel = serializers.CharField(max_length=200, required=False, allow_blank=True)
    press_contact = serializers.CharField(max_length=200, required=False, allow_blank=True)
    quiet_minutes = serializers.IntegerField(
        min_value=0, max_value=10_080, required=False, allow_null=True
    )


class CrewMemberSerializer(PersonSerializer):
    """A person with what they can do for the team's brand."""

    roles = serializers.ListField(child=serializers.CharField())
    skills = serializers.ListField(child=serializers.CharField())
    languages = serializers.ListField(child=serializers.CharField())
    backup = PersonSerializer(allow_null=True)

    class Meta(PersonSerializer.Meta):
        fields = [
            *PersonSerializer.Meta.fields, "phone", "roles", "skills", "languages", "backup",
        ]  # fmt: skip
        read_only_fields = fields


class TeamSerializer(serializers.ModelSerializer):
    brand = serializers.SlugRelatedField("slug", read_only=True)
    members = serializers.SerializerMethodField()

    @extend_schema_field(CrewMemberSerializer(many=True))
    def get_members(self, team: Team) -> list[dict[str, Any]]:
        cards = self.context["cards"]
        return [
            _crew_member(user, cards.get((team.brand_id, user.pk))) for user in team.members.all()
        ]

    class Meta:
        model = Team
        fields = ["id", "brand", "name", "members"]
        read_only_fields = fields


def _crew_member(user: User, card: CrewCard | None) -> dict[str, Any]:
    known = card or CrewCard()
    backup = PersonSerializer(known.backup).data if known.backup else None
    return {
        **PersonSerializer(user).data,
        "phone": user.phone,
        "roles": known.roles,
        "skills": known.skills,
        "languages": known.languages,
        "backup": backup,
    }


class TeamInput(serializers.Serializer):
    brand = serializers.SlugField(help_text="slug of the brand")
    name = serializers.CharField(max_length=80)
    members = serializers.ListField(
        child=serializers.EmailField(), required=False, help_text="e-mail addresses"
    )


class TeamChange(serializers.Serializer):
    name = serializers.CharField(max_length=80, required=False)
    members = serializers.ListField(
        child=serializers.EmailField(), required=False, help_text="e-mail addresses"
    )


class ShiftSerializer(serializers.ModelSerializer):
    brand = serializers.SlugRelatedField("slug", read_only=True)
    user = PersonSerializer(read_only=True)

    class Meta:
        model = DutyShift
        fields = ["id", "brand", "user", "starts_at", "ends_at"]
        read_only_fields = fields


class ShiftInput(serializers.Serializer):
    brand = serializers.SlugField(help_text="slug of the brand")
    user = serializers.EmailField(help_text="e-mail address of the person")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class WebhookSerializer(serializers.ModelSerializer):
    brand = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = Webhook
        fields = ["id", "brand", "url", "topics", "is_active", "created_at"]
        read_only_fields = fields


class NewWebhookSerializer(WebhookSerializer):
    """The answer to making one: the only one that shows the secret."""

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class WebhookInput(serializers.Serializer):
    brand = serializers.SlugField(help_text="slug of the brand")
    url = serializers.URLField(max_length=500)
    topics = serializers.ListField(
        child=serializers.CharField(max_length=80),
        min_length=1,
        help_text="such as incidents.opened, incidents.* or *",
    )


class WebhookChange(serializers.Serializer):
    url = serializers.URLField(max_length=500, required=False)
    topics = serializers.ListField(
        child=serializers.CharField(max_length=80), min_length=1, required=False
    )
    is_active = serializers.BooleanField(required=False)


class AttemptSerializer(serializers.Serializer):
    at = serializers.DateTimeField()
    ok = serializers.BooleanField()
    answer = serializers.IntegerField(allow_null=True)
    detail = serializers.CharField()
    milliseconds = serializers.IntegerField()


class DeliverySerializer(serializers.Serializer):
    """One message to a webhook with every attempt to send it."""

    id = serializers.IntegerField()
    topic = serializers.CharField()
    subject = serializers.CharField()
    state = serializers.CharField()
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    attempts = AttemptSerializer(source="deliveries", many=True)
