"""All tables of this room at once, for a new home; one that is there already takes the steps below it replaces."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gorel.ground.clock
import gorel.ground.ids


class Migration(migrations.Migration):
    replaces = [
        ("programme", "0001_initial"),
        ("programme", "0002_whole_points"),
        ("programme", "0003_declined"),
        ("programme", "0004_point_files"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80)),
                ("title_sv", models.CharField(max_length=120)),
                ("title_en", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "ordering": ["title_sv"],
            },
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=100)),
                ("series", models.CharField(blank=True, max_length=120)),
                ("title_sv", models.CharField(blank=True, max_length=200)),
                ("title_en", models.CharField(blank=True, max_length=200)),
                ("abstract_sv", models.TextField(blank=True)),
                ("abstract_en", models.TextField(blank=True)),
                ("on_date", models.DateField(blank=True, null=True)),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                (
                    "format",
                    models.CharField(
                        blank=True,
                        choices=[("digital", "Digital"), ("physical", "On site"), ("both", "Digital and on site")],
                        max_length=10,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200)),
                ("platform", models.CharField(blank=True, max_length=60)),
                ("joining_link", models.URLField(blank=True, max_length=500)),
                (
                    "language",
                    models.CharField(blank=True, choices=[("sv", "Swedish"), ("en", "English")], max_length=2),
                ),
                ("is_free", models.BooleanField(null=True)),
                ("price", models.CharField(blank=True, max_length=120)),
                ("target_group", models.CharField(blank=True, max_length=200)),
                ("accessibility", models.TextField(blank=True)),
                ("interpretation", models.CharField(blank=True, max_length=120)),
                ("has_captions", models.BooleanField(null=True)),
                ("web_page", models.URLField(blank=True, max_length=300)),
                ("registration_last_day_on", models.DateField(blank=True, null=True)),
                ("link_at", models.DateTimeField(blank=True, null=True)),
                (
                    "registration_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open", "Open for registration"),
                            ("full", "Fully booked"),
                            ("closed", "Registration has closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("registration_url", models.CharField(blank=True, max_length=300)),
                ("is_recorded", models.BooleanField(null=True)),
                ("recording_url", models.URLField(blank=True, max_length=500)),
                ("recording_published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("incomplete", "Facts are missing"),
                            ("in-review", "In review"),
                            ("sent-back", "Sent back"),
                            ("published", "Published"),
                            ("cancelled", "Cancelled"),
                            ("declined", "Declined"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("missing", models.JSONField(blank=True, default=list)),
                ("sent_back_reason", models.TextField(blank=True)),
                ("sent_back_fields", models.JSONField(blank=True, default=list)),
                ("version", models.PositiveIntegerField(default=1)),
                ("search_text", models.TextField(blank=True, editable=False)),
                ("created_at", models.DateTimeField(default=gorel.ground.clock.now, editable=False)),
                ("changed_at", models.DateTimeField(default=gorel.ground.clock.now, editable=False)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("moved_at", models.DateTimeField(blank=True, null=True)),
                ("terms_accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "co_organisers",
                    models.ManyToManyField(blank=True, related_name="co_organised_points", to="accounts.organisation"),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "occasion_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="occasions",
                        to="programme.point",
                    ),
                ),
                (
                    "organiser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="points", to="accounts.organisation"
                    ),
                ),
                (
                    "part_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="parts",
                        to="programme.point",
                    ),
                ),
                (
                    "resembles",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="programme.point",
                    ),
                ),
                ("themes", models.ManyToManyField(blank=True, related_name="points", to="programme.theme")),
            ],
            options={
                "ordering": ["on_date", "starts_at", "slug"],
            },
        ),
        migrations.CreateModel(
            name="Contributor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=120)),
                ("title", models.CharField(blank=True, max_length=160)),
                ("organisation", models.CharField(blank=True, max_length=200)),
                ("about", models.TextField(blank=True)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contributors", to="programme.point"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PointFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("kind", models.CharField(choices=[("picture", "Picture"), ("document", "Document")], max_length=10)),
                ("name", models.CharField(max_length=120)),
                ("type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("alt_sv", models.CharField(blank=True, max_length=300)),
                ("alt_en", models.CharField(blank=True, max_length=300)),
                ("content", models.BinaryField()),
                ("created_at", models.DateTimeField(default=gorel.ground.clock.now)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="programme.point"
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Week",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title_sv", models.CharField(max_length=200)),
                ("title_en", models.CharField(blank=True, max_length=200)),
                ("about_sv", models.TextField(blank=True)),
                ("about_en", models.TextField(blank=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("call_opens_at", models.DateTimeField(blank=True, null=True)),
                ("call_closes_at", models.DateTimeField(blank=True, null=True)),
                ("published_on", models.DateField(blank=True, null=True)),
                ("criteria_sv", models.TextField(blank=True)),
                ("criteria_en", models.TextField(blank=True)),
                ("terms_sv", models.TextField(blank=True)),
                ("terms_en", models.TextField(blank=True)),
                (
                    "conflicts",
                    models.CharField(
                        choices=[
                            ("ignore", "Say nothing"),
                            ("warn", "Point them out"),
                            ("stop", "Ask for another time"),
                        ],
                        default="warn",
                        max_length=10,
                    ),
                ),
                ("initiators", models.ManyToManyField(blank=True, related_name="+", to="accounts.organisation")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "part_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="local_weeks",
                        to="programme.week",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on"],
            },
        ),
        migrations.AddField(
            model_name="theme",
            name="week",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="themes", to="programme.week"
            ),
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=gorel.ground.clock.now)),
                ("by", models.CharField(blank=True, max_length=80)),
                ("facts", models.JSONField()),
                ("is_public", models.BooleanField(default=False)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="programme.point"
                    ),
                ),
                (
                    "week",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programme.week"
                    ),
                ),
            ],
            options={
                "ordering": ["point_id", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="point",
            name="week",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="points",
                to="programme.week",
            ),
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(db_index=True, max_length=300)),
                ("fingerprint", models.CharField(max_length=64)),
                ("said", models.JSONField()),
                ("cells", models.JSONField()),
                (
                    "organiser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "point",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="imported_row", to="programme.point"
                    ),
                ),
                (
                    "week",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programme.week"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("created_at", models.DateTimeField(default=gorel.ground.clock.now)),
                ("done_at", models.DateTimeField(null=True)),
                ("report", models.JSONField(default=dict)),
                (
                    "organiser",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "week",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programme.week"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CoOrganising",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(default=gorel.ground.clock.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("is_confirmed", models.BooleanField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="co_organising",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="co_organising", to="programme.point"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("point", "organisation"), name="programme_co_organiser_asked_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="week",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="programme_week_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.UniqueConstraint(fields=("week", "slug"), name="programme_theme_once_in_week"),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["week", "is_public", "at"], name="programme_revision_by_week"),
        ),
        migrations.AddIndex(
            model_name="point",
            index=models.Index(fields=["week", "on_date", "starts_at"], name="programme_point_by_day"),
        ),
        migrations.AddIndex(
            model_name="point",
            index=models.Index(fields=["organiser", "state"], name="programme_point_by_organiser"),
        ),
        migrations.AddConstraint(
            model_name="point",
            constraint=models.UniqueConstraint(fields=("week", "slug"), name="programme_point_once_in_week"),
        ),
        migrations.AddConstraint(
            model_name="point",
            constraint=models.UniqueConstraint(
                condition=models.Q(("week", None)), fields=("slug",), name="programme_seminar_once"
            ),
        ),
    ]
