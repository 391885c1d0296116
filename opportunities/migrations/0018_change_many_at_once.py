"""Changes of many opportunities at once, with what each of their rows held before."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0003_how_fast_a_job_is"),
        ("opportunities", "0017_add_up_from_an_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=core.ids.new_public_id, editable=False, max_length=12, unique=True),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("stage", "Change the stage"),
                            ("responsible", "Change the owner"),
                            ("tags", "Add or remove tags"),
                            ("access", "Change the access"),
                            ("due", "Change the expected close date"),
                            ("delete", "Delete"),
                        ],
                        max_length=20,
                        verbose_name="action",
                    ),
                ),
                ("wish", models.JSONField(default=dict, verbose_name="wish")),
                ("keep_own", models.BooleanField(default=False, verbose_name="own probabilities are kept")),
                ("query", models.TextField(blank=True, verbose_name="filter")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "being looked at"),
                            ("preview", "waiting for an answer"),
                            ("running", "running"),
                            ("done", "finished"),
                            ("undoing", "being undone"),
                            ("undone", "undone"),
                        ],
                        default="checking",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("rows_chosen", models.PositiveIntegerField(default=0, verbose_name="chosen")),
                ("gone", models.PositiveIntegerField(default=0, verbose_name="not found")),
                ("changed", models.PositiveIntegerField(default=0, verbose_name="changed")),
                ("skipped", models.PositiveIntegerField(default=0, verbose_name="skipped")),
                ("restored", models.PositiveIntegerField(default=0, verbose_name="undone")),
                ("left", models.PositiveIntegerField(default=0, verbose_name="left as they are")),
                ("losses", models.JSONField(blank=True, default=dict, verbose_name="goes with them")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at"),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="jobs.job",
                        verbose_name="job",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
            ],
            options={
                "verbose_name": "bulk change",
                "verbose_name_plural": "bulk changes",
            },
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_key", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("pending", "to be looked at"),
                            ("ready", "changes"),
                            ("same", "is so already"),
                            ("skipped", "skipped"),
                            ("changed", "changed"),
                            ("restored", "undone"),
                            ("left", "left as it is"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("overwrites", models.BooleanField(default=False)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("gone", "Deleted, or you have no access any more."),
                            ("forbidden", "You may see it, but not change it."),
                            ("since", "Changed by somebody since."),
                            ("refused", "A rule does not allow it."),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                ("sentence", models.CharField(blank=True, max_length=300, verbose_name="sentence")),
                ("former", models.JSONField(blank=True, default=dict)),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="opportunities.bulkchange"
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a bulk change",
                "verbose_name_plural": "rows of a bulk change",
            },
        ),
        migrations.AddIndex(
            model_name="bulkchange",
            index=models.Index(fields=["owner", "-created_at"], name="opportunities_bulk_of_owner"),
        ),
        migrations.AddIndex(
            model_name="bulkchange",
            index=models.Index(fields=["-created_at"], name="opportunities_bulk_recent"),
        ),
        migrations.AddIndex(
            model_name="bulkrow",
            index=models.Index(fields=["change", "outcome", "id"], name="opportunities_bulk_rows"),
        ),
        migrations.AddConstraint(
            model_name="bulkrow",
            constraint=models.UniqueConstraint(fields=("change", "row_key"), name="opportunities_bulk_row_once"),
        ),
    ]
