"""Signing secrets of webhooks stood in clear; from here on only the desk's key opens them."""

from crisisdesk.kernel import migrating
from django.db import migrations

from crisisdesk.kernel.sealing import seal, unseal


def seal_all(apps, _editor):
    for source in apps.get_model("monitoring", "Source").objects.exclude(secret=""):
        source.secret = seal(source.secret)
        source.save(update_fields=["secret"])


def open_all(apps, _editor):
    for source in apps.get_model("monitoring", "Source").objects.exclude(secret=""):
        source.secret = unseal(source.secret)
        source.save(update_fields=["secret"])


class Migration(migrating.Migration):

    dependencies = [
        ('monitoring', '0050_connections_of_sources'),
    ]

    operations = [
        migrations.RunPython(seal_all, open_all),
    ]
