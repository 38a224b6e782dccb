import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('foundations', '0001_plans_and_duties'),
        ('foundations', '0002_when_a_plan_was_closed'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(help_text='Its letter in section 58(1) of the 2014 Act.', max_length=1, unique=True)),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='short name')),
            ],
            options={
                'verbose_name_plural': 'duties',
                'ordering': ['letter'],
            },
        ),
        migrations.CreateModel(
            name='Foundation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='handle')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('position', models.PositiveSmallIntegerField(unique=True)),
                ('statement', models.TextField(help_text='Word for word, as the plan prints it.')),
                ('source_note', models.TextField(blank=True, help_text='What is odd about the printed words. They stay as printed.')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalDuty',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('letter', models.CharField(db_index=True, help_text='Its letter in section 58(1) of the 2014 Act.', max_length=1)),
                ('name', models.CharField(db_index=True, max_length=40, verbose_name='short name')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical duty',
                'verbose_name_plural': 'historical duties',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalDutyWording',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('text', models.TextField(help_text='Word for word.', verbose_name='statutory wording')),
                ('source', models.CharField(max_length=300)),
                ('in_force_from', models.DateField(blank=True, help_text='Empty while the date has not been checked.', null=True)),
                ('in_force_until', models.DateField(blank=True, help_text='Empty while it is the law.', null=True, verbose_name='in force until')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('duty', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='foundations.duty')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical duty wording',
                'verbose_name_plural': 'historical duty wordings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalFoundation',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField(verbose_name='handle')),
                ('name', models.CharField(db_index=True, max_length=40)),
                ('position', models.PositiveSmallIntegerField(db_index=True)),
                ('statement', models.TextField(help_text='Word for word, as the plan prints it.')),
                ('source_note', models.TextField(blank=True, help_text='What is odd about the printed words. They stay as printed.')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical foundation',
                'verbose_name_plural': 'historical foundations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text="The plan's part of a web address.", unique=True, verbose_name='handle')),
                ('title', models.CharField(max_length=200, unique=True)),
                ('prefix', models.CharField(help_text='What its references begin with, such as CP.', max_length=8, unique=True)),
                ('position', models.PositiveSmallIntegerField(unique=True)),
                ('summary', models.TextField(blank=True, verbose_name='in plain words')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('standing', models.CharField(choices=[('draft', 'Draft'), ('adopted', 'Adopted'), ('closed', 'Closed')], default='draft', max_length=10)),
                ('source', models.CharField(max_length=300, verbose_name='source document')),
                ('source_note', models.TextField(blank=True, help_text='What is odd about the document. Its words stay as printed.')),
                ('actions_stated', models.PositiveSmallIntegerField(blank=True, help_text='As the plan says, whatever is recorded here.', null=True, verbose_name='actions it says it has')),
                ('keepers_stated', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Promise Keepers it says it has')),
                ('closed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='closed on')),
                ('closing_words', models.TextField(blank=True, verbose_name='what the board said at its closing')),
                ('followed_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follows', to='foundations.plan', verbose_name='plan that follows it')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='a_plan_ends_after_it_starts', violation_error_message='The plan must end after it starts.'), models.CheckConstraint(condition=models.Q(('followed_by__isnull', True), models.Q(('followed_by', models.F('pk')), _negated=True), _connector='OR'), name='a_plan_does_not_follow_itself', violation_error_message='A plan cannot follow itself.'), models.CheckConstraint(condition=models.Q(('standing__in', ['draft', 'adopted', 'closed'])), name='a_plan_has_a_known_standing', violation_error_message='Choose draft, adopted or closed.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', False), ('standing', 'closed')), models.Q(models.Q(('standing', 'closed'), _negated=True), ('closed_on__isnull', True)), _connector='OR'), name='a_closed_plan_says_when_it_was_closed', violation_error_message='A plan is closed, and opened again, on its own page under Close this plan.')],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(choices=[('opening', 'Before the actions'), ('summary', 'After the actions'), ('closing', 'At the very end')], max_length=10)),
                ('position', models.PositiveSmallIntegerField()),
                ('heading', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(help_text='Word for word.')),
                ('source_note', models.TextField(blank=True, help_text='What is odd about the printed words. They stay as printed.')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='foundations.plan')),
            ],
            options={
                'ordering': ['plan', 'position'],
                'constraints': [models.UniqueConstraint(models.F('plan'), models.F('position'), name='a_passage_has_its_own_place', violation_error_message='Another passage of this plan stands at this position.'), models.CheckConstraint(condition=models.Q(('place__in', ['opening', 'summary', 'closing'])), name='a_passage_stands_somewhere_known', violation_error_message='Say where in the document the passage stands.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalTheme',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField(verbose_name='handle')),
                ('name', models.CharField(help_text='Word for word, as the plan prints it.', max_length=200)),
                ('position', models.PositiveSmallIntegerField()),
                ('source_note', models.TextField(blank=True, help_text='What is odd about the printed words. They stay as printed.')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='foundations.plan')),
            ],
            options={
                'verbose_name': 'historical theme',
                'verbose_name_plural': 'historical themes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPriorityArea',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField(verbose_name='handle')),
                ('name', models.CharField(db_index=True, max_length=60)),
                ('position', models.PositiveSmallIntegerField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='foundations.plan')),
            ],
            options={
                'verbose_name': 'historical priority area',
                'verbose_name_plural': 'historical priority areas',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPlan',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField(help_text="The plan's part of a web address.", verbose_name='handle')),
                ('title', models.CharField(db_index=True, max_length=200)),
                ('prefix', models.CharField(db_index=True, help_text='What its references begin with, such as CP.', max_length=8)),
                ('position', models.PositiveSmallIntegerField(db_index=True)),
                ('summary', models.TextField(blank=True, verbose_name='in plain words')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('standing', models.CharField(choices=[('draft', 'Draft'), ('adopted', 'Adopted'), ('closed', 'Closed')], default='draft', max_length=10)),
                ('source', models.CharField(max_length=300, verbose_name='source document')),
                ('source_note', models.TextField(blank=True, help_text='What is odd about the document. Its words stay as printed.')),
                ('actions_stated', models.PositiveSmallIntegerField(blank=True, help_text='As the plan says, whatever is recorded here.', null=True, verbose_name='actions it says it has')),
                ('keepers_stated', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Promise Keepers it says it has')),
                ('closed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='closed on')),
                ('closing_words', models.TextField(blank=True, verbose_name='what the board said at its closing')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('followed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='foundations.plan', verbose_name='plan that follows it')),
            ],
            options={
                'verbose_name': 'historical plan',
                'verbose_name_plural': 'historical plans',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPassage',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('place', models.CharField(choices=[('opening', 'Before the actions'), ('summary', 'After the actions'), ('closing', 'At the very end')], max_length=10)),
                ('position', models.PositiveSmallIntegerField()),
                ('heading', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(help_text='Word for word.')),
                ('source_note', models.TextField(blank=True, help_text='What is odd about the printed words. They stay as printed.')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='foundations.plan')),
            ],
            options={
                'verbose_name': 'historical passage',
                'verbose_name_plural': 'historical passages',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PriorityArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='handle')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='priority_areas', to='foundations.plan')),
            ],
            options={
                'ordering': ['plan', 'position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='handle')),
                ('name', models.CharField(help_text='Word for word, as the plan prints it.', max_length=200)),
                ('position', models.PositiveSmallIntegerField()),
                ('source_note', models.TextField(blank=True, help_text='What is odd about the printed words. They stay as printed.')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='foundations.plan')),
            ],
            options={
                'ordering': ['plan', 'position'],
                'constraints': [models.UniqueConstraint(models.F('plan'), models.F('position'), name='a_theme_has_its_own_place', violation_error_message='Another theme of this plan stands at this position.')],
            },
        ),
        migrations.CreateModel(
            name='DutyWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(help_text='Word for word.', verbose_name='statutory wording')),
                ('source', models.CharField(max_length=300)),
                ('in_force_from', models.DateField(blank=True, help_text='Empty while the date has not been checked.', null=True)),
                ('in_force_until', models.DateField(blank=True, help_text='Empty while it is the law.', null=True, verbose_name='in force until')),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='foundations.duty')),
            ],
            options={
                'ordering': ['duty', models.OrderBy(models.F('in_force_from'), descending=True, nulls_last=True), '-pk'],
                'constraints': [models.UniqueConstraint(models.F('duty'), condition=models.Q(('in_force_until__isnull', True)), name='a_duty_has_one_wording_today', violation_error_message='This duty has a wording in force already. Give that one an end date first.'), models.CheckConstraint(condition=models.Q(('in_force_from__isnull', True), ('in_force_until__isnull', True), ('in_force_until__gt', models.F('in_force_from')), _connector='OR'), name='a_wording_ends_after_it_begins', violation_error_message='A wording must end after it comes into force.')],
            },
        ),
    ]
