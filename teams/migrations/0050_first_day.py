import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from crisisdesk.kernel import migrating


class Migration(migrating.Migration):
    dependencies = [("teams", "0040_load")]

    operations = [
        migrations.CreateModel(
            name="SkippedStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("brand", "The brand"),
                            ("people", "People"),
                            ("duty", "Who is on duty"),
                            ("listening", "What the desk listens to"),
                            ("playbook", "The first playbook"),
                            ("newsroom", "What the public will see"),
                            ("drill", "The first drill"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="why")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skipped_steps",
                        to="teams.brand",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "step"), name="step_skipped_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "step__in",
                                [
                                    "brand",
                                    "people",
                                    "duty",
                                    "listening",
                                    "playbook",
                                    "newsroom",
                                    "drill",
                                ],
                            )
                        ),
                        name="skipped_step_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="brand",
            name="is_sample",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddConstraint(
            model_name="brand",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_sample", True)),
                fields=("is_sample",),
                name="one_sample_brand",
            ),
        ),
    ]
