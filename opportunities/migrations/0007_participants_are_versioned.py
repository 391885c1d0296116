from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0006_who_added_a_participant")]

    operations = [
        migrations.AddField("participant", "version", models.PositiveIntegerField("version", default=1, editable=False))
    ]
