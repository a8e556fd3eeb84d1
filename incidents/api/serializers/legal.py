"""JSON of a case's legal deadlines."""

from __future__ import annotations

from rest_framework import serializers

from incidents.models import LegalClockRun


class LegalRunOut(serializers.ModelSerializer):
    key = serializers.CharField(source="clock.key")
    confirmed = serializers.BooleanField(source="is_confirmed")
    state = serializers.CharField()
    settled_by = serializers.CharField(source="settled_by.name", default=None)

    class Meta:
        model = LegalClockRun
        fields = (
            "id", "key", "name_vi", "name_en", "starts_from", "hours", "working", "owner_role",
            "automatic", "confirmed", "state", "note", "started_at", "due_at", "met_at",
            "waived_at", "breached_at", "sent", "evidence", "reason", "settled_by", "settled_at",
        )  # fmt: skip


class LegalStartIn(serializers.Serializer):
    clock = serializers.IntegerField(help_text="Number of a legal deadline of the brand.")
    received_at = serializers.DateTimeField(required=False)
    note = serializers.CharField(max_length=2000, help_text="What arrived, and from whom.")


class LegalSettleIn(serializers.Serializer):
    met = serializers.BooleanField(help_text="False: waived by legal, with a reason.")
    sent = serializers.CharField(
        max_length=2000, required=False, default="", allow_blank=True,
        help_text="What was sent, and to whom; needed where it is met.",
    )  # fmt: skip
    sent_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    evidence = serializers.IntegerField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
