from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("opportunities", "0021_sales_goals_of_a_month"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulkchange",
            name="unseen",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
    ]
