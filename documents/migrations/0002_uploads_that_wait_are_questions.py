from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_documents_and_versions"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="heldupload",
            options={"verbose_name": "question about an upload", "verbose_name_plural": "questions about uploads"},
        ),
    ]
