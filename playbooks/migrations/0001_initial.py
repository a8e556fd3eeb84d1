import crisisdesk.kernel.vocabulary
from crisisdesk.kernel import migrating
import django.contrib.postgres.fields
import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrating.Migration):

    initial = True

    dependencies = [
        ('teams', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Playbook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, verbose_name='identifier')),
                ('code', models.CharField(max_length=10, verbose_name='code')),
                ('name_vi', models.CharField(max_length=120, verbose_name='name in Vietnamese')),
                ('name_en', models.CharField(max_length=120, verbose_name='name in English')),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='playbooks', to='teams.brand')),
            ],
            options={
                'ordering': ['id'],
            },
            bases=(crisisdesk.kernel.vocabulary.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name='PlaybookVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('state', django_fsm.FSMField(choices=[('draft', 'Draft'), ('in_review', 'Waiting for a second person'), ('published', 'In force'), ('retired', 'Retired')], default='draft', editable=False, max_length=50, protected=True)),
                ('content', models.JSONField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='what changed and why')),
                ('review_due_at', models.DateField(blank=True, null=True, verbose_name='review due')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('playbook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='playbooks.playbook')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Stakeholder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('organisation', models.CharField(blank=True, max_length=120, verbose_name='organisation')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('order', models.PositiveIntegerField(default=1, verbose_name='order')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stakeholders', to='teams.brand')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='suggestion')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('playbook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='playbooks.playbook')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='TimerPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('severity', models.CharField(choices=[('watch', 'Watch'), ('moderate', 'Moderate'), ('high', 'High'), ('critical', 'Critical')], max_length=10)),
                ('minutes', models.PositiveIntegerField(blank=True, null=True, verbose_name='minutes')),
                ('working', models.BooleanField(default=False, verbose_name='in working time')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timers', to='teams.brand')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ApprovalChain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('comment_reply', 'Reply in comments'), ('holding', 'Holding statement'), ('update', 'Update'), ('full_statement', 'Full statement'), ('correction', 'Correction of a false claim'), ('correction_own', 'Our own correction'), ('apology', 'Apology'), ('internal_brief', 'Internal brief'), ('retraction', 'Retraction'), ('closing', 'Closing statement')], max_length=20)),
                ('severity', models.CharField(choices=[('watch', 'Watch'), ('moderate', 'Moderate'), ('high', 'High'), ('critical', 'Critical')], max_length=10)),
                ('lane', models.CharField(choices=[('fast', 'Pre-approved text'), ('full', 'Free text')], max_length=4)),
                ('steps', models.JSONField(default=list)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approval_chains', to='teams.brand')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('brand', 'kind', 'severity', 'lane'), name='one_chain_per_case')],
            },
        ),
        migrations.CreateModel(
            name='LegalClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40)),
                ('name_vi', models.CharField(max_length=200, verbose_name='name in Vietnamese')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('starts_from', models.CharField(choices=[('detected', 'Detected'), ('verified', 'Verified'), ('received', 'Request received')], max_length=10, verbose_name='counts from')),
                ('hours', models.PositiveIntegerField(blank=True, null=True, verbose_name='hours')),
                ('working', models.BooleanField(default=False, verbose_name='in working time')),
                ('owner_role', models.CharField(choices=[('lead', 'Incident lead'), ('fact_lead', 'Fact lead'), ('monitoring', 'Monitoring'), ('writer', 'Writer'), ('rumour_control', 'Rumour control'), ('spokesperson', 'Spokesperson'), ('media_desk', 'Media desk'), ('customer_care', 'Customer care'), ('internal_comms', 'Internal communication'), ('legal', 'Legal'), ('scribe', 'Scribe'), ('subject_expert', 'Subject expert'), ('social', 'Social media'), ('executive', 'Executive')], max_length=20, verbose_name='owner')),
                ('types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('note_vi', models.TextField(blank=True, verbose_name='note in Vietnamese')),
                ('note_en', models.TextField(blank=True, verbose_name='note in English')),
                ('source_url', models.URLField(blank=True, verbose_name='source')),
                ('verified_on', models.DateField(blank=True, null=True)),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='legal_clocks', to='teams.brand')),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('brand', 'key'), name='one_legal_clock_per_key')],
            },
            bases=(crisisdesk.kernel.vocabulary.Bilingual, models.Model),
        ),
        migrations.AddConstraint(
            model_name='playbook',
            constraint=models.UniqueConstraint(fields=('brand', 'slug'), name='one_playbook_per_slug'),
        ),
        migrations.AddConstraint(
            model_name='playbookversion',
            constraint=models.UniqueConstraint(fields=('playbook', 'number'), name='one_version_per_number'),
        ),
        migrations.AddConstraint(
            model_name='playbookversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('playbook',), name='one_version_in_force'),
        ),
        migrations.AddConstraint(
            model_name='playbookversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'in_review'))), fields=('playbook',), name='one_open_version'),
        ),
        migrations.AddConstraint(
            model_name='playbookversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'retired'])), name='playbook_state_known'),
        ),
        migrations.AddConstraint(
            model_name='timerpolicy',
            constraint=models.UniqueConstraint(fields=('brand', 'key', 'severity'), name='one_timer_per_severity'),
        ),
    ]
