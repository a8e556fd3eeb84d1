import crisisdesk.kernel.clock
import crisisdesk.kernel.vocabulary
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from crisisdesk.kernel import migrating
from django.db import migrations, models


class Migration(migrating.Migration):

    dependencies = [
        ('teams', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('role', models.CharField(blank=True, choices=[('lead', 'Incident lead'), ('fact_lead', 'Fact lead'), ('monitoring', 'Monitoring'), ('writer', 'Writer'), ('rumour_control', 'Rumour control'), ('spokesperson', 'Spokesperson'), ('media_desk', 'Media desk'), ('customer_care', 'Customer care'), ('internal_comms', 'Internal communication'), ('legal', 'Legal'), ('scribe', 'Scribe'), ('subject_expert', 'Subject expert'), ('social', 'Social media'), ('executive', 'Executive')], default='', max_length=20, verbose_name='duty')),
                ('time_zone', models.CharField(default='Asia/Ho_Chi_Minh', max_length=60, verbose_name='time zone')),
                ('needs_handover', models.BooleanField(default=True, verbose_name='handover is accepted')),
                ('warns', models.BooleanField(default=True, verbose_name='warn of gaps')),
                ('warn_days', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(14)], verbose_name='warn so many days ahead')),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('gaps_due_at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('handover_due_at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rotas', to='teams.brand')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='rotas', to='teams.team', verbose_name='team')),
            ],
            options={
                'ordering': ['role', 'name', 'id'],
                'indexes': [models.Index(condition=models.Q(('is_active', True)), fields=['gaps_due_at'], name='rota_gaps_due'), models.Index(condition=models.Q(('is_active', True), ('needs_handover', True)), fields=['handover_due_at'], name='rota_handover_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('brand', 'name'), name='one_rota_per_name', violation_error_message='There is a rota of this name already.')],
            },
        ),
        migrations.CreateModel(
            name='Layer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='position')),
                ('unit', models.CharField(choices=[('hour', 'hours'), ('day', 'days'), ('week', 'weeks')], default='week', max_length=4, verbose_name='unit')),
                ('length', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(168)], verbose_name='length of a turn')),
                ('handover_time', models.TimeField(verbose_name='handover at')),
                ('starts_on', models.DateField(verbose_name='first turn begins on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None, verbose_name='weekdays')),
                ('hours_from', models.TimeField(blank=True, null=True, verbose_name='from hour')),
                ('hours_until', models.TimeField(blank=True, null=True, verbose_name='until hour')),
                ('holidays', models.CharField(blank=True, choices=[('', 'on all days'), ('only', 'only on public holidays'), ('except', 'not on public holidays')], default='', max_length=6, verbose_name='holidays')),
                ('rota', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='layers', to='teams.rota')),
            ],
            options={
                'ordering': ['-position', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('length__gte', 1)), name='layer_turn_has_length'), models.CheckConstraint(condition=models.Q(models.Q(('hours_from', None), ('hours_until', None)), models.Q(('hours_from__isnull', False), ('hours_until__isnull', False)), _connector='OR'), name='layer_hours_are_two', violation_error_message='Give both hours or none.')],
            },
        ),
        migrations.CreateModel(
            name='CrewCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('lead', 'Incident lead'), ('fact_lead', 'Fact lead'), ('monitoring', 'Monitoring'), ('writer', 'Writer'), ('rumour_control', 'Rumour control'), ('spokesperson', 'Spokesperson'), ('media_desk', 'Media desk'), ('customer_care', 'Customer care'), ('internal_comms', 'Internal communication'), ('legal', 'Legal'), ('scribe', 'Scribe'), ('subject_expert', 'Subject expert'), ('social', 'Social media'), ('executive', 'Executive')], max_length=20), blank=True, default=list, size=None, verbose_name='roles I can fill')),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='skills')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('vi', 'Tiếng Việt'), ('en', 'English')], max_length=5), blank=True, default=list, size=None, verbose_name='languages I can work in')),
                ('backup', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='backup')),
                ('membership', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='card', to='teams.membership')),
            ],
        ),
        migrations.CreateModel(
            name='LayerPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('layer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='teams.layer')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('created_at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who is on duty')),
                ('rota', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overrides', to='teams.rota')),
            ],
            options={
                'ordering': ['starts_at', 'id'],
                'indexes': [models.Index(fields=['rota', 'ends_at'], name='override_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='override_has_length', violation_error_message='It ends after it starts.')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('open_work', models.TextField(blank=True, max_length=4000, verbose_name='what is open')),
                ('watch', models.TextField(blank=True, max_length=2000, verbose_name='what to watch')),
                ('promises', models.TextField(blank=True, max_length=2000, verbose_name='promises that fall due')),
                ('told', models.TextField(blank=True, max_length=2000, verbose_name='who has been told')),
                ('own_state', models.CharField(choices=[('fine', 'Fine'), ('tired', 'Tired'), ('exhausted', 'Exhausted, please do not call me')], default='fine', max_length=10, verbose_name='how I am')),
                ('written_at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='teams.brand')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who takes over')),
                ('rota', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='handovers', to='teams.rota')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['brand', 'at'], name='handover_by_time')],
                'constraints': [models.UniqueConstraint(fields=('brand', 'rota', 'giver', 'at'), name='one_handover_at_a_time', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='handover_to_another')],
            },
        ),
        migrations.CreateModel(
            name='CalendarLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('prefix', models.CharField(max_length=8)),
                ('created_at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_links', to=settings.AUTH_USER_MODEL)),
                ('rota', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_links', to='teams.rota')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Swap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('back_starts_at', models.DateTimeField(blank=True, null=True, verbose_name='in return from')),
                ('back_ends_at', models.DateTimeField(blank=True, null=True, verbose_name='in return until')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='asked', editable=False, max_length=10)),
                ('asked_at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps_asked', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps_offered', to=settings.AUTH_USER_MODEL, verbose_name='who takes over')),
                ('rota', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps', to='teams.rota')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='swap_has_length', violation_error_message='It ends after it starts.'), models.CheckConstraint(condition=models.Q(models.Q(('back_ends_at', None), ('back_starts_at', None)), ('back_ends_at__gt', models.F('back_starts_at')), _connector='OR'), name='swap_return_has_length', violation_error_message='It ends after it starts.'), models.CheckConstraint(condition=models.Q(('asker', models.F('other')), _negated=True), name='swap_with_another', violation_error_message='Choose another person than yourself.')],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='day')),
                ('kind', models.CharField(choices=[('public', 'Public holiday'), ('tet', 'Tết'), ('working', 'Working day, such as a compensated Saturday')], max_length=8, verbose_name='kind')),
                ('name_vi', models.CharField(max_length=120, verbose_name='name in Vietnamese')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name in English')),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='teams.brand')),
            ],
            options={
                'ordering': ['date', 'id'],
                'constraints': [models.UniqueConstraint(fields=('brand', 'date'), name='one_holiday_a_day', nulls_distinct=False, violation_error_message='This day is in the calendar already.'), models.CheckConstraint(condition=models.Q(('kind__in', ['public', 'tet', 'working'])), name='holiday_kind_known')],
            },
            bases=(crisisdesk.kernel.vocabulary.Bilingual, models.Model),
        ),
    ]
