import django.db.models.deletion
from django.db import migrations, models

import notifications.kinds


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("notifications", "0001_notifications"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="dedupe_key",
            field=models.CharField(max_length=200, verbose_name="key against doubles"),
        ),
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(choices=notifications.kinds.choices, max_length=40, verbose_name="kind"),
        ),
        migrations.AlterField(
            model_name="notification",
            name="page_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="key of the page"),
        ),
        migrations.AlterField(
            model_name="notification",
            name="page_type",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contenttypes.contenttype",
                verbose_name="kind of page",
            ),
        ),
    ]
