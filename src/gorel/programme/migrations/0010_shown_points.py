from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0009_week_looks")]

    operations = [
        migrations.AddIndex(
            model_name="point",
            index=models.Index(
                fields=["week", "on_date", "state", "published_at", "organiser"], name="programme_point_shown"
            ),
        ),
    ]
