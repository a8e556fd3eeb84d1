import uuid

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import crisisdesk.kernel.clock
from crisisdesk.kernel import migrating

USER = settings.AUTH_USER_MODEL
PROTECT, CASCADE = django.db.models.deletion.PROTECT, django.db.models.deletion.CASCADE
BIG = {"auto_created": True, "primary_key": True, "serialize": False, "verbose_name": "ID"}
SOMEBODY = {"blank": True, "null": True, "on_delete": PROTECT, "related_name": "+", "to": USER}


def days(label, default, least=1):
    limits = [
        django.core.validators.MinValueValidator(least),
        django.core.validators.MaxValueValidator(365),
    ]
    return models.PositiveSmallIntegerField(default=default, validators=limits, verbose_name=label)


class Migration(migrating.Migration):
    dependencies = [
        ("incidents", "0040_steps_of_a_plan"),
        ("teams", "0040_load"),
        migrations.swappable_dependency(USER),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUpPolicy",
            fields=[
                (
                    "brand",
                    models.OneToOneField(
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name="follow_up",
                        serialize=False,
                        to="teams.brand",
                    ),
                ),
                (
                    "anonymous",
                    models.BooleanField(
                        default=True,
                        help_text="Lines written so stay without a name, whatever is set here later.",
                        verbose_name="hide who wrote a line of the hot wash",
                    ),
                ),
                ("critical_days", days("days to finish an action item: critical", 14)),
                ("high_days", days("days to finish an action item: high", 21)),
                ("moderate_days", days("days to finish an action item: moderate", 30)),
                ("watch_days", days("days to finish an action item: watch", 60)),
                ("warn_days", days("days before the day to remind the owner", 3, 0)),
                ("escalate_days", days("days after the day until the manager is told", 7)),
            ],
            options={"verbose_name_plural": "follow-up policies"},
        ),
        migrations.CreateModel(
            name="ReviewIssue",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "naming",
                    models.CharField(
                        choices=[("roles", "By role: nobody is named"), ("names", "By name")],
                        default="roles",
                        max_length=6,
                    ),
                ),
                ("content", models.JSONField()),
                ("at", models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=USER)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="issues", to="incidents.review"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "number"), name="one_issue_a_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewReading",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("at", models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ("by", models.ForeignKey(on_delete=CASCADE, related_name="+", to=USER)),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="readings", to="incidents.reviewissue"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("issue", "by"), name="one_reading_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("seq", models.PositiveIntegerField()),
                ("kept", models.BooleanField()),
                (
                    "comment",
                    models.CharField(blank=True, max_length=500, verbose_name="comment"),
                ),
                ("at", models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=USER)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="ticks", to="incidents.review"
                    ),
                ),
            ],
            options={
                "ordering": ["seq"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "seq"), name="one_tick_a_line")
                ],
            },
        ),
        migrations.CreateModel(
            name="WashLine",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("well", "Went well"),
                            ("badly", "Went badly"),
                            ("surprise", "Surprised us"),
                            ("idea", "Idea"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="what happened")),
                ("anonymous", models.BooleanField(default=True)),
                ("key", models.UUIDField(default=uuid.uuid4)),
                ("at", models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=USER)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="wash_lines", to="incidents.incident"
                    ),
                ),
                (
                    "lesson",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="wash_line",
                        to="incidents.lesson",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "by", "key"), name="wash_line_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="WashVote",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("by", models.ForeignKey(on_delete=CASCADE, related_name="+", to=USER)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="votes", to="incidents.washline"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("line", "by"), name="one_vote_a_line")
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemMove",
            fields=[
                ("id", models.BigAutoField(**BIG)),
                ("old_due", models.DateField(blank=True, null=True)),
                ("new_due", models.DateField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("at", models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=USER)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="moves", to="incidents.actionitem"
                    ),
                ),
                ("new_owner", models.ForeignKey(**SOMEBODY)),
                ("old_owner", models.ForeignKey(**SOMEBODY)),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddField(
            model_name="actionitem",
            name="warn_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="warned_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="escalate_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="escalated_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="orphaned_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="extensions",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reviewissue",
            trigger=pgtrigger.compiler.Trigger(
                name="issued_words_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="7bc70694fa6b1972838d1037444e8eadd424aed6",
                    operation="UPDATE",
                    pgid="pgtrigger_issued_words_stay_0eb57",
                    table="incidents_reviewissue",
                    when="BEFORE",
                ),
            ),
        ),
    ]
