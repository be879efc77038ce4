"""All tables of this room at once, for a new home; one that is there already takes the steps below it replaces."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gorel.ground.ids
import gorel.ground.machine


class Migration(migrations.Migration):
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_sign_in_kinds"),
        ("accounts", "0003_organisations"),
        ("accounts", "0004_robot_tokens"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "language",
                    models.CharField(
                        choices=[("sv", "Svenska"), ("en", "English")],
                        default="sv",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="short name in addresses")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("municipality", "municipality"),
                            ("region", "region"),
                            ("agency", "government agency"),
                            ("academy", "university"),
                            ("company", "company"),
                            ("civil-society", "civil society"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "is_publicly_owned",
                    models.BooleanField(
                        default=False,
                        help_text="A company of a municipality, a region or the state.",
                        verbose_name="owned by the public",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="organisation number")),
                (
                    "email_domain",
                    models.CharField(
                        blank=True,
                        help_text="What stands after the @; several with blanks between.",
                        max_length=120,
                        verbose_name="e-mail domain",
                    ),
                ),
                (
                    "domain_may_join",
                    models.BooleanField(
                        default=False, verbose_name="whoever has such an address may join as organiser"
                    ),
                ),
                ("verified_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="RobotToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("scopes", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(default=gorel.ground.machine.now, verbose_name="made")),
                ("made_by", models.CharField(blank=True, max_length=80)),
                ("expires_at", models.DateTimeField(null=True, verbose_name="expires")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                ("withdrawn_by", models.CharField(blank=True, max_length=80)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to="accounts.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name": "robot's token",
                "verbose_name_plural": "robots' tokens",
                "ordering": ["organisation__name", "name"],
            },
        ),
        migrations.CreateModel(
            name="RobotCommand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, default=gorel.ground.machine.now)),
                ("command", models.CharField(max_length=80)),
                ("about", models.CharField(blank=True, max_length=160)),
                ("status", models.SmallIntegerField()),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="commands", to="accounts.robottoken"
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("code-asked", "code asked for"),
                            ("signed-in", "signed in"),
                            ("demo-signed-in", "signed in, demo"),
                            ("refused", "wrong code"),
                            ("signed-out", "signed out"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, default=gorel.ground.machine.now, verbose_name="when")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="from")),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-in",
                "verbose_name_plural": "sign-ins",
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("editor", "editor"),
                            ("organiser", "organiser"),
                            ("secretary", "secretary"),
                            ("administrator", "administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "ordering": ["organisation__name", "role"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "organisation", "role"), name="membership_once")
                ],
            },
        ),
    ]
