"""Each week gets the instant from which the public sees it: its day, on the clocks of its own zone."""

from datetime import UTC, datetime, time, timedelta

from django.db import migrations, models

from gorel.ground import zones

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def fill(apps, schema_editor):
    for week in apps.get_model("programme", "Week").objects.exclude(published_on=None).iterator():
        begins = datetime.combine(week.published_on, time(), tzinfo=zones.named(week.time_zone))
        week.public_at = (begins - EPOCH) // timedelta(microseconds=1)
        week.save(update_fields=["public_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0013_asked"),
    ]

    operations = [
        migrations.AddField(
            model_name="week",
            name="public_at",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
