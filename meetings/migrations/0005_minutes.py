import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0004_packs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pdf', models.BinaryField()),
                ('word', models.BinaryField()),
                ('pdf_sha256', models.CharField(max_length=64, verbose_name='SHA-256 checksum of the PDF')),
                ('word_sha256', models.CharField(max_length=64, verbose_name='SHA-256 checksum of the Word file')),
                ('approved_on', models.DateField(verbose_name='approved')),
                ('approved_at', models.ForeignKey(help_text='The later meeting at which the board approved them.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.meeting')),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.OneToOneField(error_messages={'unique': 'The minutes of this meeting are approved already.'}, on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='meetings.meeting')),
            ],
            options={
                'verbose_name_plural': 'minutes',
                'ordering': ['meeting'],
            },
        ),
    ]
