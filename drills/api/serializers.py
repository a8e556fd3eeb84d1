"""JSON of drills and readiness; what comes in and what goes out are separate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from drills import selectors
from drills.enums import Arrives, Observed
from drills.frozen import sheet_of
from drills.models import Drill, InjectRun, Scenario

if TYPE_CHECKING:
    from drills.readiness_map import TypeRow


class StartInput(serializers.Serializer):
    scenario = serializers.IntegerField()
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class ObserveInput(serializers.Serializer):
    observed = serializers.ChoiceField(Observed.choices)
    comment = serializers.CharField(required=False, allow_blank=True, max_length=1000)


class ScenarioOutput(serializers.ModelSerializer):
    brand = serializers.CharField(source="brand.slug")

    class Meta:
        model = Scenario
        fields: tuple[str, ...] = (
            "id",
            "brand",
            "slug",
            "title_vi",
            "title_en",
            "format",
            "minutes",
            "kind",
            "retired_at",
        )


class RunOutput(serializers.ModelSerializer):
    """An inject of a drill; `id` is what the address of a mark names."""

    at_minute = serializers.IntegerField(source="inject.at_minute")
    channel = serializers.CharField(source="inject.channel")
    arrives = serializers.ChoiceField(Arrives.choices, source="inject.arrives")
    branch = serializers.CharField(source="inject.branch", help_text="Empty: the main line.")
    left_out_why = serializers.CharField(
        source="why_left_out", help_text="The sentence why it did not come; empty if it did."
    )
    persona = serializers.SerializerMethodField()
    content = serializers.SerializerMethodField()
    expected = serializers.SerializerMethodField()
    by = serializers.CharField(source="by.name", default=None)

    class Meta:
        model = InjectRun
        fields = (
            "id",
            "at_minute",
            "channel",
            "arrives",
            "branch",
            "persona",
            "content",
            "expected",
            "due_at",
            "delivered_at",
            "left_out_at",
            "left_out_why",
            "observed",
            "comment",
            "by",
            "observed_at",
        )

    def get_persona(self, run: InjectRun) -> str:
        return run.inject.in_language("persona")

    def get_content(self, run: InjectRun) -> str:
        return run.inject.in_language("content")

    def get_expected(self, run: InjectRun) -> str:
        return run.inject.in_language("expected")


class DrillLine(serializers.ModelSerializer):
    """A drill without its injects."""

    brand = serializers.CharField(source="scenario.brand.slug")
    title = serializers.CharField(source="scenario.__str__")
    incident = serializers.CharField(source="incident.reference")
    started_by = serializers.CharField(source="started_by.name")
    ended_by = serializers.CharField(source="ended_by.name", default=None)
    branch = serializers.SerializerMethodField(
        help_text="Which way the story goes; empty for its players while it runs."
    )

    class Meta:
        model = Drill
        fields = (
            "id",
            "brand",
            "scenario",
            "title",
            "incident",
            "started_by",
            "started_at",
            "ended_by",
            "ended_at",
            "branch",
            "note",
        )

    def get_branch(self, drill: Drill) -> str:
        """The name of a branch says what is to come."""
        starter = drill.started_by_id == self.context["request"].user.pk
        reads = self.context.get("foresees", starter)
        return drill.branch if reads or not drill.is_running else ""


class ScoreLine(serializers.Serializer):
    """`seconds` for a duration, `done` of `of` for a share; null means not enough data."""

    key = serializers.CharField()
    label = serializers.CharField()
    definition = serializers.CharField()
    seconds = serializers.SerializerMethodField()
    target_seconds = serializers.SerializerMethodField()
    done = serializers.IntegerField(allow_null=True)
    of = serializers.IntegerField(allow_null=True)
    grade = serializers.CharField()
    reason = serializers.CharField()
    remark = serializers.CharField()

    def get_target_seconds(self, line: Any) -> float | None:
        return None if line.target is None else line.target.total_seconds()

    def get_seconds(self, line: Any) -> float | None:
        return None if line.length is None else line.length.total_seconds()


class DrillOutput(DrillLine):
    """A drill with its injects and its sheet so far."""

    injects = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField()

    class Meta(DrillLine.Meta):
        fields: tuple[str, ...] = (*DrillLine.Meta.fields, "injects", "score")

    @extend_schema_field(RunOutput(many=True))
    def get_injects(self, drill: Drill) -> list[dict[str, Any]]:
        """Only what has come, for whoever may not read the script."""
        found = selectors.told_to(self.context["request"].user, drill)
        return list(RunOutput(found, many=True).data)

    @extend_schema_field(ScoreLine(many=True))
    def get_score(self, drill: Drill) -> list[dict[str, Any]]:
        return list(ScoreLine(sheet_of(drill).lines, many=True).data)

    def to_representation(self, drill: Drill) -> dict[str, Any]:
        """A player does not read what is expected of them."""
        data = super().to_representation(drill)
        if not self.context["expects"]:
            data["injects"] = [{**row, "expected": "", "branch": ""} for row in data["injects"]]
        return data


class PreparationOutput(serializers.Serializer):
    playbook = serializers.CharField(source="playbook.slug")
    name = serializers.CharField(source="playbook.__str__")
    version = serializers.IntegerField(allow_null=True)
    read_over = serializers.BooleanField()
    languages = serializers.ListField(child=serializers.CharField())
    questions = serializers.IntegerField()
    steps = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True)
    review_due_at = serializers.DateField(allow_null=True)
    review_overdue = serializers.BooleanField()
    last_drilled_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class RedLineOutput(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()


class TypeOutput(serializers.Serializer):
    """The readiness map's row of one type."""

    slug = serializers.CharField(source="playbook.slug")
    percent = serializers.IntegerField()
    likelihood = serializers.IntegerField(help_text="1 to 5, by the risk register.")
    rated = serializers.BooleanField(help_text="False: no risk is registered, 3 is assumed.")
    cells = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": {"type": ["integer", "null"]}})
    def get_cells(self, row: TypeRow) -> dict[str, int | None]:
        return {spot.cell.value: spot.percent for spot in row.spots}


class ReadinessOutput(serializers.Serializer):
    """One brand: what the whole desk lacks, and what is ready for each type."""

    brand = serializers.CharField()
    red_lines = RedLineOutput(many=True)
    playbooks = PreparationOutput(many=True)
    overall = serializers.IntegerField(
        allow_null=True, help_text="0 to 100; likelier types weigh more. Null without any type."
    )
    types = TypeOutput(many=True)
