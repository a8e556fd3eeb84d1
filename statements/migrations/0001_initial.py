import crisisdesk.kernel.clock
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
        ('incidents', '0002_append_only_and_lawful'),
        ('playbooks', '0002_published_words_stay'),
        ('teams', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', django_fsm.FSMField(choices=[('draft', 'Draft'), ('in_review', 'Waiting for approval'), ('changes_requested', 'Returned for changes'), ('approved', 'Approved'), ('published', 'Published'), ('superseded', 'Superseded'), ('corrected', 'Corrected'), ('retracted', 'Retracted'), ('rejected', 'Rejected'), ('expired', 'Expired'), ('discarded', 'Discarded')], default='draft', editable=False, max_length=50, protected=True, verbose_name='status')),
                ('lane', models.CharField(choices=[('fast', 'Pre-approved text'), ('full', 'Free text')], default='full', max_length=4)),
                ('submitted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('approved_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('approved_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('published_version', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('slug', models.SlugField(blank=True, editable=False, max_length=90)),
                ('number', models.PositiveIntegerField(editable=False, unique=True)),
                ('kind', models.CharField(choices=[('comment_reply', 'Reply in comments'), ('holding', 'Holding statement'), ('update', 'Update'), ('full_statement', 'Full statement'), ('correction', 'Correction of a false claim'), ('correction_own', 'Our own correction'), ('apology', 'Apology'), ('internal_brief', 'Internal brief'), ('retraction', 'Retraction'), ('closing', 'Closing statement')], max_length=20, verbose_name='kind')),
                ('audience', models.CharField(choices=[('public', 'Public'), ('internal', 'Our own people'), ('partners', 'Partners')], default='public', max_length=10, verbose_name='audience')),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='channels')),
                ('current_version', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(default=crisisdesk.kernel.clock.now, editable=False)),
                ('template_key', models.CharField(blank=True, max_length=60)),
                ('strategy', models.CharField(blank=True, choices=[('inform', 'Inform only'), ('deny', 'Deny, with evidence'), ('diminish', 'Put into proportion'), ('rebuild', 'Apologise and make good')], max_length=10, verbose_name='strategy')),
                ('vi_only_reason', models.TextField(blank=True, verbose_name='why there is no English text')),
                ('next_update_at', models.DateTimeField(blank=True, null=True, verbose_name='next update by')),
                ('final_update', models.BooleanField(default=False, verbose_name='the last word on this case')),
                ('needs_correction', models.BooleanField(default=False)),
                ('needs_correction_reason', models.CharField(blank=True, max_length=40)),
                ('emergency_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('ratify_due_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('ratified_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('unratified_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to=settings.AUTH_USER_MODEL)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='teams.brand')),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='statements.statement')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='incidents.incident')),
                ('last_editor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('playbook_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='playbooks.playbookversion')),
                ('published_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ratified_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retracts', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='retractions', to='statements.statement')),
                ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='statements.statement')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ReadReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='statements.statement')),
            ],
            options={
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=40)),
                ('url', models.URLField(blank=True, max_length=1000, verbose_name='address')),
                ('state', models.CharField(choices=[('live', 'Live'), ('failed', 'Failed'), ('unclear', 'Unclear')], default='live', max_length=10)),
                ('at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='statements.statement')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, verbose_name='what is promised')),
                ('is_next_update', models.BooleanField(default=False)),
                ('due_at', models.DateTimeField(verbose_name='by')),
                ('state', models.CharField(choices=[('open', 'Open'), ('kept', 'Kept'), ('kept_late', 'Kept late'), ('revised', 'Revised'), ('broken', 'Broken')], default='open', max_length=10)),
                ('made_at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('overdue_recorded_at', models.DateTimeField(blank=True, null=True)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='incidents.incident')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promises', to=settings.AUTH_USER_MODEL)),
                ('kept_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='keeps', to='statements.statement')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='statements.statement')),
            ],
            options={
                'ordering': ['due_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='EmergencySignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='statements.statement')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='StatementVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title_vi', models.CharField(blank=True, max_length=200, verbose_name='title (Vietnamese)')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title (English)')),
                ('text_vi', models.TextField(blank=True, verbose_name='text (Vietnamese)')),
                ('text_en', models.TextField(blank=True, verbose_name='text (English)')),
                ('placeholders', models.JSONField(blank=True, default=dict)),
                ('attachments', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), blank=True, default=list, size=None)),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('digest', models.CharField(max_length=64)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='statements.statement')),
            ],
            options={
                'ordering': ['statement', 'number'],
            },
            bases=(crisisdesk.kernel.vocabulary.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name='LintOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('phrases', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('reason', models.TextField(verbose_name='why it stays')),
                ('at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='statements.statementversion')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='FactUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_vi', models.TextField()),
                ('text_en', models.TextField(blank=True)),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='incidents.fact')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fact_uses', to='statements.statementversion')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ApprovalStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('order', models.PositiveSmallIntegerField()),
                ('mode', models.CharField(choices=[('any', 'one of'), ('all', 'all of')], default='any', max_length=3)),
                ('holders', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('backups', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('approved', 'Approved'), ('void', 'Void')], default='waiting', max_length=10)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('passed_on_at', models.DateTimeField(blank=True, null=True)),
                ('overdue_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='statements.statement')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='statements.statementversion')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('verdict', models.CharField(choices=[('approved', 'Approved'), ('returned', 'Returned for changes'), ('rejected', 'Rejected')], max_length=10)),
                ('comment', models.TextField(blank=True, verbose_name='comment')),
                ('suggestion', models.TextField(blank=True, verbose_name='suggested text')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to=settings.AUTH_USER_MODEL)),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='statements.approvalstep')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='statements.statementversion')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Viewed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to='statements.statementversion')),
            ],
        ),
        migrations.CreateModel(
            name='BriefWaiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(default=crisisdesk.kernel.clock.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='brief_waivers', to='incidents.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'round'), name='one_waiver_a_round')],
            },
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(condition=models.Q(('status__in', ('draft', 'in_review', 'changes_requested', 'approved', 'expired'))), fields=['incident'], name='statement_live'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(condition=models.Q(('audience', 'public'), ('status__in', ('published', 'superseded', 'corrected', 'retracted'))), fields=['brand', '-published_at'], name='statement_newsroom'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'in_review', 'changes_requested', 'approved', 'published', 'superseded', 'corrected', 'retracted', 'rejected', 'expired', 'discarded'])), name='statement_status_known'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('published', 'superseded', 'corrected', 'retracted')), _negated=True), models.Q(('published_at__isnull', False), ('published_version__isnull', False)), _connector='OR'), name='statement_said_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(condition=models.Q(('slug', ''), _negated=True), fields=('brand', 'slug'), name='statement_slug_once'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('corrects', None), ('retracts', None), _connector='OR'), name='statement_notice_has_one_aim'),
        ),
        migrations.AddConstraint(
            model_name='readreceipt',
            constraint=models.UniqueConstraint(fields=('statement', 'user'), name='read_once'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(fields=('statement', 'channel'), name='published_once'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['incident', 'due_at'], name='promise_open'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('is_next_update', True), models.Q(('text', ''), _negated=True), _connector='XOR'), name='promise_has_words'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['broken', 'revised']), _negated=True), ('kept_by__isnull', False), _connector='OR'), name='promise_not_kept_is_said'),
        ),
        migrations.AddConstraint(
            model_name='emergencysignature',
            constraint=models.UniqueConstraint(fields=('statement', 'digest', 'by'), name='one_emergency_signature_each'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=models.UniqueConstraint(fields=('statement', 'number'), name='statement_version_number'),
        ),
        migrations.AddConstraint(
            model_name='factuse',
            constraint=models.UniqueConstraint(fields=('version', 'fact'), name='fact_used_once_a_version'),
        ),
        migrations.AddIndex(
            model_name='approvalstep',
            index=models.Index(condition=models.Q(('opened_at__isnull', False), ('state', 'waiting')), fields=['due_at'], name='approval_step_open'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(condition=models.Q(('verdict', 'approved')), fields=('step',), name='one_signature_a_step'),
        ),
        migrations.AddConstraint(
            model_name='viewed',
            constraint=models.UniqueConstraint(fields=('version', 'user'), name='viewed_once'),
        ),
    ]
