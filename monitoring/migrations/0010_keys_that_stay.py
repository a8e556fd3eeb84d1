"""Mentions get keys that outlive them; nothing refers to a mention by a constraint any more."""

from crisisdesk.kernel import migrating
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrating.Migration):

    dependencies = [
        ('incidents', '0002_append_only_and_lawful'),
        ('monitoring', '0003_platforms_and_kinds'),
    ]

    operations = [
        migrations.CreateModel(
            name='MentionKey',
            fields=[
                ('digest', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('mention_id', models.BigIntegerField()),
                ('posted_at', models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            # As monitoring.intake.keys.key_of made them when this was written.
            """
            INSERT INTO monitoring_mentionkey (digest, mention_id, posted_at)
            SELECT substr(encode(sha256(convert_to(source_id || ':' || external_id, 'UTF8')), 'hex'), 1, 32)::uuid,
                   id, posted_at
            FROM monitoring_mention
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint(
            model_name='mention',
            name='mention_once',
        ),
        migrations.AlterField(
            model_name='correction',
            name='mention',
            field=models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='correction', to='monitoring.mention'),
        ),
        migrations.AlterField(
            model_name='mention',
            name='incident',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='incidents.incident'),
        ),
        migrations.AlterField(
            model_name='mention',
            name='signal',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mentions', to='monitoring.signal'),
        ),
        migrations.AlterField(
            model_name='mention',
            name='source',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='monitoring.source'),
        ),
    ]
