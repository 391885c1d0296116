"""What tells that an opportunity lies still: how often its close date was moved, and what is usual in its stage."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0018_change_many_at_once")]

    operations = [
        migrations.AddField(
            model_name="opportunity",
            name="close_pushed",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="close date moved later"),
        ),
        migrations.AddField(
            model_name="stage",
            name="usual_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text=(
                    "An opportunity that is in this stage for longer lies still. Without it, what is usual is measured "
                    "from those that moved on."
                ),
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(3650),
                ],
                verbose_name="usual days",
            ),
        ),
        migrations.AddField(
            model_name="stage",
            name="measured_days",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="measured days"),
        ),
    ]
