"""All tables of this room at once, for a new home; one that is there already takes the steps below it replaces."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import gorel.ground.ids


class Migration(migrations.Migration):
    replaces = [
        ("robots", "0001_initial"),
        ("robots", "0002_sealed_letters"),
        ("robots", "0003_mail_about"),
        ("robots", "0004_grants"),
        ("robots", "0005_doors"),
        ("robots", "0006_wording"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("job_key", models.CharField(max_length=200, unique=True)),
                ("case", models.CharField(db_index=True, max_length=64)),
                ("title", models.CharField(max_length=300)),
                ("form", models.JSONField()),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Door",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("kind", models.CharField(max_length=8)),
                ("process", models.CharField(max_length=255)),
                ("form", models.CharField(blank=True, max_length=255)),
                ("sealed", models.TextField(blank=True)),
                ("opened_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Secret",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("source", models.CharField(default="vault", max_length=500)),
                ("sealed", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SecretGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ability", models.CharField(max_length=255)),
                ("host", models.CharField(max_length=255)),
                (
                    "secret",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grants", to="robots.secret"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("language", models.CharField(max_length=2)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("opening", models.TextField(blank=True)),
                ("ending", models.TextField(blank=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Folder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("place", models.CharField(max_length=1000)),
                ("may_write", models.BooleanField(default=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("name"),
                        django.db.models.functions.comparison.Coalesce("organisation", 0),
                        name="robots_folder_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Host",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("name"),
                        django.db.models.functions.comparison.Coalesce("organisation", 0),
                        name="robots_host_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("job_key", models.CharField(max_length=200, unique=True)),
                ("kind", models.CharField(max_length=60)),
                ("about", models.CharField(max_length=64)),
                ("case", models.CharField(db_index=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "queued"), ("sent", "sent"), ("refused", "refused")],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("sender_name", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(default="sv", max_length=8)),
                ("key", models.BinaryField(default=b"")),
                ("sealed", models.BinaryField(default=b"")),
                ("marks", models.TextField(blank=True, default="")),
                ("message_id", models.CharField(max_length=200)),
                ("queued_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "-id"], name="mail_kind"),
                    models.Index(fields=["sent_at"], name="mail_sent_at"),
                    models.Index(fields=["about"], name="mail_about"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="secret",
            constraint=models.UniqueConstraint(
                models.F("name"),
                django.db.models.functions.comparison.Coalesce("organisation", 0),
                name="robots_secret_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="secretgrant",
            constraint=models.UniqueConstraint(fields=("secret", "ability", "host"), name="robots_secret_grant"),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(fields=("organisation", "kind", "language"), name="mail_wording_once"),
        ),
    ]
