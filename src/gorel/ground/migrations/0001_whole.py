"""All tables of this room at once, for a new home; one that is there already takes the steps below it replaces."""

from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("ground", "0001_initial"), ("ground", "0002_limits")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Cached",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "ground_cache",
            },
        ),
        migrations.CreateModel(
            name="Limit",
            fields=[
                ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("ends_at", models.DateTimeField(db_index=True)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PinnedClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pinned_at", models.DateTimeField()),
                ("target_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
