"""Hard limits, warnings ahead, who changed what, and editions of legal deadlines."""

import django.db.models.deletion
from django.conf import settings
from crisisdesk.kernel import migrating
from django.db import migrations, models

PERSON = dict(
    blank=True,
    null=True,
    on_delete=django.db.models.deletion.PROTECT,
    related_name="+",
    to=settings.AUTH_USER_MODEL,
)

#: What the desk ships: the first holding statement of a critical case (handbook B3).
HARD = """
UPDATE playbooks_timerpolicy SET hard_minutes = 60
WHERE key = 'holding' AND severity = 'critical' AND minutes < 60
"""


class Migration(migrating.Migration):
    dependencies = [
        ("playbooks", "0003_stand_ins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "timerpolicy",
            "hard_minutes",
            models.PositiveIntegerField(blank=True, null=True, verbose_name="hard limit"),
        ),
        migrations.AddField("timerpolicy", "changed_by", models.ForeignKey(**PERSON)),
        migrations.AddField(
            "timerpolicy", "changed_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.CreateModel(
            name="TimerWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="warn after"
                    ),
                ),
                (
                    "least_minutes",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="minutes left at least"
                    ),
                ),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "brand",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="timer_warning",
                        to="teams.brand",
                    ),
                ),
                ("changed_by", models.ForeignKey(**PERSON)),
            ],
        ),
        migrations.AddField("legalclock", "edition", models.PositiveIntegerField(default=1)),
        migrations.AddField("legalclock", "changed_by", models.ForeignKey(**PERSON)),
        migrations.AddField(
            "legalclock", "changed_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunSQL(HARD, migrations.RunSQL.noop),
    ]
