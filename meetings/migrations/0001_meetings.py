import datetime
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalMeeting',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('held_on', models.DateField(db_index=True, verbose_name='date')),
                ('starts_at', models.TimeField(default=datetime.time(16, 0), help_text='Glasgow time.', verbose_name='time')),
                ('place', models.CharField(blank=True, max_length=200)),
                ('updates_due_on', models.DateField(verbose_name='updates due')),
                ('papers_out_on', models.DateField(verbose_name='papers out')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scheduled_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical meeting',
                'verbose_name_plural': 'historical meetings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(unique=True, verbose_name='date')),
                ('starts_at', models.TimeField(default=datetime.time(16, 0), help_text='Glasgow time.', verbose_name='time')),
                ('place', models.CharField(blank=True, max_length=200)),
                ('updates_due_on', models.DateField(verbose_name='updates due')),
                ('papers_out_on', models.DateField(verbose_name='papers out')),
                ('scheduled_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['held_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('papers_out_on__lte', models.F('held_on')), ('updates_due_on__lte', models.F('papers_out_on'))), name='updates_are_due_before_papers_and_papers_before_the_meeting', violation_error_message='Updates are due first, then papers go out, then the board meets.')],
            },
        ),
    ]
