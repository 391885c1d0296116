"""What a person or a team is to win in a month."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.money


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("opportunities", "0020_count_the_moves_of_close_dates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SalesGoal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=core.ids.new_public_id, editable=False, max_length=12, unique=True),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("month", models.DateField(help_text="Any day of it.", verbose_name="month")),
                ("amount", core.money.AmountField(verbose_name="amount")),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="updated at"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="auth.group",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "sales goal",
                "verbose_name_plural": "sales goals",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("team__isnull", False)),
                            models.Q(("person__isnull", False), ("team", None)),
                            _connector="OR",
                        ),
                        name="opportunities_goal_of_person_or_team",
                        violation_error_message="A goal is a person’s or a team’s: choose one of the two.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="opportunities_goal_above_zero",
                        violation_error_message="A goal is greater than 0. Delete the one that does not count any more.",
                    ),
                    models.UniqueConstraint(
                        fields=("person", "month"),
                        name="opportunities_goal_one_a_person",
                        violation_error_message="There is a goal for this month already: change that one.",
                    ),
                    models.UniqueConstraint(
                        fields=("team", "month"),
                        name="opportunities_goal_one_a_team",
                        violation_error_message="There is a goal for this month already: change that one.",
                    ),
                ],
            },
        ),
    ]
