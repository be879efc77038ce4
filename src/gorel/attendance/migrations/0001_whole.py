"""All tables of this room at once, for a new home; one that is there already takes the steps below it replaces."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gorel.ground.clock
import gorel.ground.ids


class Migration(migrations.Migration):
    replaces = [
        ("attendance", "0001_initial"),
        ("attendance", "0002_registrations_whole"),
        ("attendance", "0003_awaited_closing"),
    ]

    initial = True

    dependencies = [
        ("programme", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateField(default=gorel.ground.clock.today)),
                ("score", models.PositiveSmallIntegerField()),
                ("good", models.TextField(blank=True)),
                ("better", models.TextField(blank=True)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="feedback", to="programme.point"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=12)),
                ("at", models.DateTimeField(default=gorel.ground.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="looks", to="programme.point"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Mailing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("kind", models.CharField(default="announcement", max_length=20)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True)),
                ("audience", models.CharField(blank=True, max_length=12)),
                ("receivers", models.JSONField(blank=True, default=list)),
                ("by", models.CharField(max_length=60)),
                ("at", models.DateTimeField(default=gorel.ground.clock.now)),
                ("after", models.PositiveBigIntegerField(default=0)),
                ("told", models.PositiveIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mailings", to="programme.point"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=gorel.ground.clock.now)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("waiting", "Waiting list"),
                            ("not-yet", "Not open yet"),
                            ("closed", "Closed"),
                            ("full", "Fully booked"),
                            ("cancelled", "Cancelled"),
                            ("none", "No registration needed"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="refusals", to="programme.point"
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("token", models.CharField(default=gorel.ground.ids.token, editable=False, max_length=64, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(max_length=254)),
                ("organisation", models.CharField(blank=True, max_length=160)),
                ("language", models.CharField(default="sv", max_length=2)),
                ("consent_version", models.CharField(max_length=20)),
                ("consented_at", models.DateTimeField()),
                (
                    "mode",
                    models.CharField(
                        blank=True, choices=[("on-site", "On site"), ("digital", "Digitally")], max_length=8
                    ),
                ),
                ("guests", models.JSONField(blank=True, default=list)),
                ("seats", models.PositiveSmallIntegerField(default=1)),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("food", models.TextField(blank=True)),
                ("access", models.TextField(blank=True)),
                ("booked_by", models.CharField(blank=True, max_length=120)),
                ("is_protected", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("unproven", "Address not confirmed"),
                            ("registered", "Signed up"),
                            ("waiting", "On the waiting list"),
                            ("offered", "Offered a seat"),
                            ("withdrawn", "Withdrawn"),
                            ("declined", "Declined the seat"),
                            ("lapsed", "Did not answer in time"),
                            ("called-off", "Cancelled by the organiser"),
                        ],
                        default="received",
                        max_length=12,
                    ),
                ),
                ("registered_at", models.DateTimeField(default=gorel.ground.clock.now)),
                ("proved_at", models.DateTimeField(null=True)),
                ("offered_until", models.DateTimeField(null=True)),
                ("corrected_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("link_released_at", models.DateTimeField(null=True)),
                ("link_digest", models.CharField(blank=True, max_length=64)),
                ("told", models.JSONField(blank=True, default=dict)),
                ("told_before", models.JSONField(blank=True, default=dict)),
                ("told_version", models.PositiveIntegerField(default=0)),
                ("done", models.JSONField(blank=True, default=dict)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("has_attended", models.BooleanField(null=True)),
                ("has_answered", models.BooleanField(default=False)),
                ("repeated_at", models.DateTimeField(null=True)),
                ("search_text", models.CharField(blank=True, editable=False, max_length=600)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="registrations", to="programme.point"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("organisation", models.CharField(blank=True, max_length=160)),
                ("changes", models.JSONField(blank=True, default=dict)),
                ("asked_at", models.DateTimeField(default=gorel.ground.clock.now)),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="attendance.registration",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opens_on", models.DateField(blank=True, null=True)),
                ("last_time", models.TimeField(blank=True, null=True)),
                ("capacity", models.PositiveIntegerField(blank=True, null=True)),
                ("digital_capacity", models.PositiveIntegerField(blank=True, null=True)),
                ("has_waiting_list", models.BooleanField(default=True)),
                ("guests_most", models.PositiveSmallIntegerField(default=0)),
                ("asks_food", models.BooleanField(default=False)),
                ("asks_access", models.BooleanField(default=False)),
                ("questions", models.JSONField(blank=True, default=list)),
                ("domains", models.TextField(blank=True)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("wants_proof", models.BooleanField(default=False)),
                ("reminders", models.JSONField(blank=True, default=list)),
                ("asks_feedback", models.BooleanField(default=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("awaited_at", models.DateTimeField(null=True)),
                ("counted_at", models.DateTimeField(null=True)),
                ("registered_count", models.PositiveIntegerField(default=0)),
                ("withdrawn_count", models.PositiveIntegerField(default=0)),
                ("refused_count", models.PositiveIntegerField(default=0)),
                ("attended_count", models.PositiveIntegerField(default=0)),
                ("waiting_count", models.PositiveIntegerField(default=0)),
                ("viewed_count", models.PositiveIntegerField(default=0)),
                ("forgotten_at", models.DateTimeField(null=True)),
                (
                    "point",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sign_up", to="programme.point"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["point", "state"], name="attendance_by_point_state"),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["email"], name="attendance_by_email"),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["received", "registered", "waiting", "offered", "unproven"])),
                fields=("point", "email"),
                name="attendance_one_open_registration",
            ),
        ),
    ]
