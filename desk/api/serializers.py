"""JSON of the pages that stand above the rooms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rest_framework import serializers


class LengthOutput(serializers.Serializer):
    key = serializers.CharField()
    label: Any = serializers.CharField()
    definition = serializers.CharField()
    n = serializers.IntegerField()
    median_seconds = serializers.SerializerMethodField()
    p90_seconds = serializers.SerializerMethodField()

    def get_median_seconds(self, row: Any) -> float | None:
        return _seconds(row.median)

    def get_p90_seconds(self, row: Any) -> float | None:
        return _seconds(row.p90)


def _seconds(length: timedelta | None) -> float | None:
    """Null means not enough data."""
    return None if length is None else length.total_seconds()


class ShareOutput(serializers.Serializer):
    key = serializers.CharField()
    label: Any = serializers.CharField()
    definition = serializers.CharField()
    done = serializers.IntegerField()
    of = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)


class ReportOutput(serializers.Serializer):
    cases = serializers.IntegerField()
    relapses = serializers.IntegerField()
    durations = LengthOutput(source="lengths", many=True)
    shares = ShareOutput(many=True)
