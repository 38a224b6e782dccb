from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0005_minutes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='reminder',
            name='a_reminder_is_of_a_known_kind',
        ),
        migrations.AlterField(
            model_name='reminder',
            name='kind',
            field=models.CharField(choices=[('digest', 'Reminder'), ('nudge', 'Nudge'), ('handed', 'Hand-over'), ('test', 'Test mail')], max_length=6),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['digest', 'nudge', 'handed', 'test'])), name='a_reminder_is_of_a_known_kind', violation_error_message='Choose a reminder, a nudge, a hand-over or a test mail.'),
        ),
    ]
