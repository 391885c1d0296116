from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0005_budget_before_closing")]

    operations = [
        migrations.AddField("participant", "version", models.PositiveIntegerField("version", default=1, editable=False))
    ]
