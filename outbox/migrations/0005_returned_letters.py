from crisisdesk.kernel import migrating
from django.db import migrations, models


class Migration(migrating.Migration):

    dependencies = [
        ("outbox", "0002_public_is_no_drill"),
    ]

    operations = [
        migrations.CreateModel(
            name="BounceBox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("validity", models.BigIntegerField(default=0)),
                ("uid", models.BigIntegerField(default=0)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
            ],
        ),
    ]
