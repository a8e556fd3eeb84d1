"""What the API says about sources, watches, mentions and signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crisisdesk.kernel.rights import may
from monitoring.connectors import words
from monitoring.enums import DismissReason, Platform, Sensitivity
from monitoring.models import Connection, Mention, Signal, Source, Watch
from monitoring.sentences import title, why

if TYPE_CHECKING:
    from monitoring.selectors.trial import Trial


class MentionOut(serializers.ModelSerializer[Mention]):
    brand = serializers.SlugRelatedField("slug", read_only=True)
    source = serializers.SlugRelatedField("key", read_only=True)
    incident = serializers.SlugRelatedField("reference", read_only=True)
    author = serializers.CharField(read_only=True)

    class Meta:
        model = Mention
        fields = (
            "id", "brand", "source", "external_id", "author", "text", "posted_at", "received_at",
            "language", "reach", "url", "platform", "label", "negative", "uncertain", "watches",
            "incident", "signal",
        )  # fmt: skip

    def to_representation(self, mention: Mention) -> dict[str, Any]:
        """Handles are personal data, in links and ids too: those who only look do not see them."""
        shown: dict[str, Any] = super().to_representation(mention)
        if not may(self.context["request"].user, "monitoring.see_authors", mention):
            shown |= {"author": "", "url": "", "external_id": ""}
        return shown


class MentionIn(serializers.Serializer[Any]):
    """One mention; only `brand`, `text` and `posted_at` are required."""

    brand = serializers.CharField(help_text="Slug or name.")
    external_id = serializers.CharField(required=False)
    source = serializers.CharField(required=False)
    author = serializers.CharField(required=False)
    text = serializers.CharField()
    posted_at = serializers.DateTimeField()
    language = serializers.CharField(required=False)
    reach = serializers.IntegerField(required=False)
    url = serializers.URLField(required=False)
    platform = serializers.CharField(required=False)


class RejectedOut(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


class TakenInOut(serializers.Serializer[Any]):
    accepted = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    rejected = RejectedOut(many=True)


class SignalOut(serializers.ModelSerializer[Signal]):
    brand = serializers.SlugRelatedField("slug", read_only=True)
    watch = serializers.SlugRelatedField("name", read_only=True)
    incident = serializers.SlugRelatedField("reference", read_only=True)
    title = serializers.SerializerMethodField()
    sentence = serializers.SerializerMethodField()

    class Meta:
        model = Signal
        fields = (
            "id", "brand", "watch", "kind", "level", "state", "title", "sentence", "summary", "url",
            "started_at", "at", "last_at", "raised_at", "score", "evidence", "incident",
            "review_at", "dismissed_reason", "note", "quiet_until",
        )  # fmt: skip

    def to_representation(self, signal: Signal) -> dict[str, Any]:
        """A link may name its author."""
        shown: dict[str, Any] = super().to_representation(signal)
        if not may(self.context["request"].user, "monitoring.see_authors", signal):
            shown["url"] = ""
        return shown

    @extend_schema_field(str)
    def get_title(self, signal: Signal) -> str:
        return title(signal)

    @extend_schema_field(str)
    def get_sentence(self, signal: Signal) -> str:
        return why(signal)


class RaiseIn(serializers.Serializer[Any]):
    brand = serializers.SlugField()
    title = serializers.CharField(max_length=200)
    summary = serializers.CharField(max_length=5000, required=False)
    url = serializers.URLField(max_length=2000, required=False)
    seen_at = serializers.DateTimeField(required=False)


class OpenIn(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200, required=False)
    summary = serializers.CharField(max_length=5000, required=False)


class LinkIn(serializers.Serializer[Any]):
    incident = serializers.CharField(max_length=20, help_text="Reference, such as INC-204.")


class WatchUntilIn(serializers.Serializer[Any]):
    review_at = serializers.DateTimeField()
    note = serializers.CharField(max_length=2000, required=False)


class DismissIn(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=DismissReason.choices)
    note = serializers.CharField(max_length=2000, required=False)


class WatchOut(serializers.ModelSerializer[Watch]):
    brand = serializers.SlugRelatedField("slug", read_only=True)
    eased = serializers.IntegerField(
        read_only=True, help_text="How often “not a crisis” has lowered the sensitivity; at most 4."
    )

    class Meta:
        model = Watch
        fields = (
            "id", "brand", "name", "words", "excluded", "sensitivity", "min_count", "eased",
            "active", "created_at",
        )  # fmt: skip


class WatchIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)
    words = serializers.ListField(child=serializers.CharField(max_length=100), required=False)
    excluded = serializers.ListField(child=serializers.CharField(max_length=100), required=False)
    sensitivity = serializers.ChoiceField(choices=Sensitivity.choices, required=False)
    min_count = serializers.IntegerField(min_value=5, max_value=10_000, required=False)
    active = serializers.BooleanField(required=False)


class NewWatchIn(WatchIn):
    brand = serializers.SlugField()


class ProblemOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField(help_text="What happened and what to do, for a person.")


class ReadingOut(serializers.ModelSerializer[Connection]):
    """How the desk reads a source by itself."""

    problem = serializers.SerializerMethodField()
    stopped = serializers.BooleanField(read_only=True)

    class Meta:
        model = Connection
        fields = ("last_success_at", "next_poll_at", "stopped", "failures", "problem")

    @extend_schema_field(ProblemOut(allow_null=True))
    def get_problem(self, row: Connection) -> dict[str, str] | None:
        if not row.problem:
            return None
        return {"code": row.problem, "message": words.sentence(row.problem, row.facts)}


class RefusedOut(serializers.Serializer[Any]):
    """The last call of a webhook of which mentions were refused."""

    at = serializers.DateTimeField()
    count = serializers.IntegerField(help_text="How many were refused.")
    of = serializers.IntegerField(help_text="How many the call held.")
    first = RejectedOut(many=True, help_text="Why the first few were refused.")


class HeardOut(serializers.Serializer[Any]):
    text = serializers.CharField()
    posted_at = serializers.DateTimeField()
    author = serializers.CharField()
    url = serializers.CharField()


class TrialOut(serializers.Serializer[Any]):
    """What a source would bring in now; nothing was stored."""

    problem = serializers.CharField(help_text="Empty: it can be read.")
    count = serializers.IntegerField()
    items = HeardOut(many=True)
    tables = serializers.ListField(child=serializers.CharField())
    notes = serializers.ListField(child=serializers.CharField())


class SourceOut(serializers.ModelSerializer[Source]):
    brand = serializers.SlugRelatedField("slug", read_only=True)
    silent_since = serializers.DateTimeField(read_only=True, allow_null=True)
    kind = serializers.CharField(read_only=True)
    last_day = serializers.IntegerField(source="day", read_only=True, default=0)
    reading = ReadingOut(source="connection", read_only=True, default=None, allow_null=True)
    refused = RefusedOut(
        source="call_health.last_refused", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = Source
        fields = (
            "id", "brand", "key", "name", "platform", "kind", "active", "expected_every_minutes",
            "last_seen_at", "silent_since", "last_day", "reading",
            "refused",
        )  # fmt: skip


class NewSourceOut(SourceOut):
    token = serializers.CharField(read_only=True, help_text="Shown once.")

    class Meta(SourceOut.Meta):
        fields = (*SourceOut.Meta.fields, "token")


class SourceIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)
    platform = serializers.ChoiceField(choices=Platform.choices, required=False, allow_blank=True)
    active = serializers.BooleanField(required=False)
    expected_every_minutes = serializers.IntegerField(
        min_value=1, max_value=525_600, required=False, allow_null=True
    )


class NewSourceIn(SourceIn):
    brand = serializers.SlugField()
    kind = serializers.CharField(
        max_length=20, help_text="`webhook`, `api`, or the kind of a connector such as `rss`."
    )
    settings = serializers.DictField(
        required=False, help_text="Answers of the connector's form; secrets are never sent back."
    )


class SettingsTrialIn(serializers.Serializer[Any]):
    """Settings to try; what is missing is as it is now."""

    days = serializers.ChoiceField(choices=[7, 30, 90], default=30)
    sensitivity = serializers.ChoiceField(choices=Sensitivity.choices, required=False)
    min_count = serializers.IntegerField(min_value=5, max_value=10_000, required=False)


class EpisodeOut(serializers.Serializer[Any]):
    kind = serializers.CharField()
    level = serializers.CharField()
    at = serializers.DateTimeField()


class SettingsTrialOut(serializers.Serializer[Any]):
    """What there would have been; `missed` are ids of real signals that would not have been."""

    alerts = serializers.IntegerField()
    warnings = serializers.IntegerField()
    by_platform = serializers.BooleanField()
    episodes = EpisodeOut(many=True)
    added = EpisodeOut(many=True)
    missed = serializers.SerializerMethodField()

    @extend_schema_field(list[int])
    def get_missed(self, trial: Trial) -> list[int]:
        return [signal.pk for signal in trial.missed]
