from django.db import migrations, models

import jobs.registry


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_jobs_and_schedules"),
    ]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="dedupe_key",
            field=models.CharField(blank=True, max_length=200, verbose_name="key against doubles"),
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(choices=jobs.registry.choices, max_length=100, verbose_name="kind"),
        ),
        migrations.AlterField(
            model_name="schedule",
            name="kind",
            field=models.CharField(choices=jobs.registry.choices, max_length=100, unique=True, verbose_name="kind"),
        ),
    ]
