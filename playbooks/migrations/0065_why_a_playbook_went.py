"""A playbook that is taken out of force keeps who did it and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from crisisdesk.kernel import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("playbooks", "0050_proposals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "playbook",
            "retired_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "playbook",
            "retired_why",
            models.CharField(blank=True, max_length=500, verbose_name="why it is retired"),
        ),
    ]
