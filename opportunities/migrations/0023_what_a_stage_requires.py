from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0022_whose_work_goes_out_of_sight")]

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
