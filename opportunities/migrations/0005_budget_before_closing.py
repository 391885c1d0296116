"""What a final amount took the place of, so that reopening can bring it back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0004_fold_the_titles")]

    operations = [migrations.AddField("opportunity", "budget_before", models.JSONField(editable=False, null=True))]
