import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('keepers', '0002_posts_and_dated_facts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalIndicator',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('reference', models.SlugField(help_text='Such as IND-07.', max_length=12)),
                ('name', models.CharField(help_text='Word for word, as the plan prints it.', max_length=300)),
                ('kind', models.CharField(choices=[('number', 'Number'), ('percentage', 'Percentage'), ('both', 'Number and percentage'), ('money', 'Money'), ('yes_no', 'Yes or no'), ('narrative', 'In words')], max_length=10)),
                ('counted', models.CharField(blank=True, max_length=200, verbose_name='what is counted')),
                ('out_of', models.CharField(blank=True, max_length=200, verbose_name='out of what')),
                ('better', models.CharField(choices=[('higher', 'Higher is better'), ('lower', 'Lower is better'), ('neither', 'Neither')], default='neither', max_length=7, verbose_name='better when')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='where the figure comes from')),
                ('frequency', models.CharField(blank=True, choices=[('six_weekly', 'Every six weeks'), ('monthly', 'Every month'), ('quarterly', 'Every quarter'), ('yearly', 'Every year'), ('once', 'Once')], max_length=10, verbose_name='how often')),
                ('counts_people', models.BooleanField(default=False, help_text='It counts people, so small numbers are hidden outside the team.')),
                ('source_note', models.TextField(blank=True, help_text='What is odd about the printed words. They stay as printed.')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, help_text='The post that answers for the figure.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='keepers.post')),
            ],
            options={
                'verbose_name': 'historical indicator',
                'verbose_name_plural': 'historical indicators',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.SlugField(help_text='Such as IND-07.', max_length=12, unique=True)),
                ('name', models.CharField(help_text='Word for word, as the plan prints it.', max_length=300)),
                ('kind', models.CharField(choices=[('number', 'Number'), ('percentage', 'Percentage'), ('both', 'Number and percentage'), ('money', 'Money'), ('yes_no', 'Yes or no'), ('narrative', 'In words')], max_length=10)),
                ('counted', models.CharField(blank=True, max_length=200, verbose_name='what is counted')),
                ('out_of', models.CharField(blank=True, max_length=200, verbose_name='out of what')),
                ('better', models.CharField(choices=[('higher', 'Higher is better'), ('lower', 'Lower is better'), ('neither', 'Neither')], default='neither', max_length=7, verbose_name='better when')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='where the figure comes from')),
                ('frequency', models.CharField(blank=True, choices=[('six_weekly', 'Every six weeks'), ('monthly', 'Every month'), ('quarterly', 'Every quarter'), ('yearly', 'Every year'), ('once', 'Once')], max_length=10, verbose_name='how often')),
                ('counts_people', models.BooleanField(default=False, help_text='It counts people, so small numbers are hidden outside the team.')),
                ('source_note', models.TextField(blank=True, help_text='What is odd about the printed words. They stay as printed.')),
                ('owner', models.ForeignKey(blank=True, help_text='The post that answers for the figure.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='keepers.post')),
            ],
            options={
                'ordering': ['reference'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalTarget',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('due_on', models.DateField(verbose_name='by')),
                ('value', models.DecimalField(decimal_places=2, help_text='A percentage where it is one.', max_digits=14)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='indicators.indicator')),
            ],
            options={
                'verbose_name': 'historical target',
                'verbose_name_plural': 'historical targets',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Measurement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(blank=True, help_text='Empty for a figure as at one date.', null=True, verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day, or as at')),
                ('dated_words', models.CharField(blank=True, max_length=60, verbose_name='date as printed')),
                ('numerator', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='how many, or how much')),
                ('denominator', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='out of')),
                ('words', models.TextField(blank=True, verbose_name='in words')),
                ('certainty', models.CharField(choices=[('provisional', 'Provisional'), ('final', 'Final'), ('revised', 'Revised'), ('missing', 'Missing')], default='final', max_length=11)),
                ('why_missing', models.CharField(blank=True, choices=[('not_collected', 'Not collected'), ('not_yet_due', 'Not yet due'), ('withheld', 'Withheld'), ('source_changed', 'The source changed')], max_length=14)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('note', models.TextField(blank=True, verbose_name='note, or why it was revised')),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
                ('entered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measurements', to='indicators.indicator')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='indicators.measurement', verbose_name='replaces')),
            ],
            options={
                'ordering': ['indicator', '-ends_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalMeasurement',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('starts_on', models.DateField(blank=True, help_text='Empty for a figure as at one date.', null=True, verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day, or as at')),
                ('dated_words', models.CharField(blank=True, max_length=60, verbose_name='date as printed')),
                ('numerator', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='how many, or how much')),
                ('denominator', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='out of')),
                ('words', models.TextField(blank=True, verbose_name='in words')),
                ('certainty', models.CharField(choices=[('provisional', 'Provisional'), ('final', 'Final'), ('revised', 'Revised'), ('missing', 'Missing')], default='final', max_length=11)),
                ('why_missing', models.CharField(blank=True, choices=[('not_collected', 'Not collected'), ('not_yet_due', 'Not yet due'), ('withheld', 'Withheld'), ('source_changed', 'The source changed')], max_length=14)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('note', models.TextField(blank=True, verbose_name='note, or why it was revised')),
                ('entered_at', models.DateTimeField(blank=True, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('entered_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='indicators.indicator')),
                ('supersedes', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='indicators.measurement', verbose_name='replaces')),
            ],
            options={
                'verbose_name': 'historical measurement',
                'verbose_name_plural': 'historical measurements',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(verbose_name='by')),
                ('value', models.DecimalField(decimal_places=2, help_text='A percentage where it is one.', max_digits=14)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='indicators.indicator')),
                ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['indicator', 'due_on', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['number', 'percentage', 'both', 'money', 'yes_no', 'narrative'])), name='an_indicator_is_of_a_known_kind', violation_error_message='Choose what kind of indicator this is.'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('better__in', ['higher', 'lower', 'neither'])), name='an_indicator_says_what_is_better', violation_error_message='Say whether higher or lower is better, or neither.'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('frequency__in', ['', 'six_weekly', 'monthly', 'quarterly', 'yearly', 'once'])), name='an_indicator_has_a_known_frequency', violation_error_message='Choose how often from the list.'),
        ),
        migrations.AddConstraint(
            model_name='measurement',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='a_period_ends_after_it_starts', violation_error_message='The period must not end before it starts.'),
        ),
        migrations.AddConstraint(
            model_name='measurement',
            constraint=models.CheckConstraint(condition=models.Q(('certainty__in', ['provisional', 'final', 'revised', 'missing'])), name='a_measurement_says_how_certain_it_is', violation_error_message='Choose provisional, final, revised or missing.'),
        ),
        migrations.AddConstraint(
            model_name='measurement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('certainty', 'missing'), ('denominator__isnull', True), ('numerator__isnull', True), ('why_missing__in', ['not_collected', 'not_yet_due', 'withheld', 'source_changed']), ('words', '')), models.Q(models.Q(('certainty', 'missing'), _negated=True), ('why_missing', '')), _connector='OR'), name='a_missing_figure_has_a_reason', violation_error_message='Say why the figure is missing, and give none; or give the figure and no reason.'),
        ),
        migrations.AddConstraint(
            model_name='measurement',
            constraint=models.CheckConstraint(condition=models.Q(('certainty', 'missing'), ('numerator__isnull', False), models.Q(('words', ''), _negated=True), _connector='OR'), name='a_measurement_says_something', violation_error_message='Give a figure, or say in words what was found.'),
        ),
        migrations.AddConstraint(
            model_name='measurement',
            constraint=models.CheckConstraint(condition=models.Q(('denominator__isnull', True), models.Q(('denominator__gt', 0), ('numerator__isnull', False)), _connector='OR'), name='a_base_is_more_than_nothing', violation_error_message='A figure out of something needs a number above nothing to be out of.'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(models.F('indicator'), models.F('due_on'), name='one_target_for_a_date', violation_error_message='There is a target for that date already.'),
        ),
    ]
