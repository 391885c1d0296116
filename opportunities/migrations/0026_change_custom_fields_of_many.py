from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("opportunities", "0025_values_of_custom_fields"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bulkchange",
            name="action",
            field=models.CharField(
                choices=[
                    ("stage", "Change the stage"),
                    ("responsible", "Change the owner"),
                    ("tags", "Add or remove tags"),
                    ("access", "Change the access"),
                    ("due", "Change the expected close date"),
                    ("custom", "Change a custom field"),
                    ("delete", "Delete"),
                ],
                max_length=20,
                verbose_name="action",
            ),
        ),
    ]
