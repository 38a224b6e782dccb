import django.core.validators
import django.db.models.deletion
import meetings.models.reminder
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0001_meetings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handle', models.CharField(default=meetings.models.reminder.new_handle, editable=False, max_length=40, unique=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feed', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalCalendarFeed',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical calendar feed',
                'verbose_name_plural': 'historical calendar feeds',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalLadder',
            fields=[
                ('id', models.PositiveSmallIntegerField(db_index=True, default=1, editable=False)),
                ('days_before', models.CharField(default='14, 7, 1, 0', help_text='With commas between. 0 is the day itself.', max_length=60, validators=[meetings.models.reminder.check_days], verbose_name='days before updates are due')),
                ('every_days_late', models.PositiveSmallIntegerField(default=3, help_text='Until the board meets. 0: nobody is asked any more once updates are late.', validators=[django.core.validators.MaxValueValidator(30)], verbose_name='while late, every so many days')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical ladder',
                'verbose_name_plural': 'historical ladders',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Ladder',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('days_before', models.CharField(default='14, 7, 1, 0', help_text='With commas between. 0 is the day itself.', max_length=60, validators=[meetings.models.reminder.check_days], verbose_name='days before updates are due')),
                ('every_days_late', models.PositiveSmallIntegerField(default=3, help_text='Until the board meets. 0: nobody is asked any more once updates are late.', validators=[django.core.validators.MaxValueValidator(30)], verbose_name='while late, every so many days')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='there_is_one_ladder', violation_error_message='There is a ladder already. Change that one.')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('digest', 'Reminder'), ('nudge', 'Nudge'), ('test', 'Test mail')], max_length=6)),
                ('step_on', models.DateField(help_text='The day of the ladder it stands for, or the day it was asked for.', verbose_name='step')),
                ('due_on', models.DateField(blank=True, help_text='As the mail said.', null=True, verbose_name='updates due')),
                ('number', models.PositiveSmallIntegerField(default=0, help_text='How many actions it asked about.')),
                ('address', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('words', models.TextField()),
                ('mail_key', models.CharField(help_text='The Message-ID, by which a returned mail tells.', max_length=200, unique=True)),
                ('begun_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.TextField(blank=True)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reminders', to='meetings.meeting')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-begun_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['digest', 'nudge', 'test'])), name='a_reminder_is_of_a_known_kind', violation_error_message='Choose a reminder, a nudge or a test mail.'), models.CheckConstraint(condition=models.Q(models.Q(('failed_at__isnull', True), ('failure', '')), models.Q(('failed_at__isnull', False), models.Q(('failure', ''), _negated=True)), _connector='OR'), name='a_mail_that_failed_says_why', violation_error_message='Say why the mail did not arrive.'), models.UniqueConstraint(models.F('meeting'), models.F('person'), models.F('kind'), models.F('step_on'), condition=models.Q(('failed_at__isnull', True), ('kind__in', ['digest', 'nudge'])), name='a_step_is_sent_once', violation_error_message='This person has this reminder already.')],
            },
        ),
    ]
