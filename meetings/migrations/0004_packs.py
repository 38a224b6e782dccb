import django.core.serializers.json
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0003_questions_and_decisions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalPack',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='Its place among the packs of the meeting, from 1.')),
                ('unfrozen_because', models.TextField(blank=True, verbose_name='why it was unfrozen')),
                ('frozen_at', models.DateTimeField()),
                ('unfrozen_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('frozen_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.meeting')),
                ('unfrozen_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical pack',
                'verbose_name_plural': 'historical packs',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Pack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='Its place among the packs of the meeting, from 1.')),
                ('copy', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='The whole of it: see meetings/pack.py.')),
                ('unfrozen_because', models.TextField(blank=True, verbose_name='why it was unfrozen')),
                ('frozen_at', models.DateTimeField()),
                ('unfrozen_at', models.DateTimeField(blank=True, null=True)),
                ('frozen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='meetings.meeting')),
                ('unfrozen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['meeting', 'number'],
            },
        ),
        migrations.CreateModel(
            name='PackDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word'), ('summary.pdf', 'One-page summary (PDF)'), ('xlsx', 'Excel'), ('csv', 'CSV')], max_length=11)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 checksum')),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='meetings.pack')),
            ],
            options={
                'ordering': ['pack', 'kind'],
            },
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.UniqueConstraint(models.F('meeting'), models.F('number'), name='a_pack_has_its_own_number', violation_error_message='Another pack of this meeting has this number.'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.UniqueConstraint(models.F('meeting'), condition=models.Q(('unfrozen_at__isnull', True)), name='a_meeting_has_one_frozen_pack', violation_error_message='The pack of this meeting is frozen already.'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('unfrozen_at__isnull', True), ('unfrozen_because', ''), ('unfrozen_by__isnull', True)), models.Q(('unfrozen_at__isnull', False), ('unfrozen_by__isnull', False), models.Q(('unfrozen_because', ''), _negated=True)), _connector='OR'), name='unfreezing_says_who_when_and_why', violation_error_message='Say who unfroze the pack, when and why.'),
        ),
        migrations.AddConstraint(
            model_name='packdocument',
            constraint=models.UniqueConstraint(models.F('pack'), models.F('kind'), name='a_pack_has_one_document_of_a_kind', violation_error_message='The pack has this document already.'),
        ),
        migrations.AddConstraint(
            model_name='packdocument',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['pdf', 'docx', 'summary.pdf', 'xlsx', 'csv'])), name='a_document_is_of_a_known_kind', violation_error_message='Choose the kind of document from the list.'),
        ),
    ]
