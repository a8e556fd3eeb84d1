"""Observers are named for a drill, and its sheet is kept as it stood at the end."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import crisisdesk.kernel.clock
from crisisdesk.kernel import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("drills", "0022_scenarios_are_written"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="drill",
            name="observers",
            field=models.ManyToManyField(blank=True, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name="ScoreSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ("lines", models.JSONField(default=list)),
                ("turns", models.JSONField(default=list)),
                ("drill", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="kept_sheet", to="drills.drill")),
            ],
        ),
    ]  # fmt: skip
