import crisisdesk.kernel.clock
import django.core.validators
import django.db.models.deletion
from crisisdesk.kernel import migrating
from django.conf import settings
from django.db import migrations, models


class Migration(migrating.Migration):
    dependencies = [
        ("playbooks", "0071_publishing_was_approving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=60)),
                ("limit", models.DecimalField(decimal_places=1, max_digits=8, validators=[django.core.validators.MinValueValidator(0)], verbose_name="target")),
                ("changed_at", models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="targets", to="teams.brand")),
                ("changed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "measure"), name="one_target_per_measure"),
                    models.CheckConstraint(condition=models.Q(("limit__gte", 0)), name="target_not_negative"),
                ],
            },
        ),
    ]
