import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import documents.storage


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0007_previews_are_given_up"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="template",
            name="updated_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="updated by",
            ),
        ),
        migrations.CreateModel(
            name="FormerFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "file",
                    models.FileField(
                        db_index=True,
                        storage=documents.storage.private_files,
                        upload_to=documents.storage.random_name,
                        verbose_name="file",
                    ),
                ),
                ("file_name", models.CharField(max_length=150, verbose_name="file name")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="checksum (SHA-256)")),
                ("replaced_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="replaced at")),
                (
                    "replaced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="replaced by",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_files",
                        to="documents.template",
                        verbose_name="template",
                    ),
                ),
            ],
            options={
                "verbose_name": "former file of a template",
                "verbose_name_plural": "former files of templates",
                "ordering": ("-number",),
                "constraints": [
                    models.UniqueConstraint(fields=("template", "number"), name="documents_former_file_number_once")
                ],
            },
        ),
    ]
