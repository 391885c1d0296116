from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_dangers_are_marked")]

    operations = [
        migrations.AddField(
            model_name="preview",
            name="remarks",
            field=models.BooleanField(default=False, verbose_name="tracked changes or comments"),
        ),
    ]
