"""All tables of this room at once, for a new home; one that is there already takes the steps below it replaces."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import gorel.cases.models.fields
import gorel.ground.ids


class Migration(migrations.Migration):
    replaces = [
        ("cases", "0001_initial"),
        ("cases", "0002_purges"),
        ("cases", "0003_searching"),
        ("cases", "0004_spaces"),
        ("cases", "0005_personal"),
        ("cases", "0006_operations"),
        ("cases", "0007_lanes"),
        ("cases", "0008_over"),
        ("cases", "0009_nodes"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AbilityPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type", models.CharField(max_length=255, unique=True)),
                ("is_paused", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=255)),
                ("concurrency", models.IntegerField(null=True)),
                ("per_minute", models.IntegerField(null=True)),
                ("free_at", models.BigIntegerField(default=0)),
                ("at", gorel.cases.models.fields.InstantField()),
                ("by", models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("business_key", models.CharField(blank=True, max_length=255)),
                ("state", models.CharField(default="running", max_length=10)),
                ("started_at", gorel.cases.models.fields.InstantField()),
                ("ended_at", gorel.cases.models.fields.InstantField(null=True)),
                ("parent_key", models.BigIntegerField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True)),
                ("is_robot", models.BooleanField(default=False)),
                ("types", models.TextField(blank=True, default="")),
                ("began_at", gorel.cases.models.fields.InstantField()),
                ("seen_at", gorel.cases.models.fields.InstantField(db_index=True)),
                ("lost", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Personal",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="personal",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("key", models.BinaryField()),
                ("names", models.TextField()),
                ("body", models.BinaryField()),
                ("erased_at", gorel.cases.models.fields.InstantField(null=True)),
                ("erased_by", models.CharField(blank=True, default="", max_length=80)),
                ("ground", models.CharField(blank=True, default="", max_length=255)),
            ],
        ),
        migrations.CreateModel(
            name="Deployment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("space", models.CharField(blank=True, default="", max_length=64)),
                ("name", models.CharField(blank=True, default="", max_length=255)),
                ("at", gorel.cases.models.fields.InstantField()),
                ("by", models.CharField(blank=True, max_length=80)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("query", models.TextField()),
                ("plan", models.TextField(default="{}")),
                ("reason", models.CharField(max_length=500)),
                ("by", models.CharField(blank=True, max_length=80)),
                ("state", models.CharField(default="running", max_length=8)),
                ("created_at", gorel.cases.models.fields.InstantField()),
                ("ended_at", gorel.cases.models.fields.InstantField(null=True)),
                ("at_case", models.BigIntegerField(default=0)),
                ("until_case", models.BigIntegerField()),
                ("total", models.IntegerField()),
                ("changed", models.IntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="undone_by",
                        to="cases.operation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_refused", models.BooleanField(default=False)),
                ("at", gorel.cases.models.fields.InstantField()),
                ("told", models.TextField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="cases.operation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("process", models.CharField(max_length=255)),
                ("is_paused", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=255)),
                ("facts", models.JSONField(default=dict)),
                ("at", gorel.cases.models.fields.InstantField()),
                ("by", models.CharField(blank=True, max_length=80)),
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
            name="Process",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("space", models.CharField(blank=True, default="", max_length=64)),
                ("key", models.CharField(max_length=255)),
                ("version", models.IntegerField()),
                ("name", models.CharField(blank=True, max_length=255)),
                ("tag", models.CharField(blank=True, default="", max_length=255)),
                ("deployed_at", gorel.cases.models.fields.InstantField()),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Lane",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type", models.CharField(max_length=255)),
                ("priority", models.IntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.process",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="case",
            name="process",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="cases.process",
            ),
        ),
        migrations.CreateModel(
            name="Purge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_uid", models.UUIDField()),
                ("at", gorel.cases.models.fields.InstantField()),
                ("by", models.CharField(blank=True, max_length=80)),
                ("ground", models.CharField(max_length=255)),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.process"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Resource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("space", models.CharField(blank=True, default="", max_length=64)),
                ("kind", models.CharField(max_length=8)),
                ("key", models.CharField(max_length=255)),
                ("version", models.IntegerField()),
                ("name", models.CharField(max_length=255)),
                ("digest", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                (
                    "deployment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="resources", to="cases.deployment"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="process",
            name="resource",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="processes", to="cases.resource"
            ),
        ),
        migrations.CreateModel(
            name="DecisionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("space", models.CharField(blank=True, default="", max_length=64)),
                ("key", models.CharField(db_index=True, max_length=255)),
                ("name", models.CharField(blank=True, max_length=255)),
                ("version", models.IntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="cases.resource"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", gorel.cases.models.fields.InstantField()),
                ("element", models.CharField(max_length=255)),
                ("decision", models.CharField(max_length=255)),
                ("explanation", models.TextField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="cases.case",
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.resource",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Searchable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("text", models.CharField(max_length=255)),
                ("number", models.FloatField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="searchables",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Start",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("name", models.CharField(blank=True, max_length=255)),
                ("element", models.CharField(max_length=255)),
                ("due_at", gorel.cases.models.fields.InstantField(null=True)),
                ("repeats", models.IntegerField(null=True)),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="starts", to="cases.process"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Statistic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("element", models.CharField(max_length=255)),
                ("hour", models.IntegerField()),
                ("finished", models.IntegerField(default=0)),
                ("tasks", models.IntegerField(default=0)),
                ("seconds_spent", models.IntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.process"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                ("element", models.CharField(max_length=255)),
                ("kind", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=255)),
                ("correlation_key", models.CharField(blank=True, max_length=255)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("key", models.BigIntegerField()),
                ("element", models.CharField(max_length=255)),
                ("name", models.CharField(blank=True, max_length=255)),
                ("form", models.CharField(blank=True, max_length=255)),
                ("state", models.CharField(default="open", max_length=10)),
                ("assignee", models.CharField(blank=True, max_length=80)),
                ("priority", models.IntegerField(default=50)),
                ("opened_at", gorel.cases.models.fields.InstantField()),
                ("due_at", gorel.cases.models.fields.InstantField(null=True)),
                ("follow_up_at", gorel.cases.models.fields.InstantField(null=True)),
                ("closed_at", gorel.cases.models.fields.InstantField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=80)),
                ("seconds_spent", models.IntegerField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=120)),
                (
                    "task",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="candidates",
                        to="cases.task",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Timer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                ("element", models.CharField(max_length=255)),
                ("due_at", gorel.cases.models.fields.InstantField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="timers",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseState",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="kept",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("format", models.SmallIntegerField(default=1)),
                ("body", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("format", 2)), fields=["case"], name="cases_state_waiting")
                ],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("key", models.BigIntegerField()),
                ("element", models.CharField(max_length=255)),
                ("about", models.BigIntegerField(null=True)),
                ("code", models.CharField(max_length=120)),
                ("problem", models.TextField()),
                ("state", models.CharField(default="open", max_length=8)),
                ("raised_at", gorel.cases.models.fields.InstantField()),
                ("closed_at", gorel.cases.models.fields.InstantField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=80)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="incidents",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["id"], name="cases_incident_open")
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "key"), name="cases_incident_key")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                ("element", models.CharField(max_length=255)),
                ("type", models.CharField(max_length=255)),
                ("due_at", gorel.cases.models.fields.InstantField()),
                ("lease_owner", models.CharField(blank=True, default="", max_length=120)),
                ("retries", models.IntegerField(default=3)),
                ("tries", models.IntegerField(default=0)),
                ("priority", models.IntegerField(default=0)),
                ("headers", models.TextField(blank=True, default="")),
                ("opened_at", gorel.cases.models.fields.InstantField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jobs",
                        to="cases.case",
                    ),
                ),
                (
                    "lane",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.lane",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["lane", "due_at", "id"], name="cases_job_lane"),
                    models.Index(
                        condition=models.Q(("lease_owner", ""), _negated=True),
                        fields=["lease_owner"],
                        name="cases_job_lease",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "key"), name="cases_job_key")],
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", gorel.cases.models.fields.InstantField()),
                ("kind", models.CharField(max_length=10)),
                ("element", models.CharField(blank=True, max_length=255)),
                ("key", models.BigIntegerField(null=True)),
                ("by", models.CharField(blank=True, max_length=80)),
                ("detail", models.TextField(blank=True, default="")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="log",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "id"], name="cases_log_case")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=gorel.ground.ids.uid, editable=False, unique=True)),
                ("name", models.CharField(max_length=255)),
                ("correlation_key", models.CharField(blank=True, max_length=255)),
                ("space", models.CharField(blank=True, default="", max_length=64)),
                ("message_id", models.CharField(blank=True, max_length=255)),
                ("variables", models.TextField()),
                ("reached", models.JSONField(default=list)),
                ("published_at", gorel.cases.models.fields.InstantField()),
                ("expires_at", gorel.cases.models.fields.InstantField()),
                ("by", models.CharField(blank=True, max_length=80)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name", "correlation_key"], name="cases_message_name"),
                    models.Index(fields=["expires_at"], name="cases_message_expires"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("name"),
                        models.F("correlation_key"),
                        models.F("message_id"),
                        django.db.models.functions.comparison.Coalesce("organisation", 0),
                        models.F("space"),
                        condition=models.Q(("message_id", ""), _negated=True),
                        name="cases_message_once",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(condition=models.Q(("state", "running")), fields=["id"], name="cases_operation_running"),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(fields=("operation", "case"), name="cases_change_once"),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                models.F("process"),
                django.db.models.functions.comparison.Coalesce("organisation", 0),
                name="cases_policy_of",
            ),
        ),
        migrations.AddConstraint(
            model_name="lane",
            constraint=models.UniqueConstraint(
                models.F("type"),
                models.F("process"),
                django.db.models.functions.comparison.Coalesce("organisation", 0),
                models.F("priority"),
                name="cases_lane_of",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("business_key", ""), _negated=True),
                fields=["business_key"],
                name="cases_case_business",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "id"], name="cases_case_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["started_at"], name="cases_case_started"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False)), fields=["process", "ended_at"], name="cases_case_over"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)), fields=["parent"], name="cases_case_parent"
            ),
        ),
        migrations.AddConstraint(
            model_name="resource",
            constraint=models.UniqueConstraint(
                models.F("kind"),
                models.F("key"),
                django.db.models.functions.comparison.Coalesce("organisation", 0),
                models.F("space"),
                models.F("version"),
                name="cases_resource_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="process",
            constraint=models.UniqueConstraint(
                models.F("key"),
                django.db.models.functions.comparison.Coalesce("organisation", 0),
                models.F("space"),
                models.F("version"),
                name="cases_process_version",
            ),
        ),
        migrations.AddIndex(
            model_name="searchable",
            index=models.Index(fields=["name", "text", "case"], name="cases_searchable_text"),
        ),
        migrations.AddIndex(
            model_name="searchable",
            index=models.Index(
                condition=models.Q(("number__isnull", False)),
                fields=["name", "number", "case"],
                name="cases_searchable_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="searchable",
            constraint=models.UniqueConstraint(fields=("case", "name"), name="cases_searchable_once"),
        ),
        migrations.AddIndex(
            model_name="start",
            index=models.Index(fields=["kind", "name"], name="cases_start_name"),
        ),
        migrations.AddIndex(
            model_name="start",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="cases_start_due"
            ),
        ),
        migrations.AddIndex(
            model_name="statistic",
            index=models.Index(fields=["process", "hour"], name="cases_statistic_process"),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["name", "correlation_key", "kind"], name="cases_subscription_name"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(fields=("case", "key"), name="cases_subscription_key"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=models.Q(("state", "open")), fields=["id"], name="cases_task_open"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=models.Q(("state", "open")), fields=["assignee"], name="cases_task_assignee"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(fields=("case", "key"), name="cases_task_key"),
        ),
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(fields=["kind", "name", "task"], name="cases_candidate_name"),
        ),
        migrations.AddIndex(
            model_name="timer",
            index=models.Index(fields=["due_at", "id"], name="cases_timer_due"),
        ),
        migrations.AddConstraint(
            model_name="timer",
            constraint=models.UniqueConstraint(fields=("case", "key"), name="cases_timer_key"),
        ),
    ]
