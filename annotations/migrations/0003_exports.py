import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0002_rules_of_the_database'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(max_length=20, verbose_name='format')),
                ('state', models.CharField(choices=[('waiting', 'Waiting for the worker'), ('running', 'Being made'), ('done', 'Ready'), ('failed', 'Stopped')], default='waiting', max_length=8, verbose_name='state')),
                ('requested_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='asked for')),
                ('queued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='in the queue since')),
                ('started_at', models.DateTimeField(null=True, verbose_name='begun')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('file', models.FileField(blank=True, upload_to='exports/', verbose_name='file')),
                ('size', models.PositiveBigIntegerField(null=True, verbose_name='size in bytes')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('counts', models.JSONField(blank=True, default=dict, verbose_name='what is in it')),
                ('losses', models.JSONField(blank=True, default=dict, verbose_name='what it could not carry')),
                ('failure', models.JSONField(blank=True, null=True, verbose_name='why it was stopped')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='annotations.project', verbose_name='project')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to=settings.AUTH_USER_MODEL, verbose_name='asked for by')),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(models.Q(('file', ''), _negated=True), models.Q(('sha256', ''), _negated=True), ('size__isnull', False)), _connector='OR'), name='export_done_has_a_file'), models.CheckConstraint(condition=models.Q(models.Q(('failure__isnull', False), ('state', 'failed')), models.Q(models.Q(('state', 'failed'), _negated=True), ('failure__isnull', True)), _connector='OR'), name='export_failed_says_why')],
            },
        ),
    ]
