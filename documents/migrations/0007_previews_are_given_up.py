from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0006_previews"),
    ]

    operations = [
        migrations.AddField(
            model_name="preview",
            name="tried_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last tried at"),
        ),
        migrations.AddField(
            model_name="preview",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="tries"),
        ),
        migrations.AlterField(
            model_name="preview",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("damaged", "This file is damaged, or not what its name says."),
                    ("protected", "This file is protected by a password."),
                    ("too_large", "This file is too large to be shown here."),
                    ("too_long", "This file takes too long to be drawn here."),
                    ("unreadable", "This file cannot be read here."),
                    ("missing", "This file is missing on the server. Tell an administrator of the CRM."),
                    ("given_up", "There is no preview of this file: making it broke off several times."),
                ],
                max_length=10,
                verbose_name="reason",
            ),
        ),
    ]
