from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_labels_for_people")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="pace",
            field=models.FloatField(editable=False, null=True, verbose_name="done a second"),
        ),
        migrations.AddField(model_name="job", name="moved_at", field=models.DateTimeField(editable=False, null=True)),
    ]
