import crisisdesk.kernel.clock
import django.db.models.deletion
from django.conf import settings
from crisisdesk.kernel import migrating
from django.db import migrations, models


class Migration(migrating.Migration):

    dependencies = [
        ('teams', '0020_paging'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChannelAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('webhook', 'Webhook'), ('social', 'Social network'), ('push', 'Push message'), ('telegram', 'Telegram'), ('slack', 'Slack'), ('msteams', 'Microsoft Teams'), ('matrix', 'Matrix'), ('zalo', 'Zalo'), ('sms', 'Text message (SMS)'), ('voice', 'Phone call')], max_length=20)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('options', models.JSONField(default=dict)),
                ('credentials', models.TextField(blank=True)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=crisisdesk.kernel.clock.now, editable=False)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('checked_as', models.CharField(blank=True, max_length=200)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('renew_at', models.DateTimeField(blank=True, null=True)),
                ('offset', models.BigIntegerField(default=0)),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='channel_accounts', to='teams.brand')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['channel', models.OrderBy(models.F('brand'), nulls_first=True), '-is_active', 'id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('brand__isnull', False), ('is_active', True)), fields=('brand', 'channel'), name='one_channel_account_a_brand'),
                    models.UniqueConstraint(condition=models.Q(('brand__isnull', True), ('is_active', True)), fields=('channel',), name='one_channel_account_of_all'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ContactMethod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('webhook', 'Webhook'), ('social', 'Social network'), ('push', 'Push message'), ('telegram', 'Telegram'), ('slack', 'Slack'), ('msteams', 'Microsoft Teams'), ('matrix', 'Matrix'), ('zalo', 'Zalo'), ('sms', 'Text message (SMS)'), ('voice', 'Phone call')], max_length=20)),
                ('sealed', models.TextField()),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('hint', models.CharField(blank=True, max_length=120)),
                ('position', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=crisisdesk.kernel.clock.now, editable=False)),
                ('proven_at', models.DateTimeField(blank=True, null=True)),
                ('code_digest', models.CharField(blank=True, db_index=True, max_length=64)),
                ('code_until', models.DateTimeField(blank=True, null=True)),
                ('guesses', models.PositiveIntegerField(default=0)),
                ('ok_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='methods', to='teams.channelaccount')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_methods', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('channel', 'push'), _negated=True), fields=('user', 'channel'), name='one_contact_method_a_channel'),
                    models.UniqueConstraint(condition=models.Q(('channel', 'push')), fields=('digest',), name='one_owner_a_browser'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReachRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wishes', models.JSONField(default=dict)),
                ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='quiet from')),
                ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='quiet until')),
                ('unaccented', models.BooleanField(default=False, verbose_name='text messages without accents')),
                ('asked', models.JSONField(default=list)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reach_rule', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_until__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False)), _connector='OR'), name='quiet_hours_have_both_ends'),
                ],
            },
        ),
    ]
