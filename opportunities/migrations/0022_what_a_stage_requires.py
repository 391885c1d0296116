from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0021_sales_goals_of_a_month")]

    operations = [
        migrations.AddField(
            model_name="stage",
            name="required_fields",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="What must be filled in before an opportunity goes on from this stage, or is won.",
                verbose_name="required before it goes on",
            ),
        ),
    ]
