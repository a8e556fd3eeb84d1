"""Clocks that warn, begin anew and know their level; legal deadlines that keep their terms."""

import django.db.models.deletion
from django.conf import settings
from crisisdesk.kernel import migrating
from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("acknowledge", "Acknowledge"),
    ("assessment", "First assessment"),
    ("internal_brief", "Internal brief"),
    ("holding", "First holding statement"),
    ("next_update", "Next update"),
    ("situation_report", "Situation report"),
    ("hot_wash", "Hot wash"),
    ("review", "Full review"),
]
LEVELS = [
    ("watch", "Watch"),
    ("moderate", "Moderate"),
    ("high", "High"),
    ("critical", "Critical"),
]
ROLES = [
    ("lead", "Incident lead"),
    ("fact_lead", "Fact lead"),
    ("monitoring", "Monitoring"),
    ("writer", "Writer"),
    ("rumour_control", "Rumour control"),
    ("spokesperson", "Spokesperson"),
    ("media_desk", "Media desk"),
    ("customer_care", "Customer care"),
    ("internal_comms", "Internal communication"),
    ("legal", "Legal"),
    ("scribe", "Scribe"),
    ("subject_expert", "Subject expert"),
    ("social", "Social media"),
    ("executive", "Executive"),
]

#: Runs under way keep the terms they have today.
FREEZE = """
UPDATE incidents_legalclockrun run SET
    name_vi = clock.name_vi, name_en = clock.name_en, starts_from = clock.starts_from,
    hours = clock.hours, working = clock.working, owner_role = clock.owner_role,
    edition = clock.edition, verified_by_id = clock.verified_by_id,
    verified_on = clock.verified_on,
    half_at = run.started_at + (run.due_at - run.started_at) / 2,
    warn_at = run.started_at + (run.due_at - run.started_at) * 0.9,
    breached_at = CASE WHEN run.met_at IS NULL AND run.waived_at IS NULL AND run.due_at < now()
        THEN run.due_at END,
    told = CASE WHEN run.due_at < now() THEN 'due' ELSE '' END,
    settled_at = coalesce(run.met_at, run.waived_at)
FROM playbooks_legalclock clock WHERE clock.id = run.clock_id
"""
#: A running clock knows the level of its case.
LEVEL = """
UPDATE incidents_clock clock SET severity = coalesce(incident.severity, '')
FROM incidents_incident incident WHERE incident.id = clock.incident_id
    AND clock.met_at IS NULL AND clock.stopped_at IS NULL
"""


def person():
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def moment():
    return models.DateTimeField(blank=True, null=True)


def number():
    return models.PositiveIntegerField(blank=True, null=True)


class Migration(migrating.Migration):
    dependencies = [
        ("incidents", "0006_verbs_of_the_team"),
        ("playbooks", "0010_clocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            "clock", "kind", models.CharField(choices=KINDS, max_length=20)
        ),
        migrations.AddField("clock", "cycle", models.PositiveIntegerField(default=1)),
        migrations.AddField(
            "clock",
            "severity",
            models.CharField(blank=True, choices=LEVELS, default="", max_length=10),
        ),
        migrations.AddField("clock", "minutes", number()),
        migrations.AddField("clock", "working", models.BooleanField(default=False)),
        *[
            migrations.AddField("clock", name, moment())
            for name in ("computed_at", "warn_at", "warned_at", "hard_due_at", "hard_breached_at")
        ],
        migrations.RemoveConstraint("clock", "one_clock_of_a_kind_in_a_round"),
        migrations.AddConstraint(
            "clock",
            models.UniqueConstraint(
                fields=["incident", "round", "kind", "cycle"],
                name="one_clock_of_a_kind_in_a_round",
            ),
        ),
        migrations.AddIndex(
            "clock",
            models.Index(
                condition=Q(met_at=None, stopped_at=None, hard_breached_at=None),
                fields=["hard_due_at"],
                name="clock_patience",
            ),
        ),
        migrations.AddField("legalclockrun", "automatic", models.BooleanField(default=True)),
        migrations.AddField("legalclockrun", "edition", models.PositiveIntegerField(default=1)),
        *[
            migrations.AddField("legalclockrun", name, field, preserve_default=False)
            for name, field in (
                ("name_vi", models.CharField(default="", max_length=200)),
                ("starts_from", models.CharField(default="", max_length=10)),
                ("owner_role", models.CharField(choices=ROLES, default="", max_length=20)),
            )
        ],
        migrations.AddField(
            "legalclockrun", "name_en", models.CharField(blank=True, max_length=200, default=""),
            preserve_default=False,
        ),
        migrations.AddField("legalclockrun", "hours", number()),
        migrations.AddField("legalclockrun", "working", models.BooleanField(default=False)),
        migrations.AddField("legalclockrun", "verified_by", person()),
        migrations.AddField(
            "legalclockrun", "verified_on", models.DateField(blank=True, null=True)
        ),
        migrations.AddField("legalclockrun", "started_by", person()),
        migrations.AddField(
            "legalclockrun", "note", models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "legalclockrun", "told", models.CharField(blank=True, default="", max_length=8)
        ),
        migrations.AddField(
            "legalclockrun",
            "sent",
            models.TextField(blank=True, default="", verbose_name="what was sent, and to whom"),
            preserve_default=False,
        ),
        *[
            migrations.AddField("legalclockrun", name, moment())
            for name in ("half_at", "warn_at", "breached_at", "settled_at")
        ],
        migrations.AddField(
            "legalclockrun",
            "evidence",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="legal_clocks",
                to="incidents.evidence",
            ),
        ),
        migrations.RemoveConstraint("legalclockrun", "legal_clock_runs_once"),
        migrations.AddConstraint(
            "legalclockrun",
            models.UniqueConstraint(
                condition=Q(automatic=True),
                fields=["incident", "clock"],
                name="legal_clock_runs_once",
            ),
        ),
        migrations.AddIndex(
            "legalclockrun",
            models.Index(
                condition=Q(met_at=None, waived_at=None),
                fields=["half_at"],
                name="legal_running",
            ),
        ),
        # Last: rows with fresh references hold up every change of their table.
        migrations.RunSQL(LEVEL, migrations.RunSQL.noop),
        migrations.RunSQL(FREEZE, migrations.RunSQL.noop),
    ]
