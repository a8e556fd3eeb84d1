import django.db.models.deletion
from crisisdesk.kernel import migrating
from django.db import migrations, models


class Migration(migrating.Migration):

    dependencies = [
        ("outbox", "0005_returned_letters"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outboxmessage",
            name="channel",
            field=models.CharField(choices=[("email", "E-mail"), ("webhook", "Webhook"), ("social", "Social network"), ("push", "Push message"), ("telegram", "Telegram"), ("slack", "Slack"), ("msteams", "Microsoft Teams"), ("matrix", "Matrix"), ("zalo", "Zalo"), ("sms", "Text message (SMS)"), ("voice", "Phone call")], max_length=20),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="state",
            field=models.CharField(choices=[("waiting", "Waiting to be sent"), ("claimed", "Being sent"), ("sent", "Sent"), ("parked", "Could not be sent"), ("unclear", "Unclear whether it was sent"), ("dropped", "Not sent: a person decided so"), ("held", "Collected, goes out later"), ("carried", "Told within another message")], default="waiting", max_length=10),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="carried_by",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="carries", to="outbox.outboxmessage"),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(models.F("available_at"), condition=models.Q(("state", "held")), name="outbox_held"),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(fields=["address", "created_at"], name="outbox_address_since"),
        ),
    ]
