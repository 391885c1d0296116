from django.db import migrations, models

import imports.targets


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0003_workbooks_updates_repairs_and_memory"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importmemory",
            name="about",
            field=models.CharField(
                choices=[("columns", "columns of a file"), ("name", "what a name stands for")],
                max_length=10,
                verbose_name="about",
            ),
        ),
        migrations.AlterField(
            model_name="importmemory",
            name="key",
            field=models.CharField(max_length=400, verbose_name="recognised by"),
        ),
        migrations.AlterField(
            model_name="importmemory",
            name="target",
            field=models.CharField(choices=imports.targets.choices, max_length=50, verbose_name="target"),
        ),
        migrations.AlterField(
            model_name="importmemory",
            name="value",
            field=models.JSONField(default=dict, verbose_name="answer"),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="sha256",
            field=models.CharField(max_length=64, verbose_name="checksum (SHA-256)"),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="target",
            field=models.CharField(choices=imports.targets.choices, max_length=50, verbose_name="target"),
        ),
    ]
