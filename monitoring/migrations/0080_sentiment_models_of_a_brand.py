from crisisdesk.kernel import migrating
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import crisisdesk.kernel.clock


class Migration(migrating.Migration):
    dependencies = [
        ('monitoring', '0051_seal_webhook_secrets'),
        ("teams", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SentimentModel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=crisisdesk.kernel.clock.now, verbose_name="made"),
                ),
                ("digest", models.CharField(max_length=64)),
                ("corrections", models.PositiveIntegerField(verbose_name="corrections")),
                ("figures", models.JSONField(default=dict)),
                ("active", models.BooleanField(default=False)),
                ("switched_at", models.DateTimeField(blank=True, null=True)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sentiment_models",
                        to="teams.brand",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "switched_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("active", True)),
                        fields=("brand",),
                        name="one_sentiment_model_judges",
                    )
                ],
            },
        ),
    ]
