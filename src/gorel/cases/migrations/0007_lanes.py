"""Lanes for jobs, policies, and tags of versions. Jobs that wait get the lane that they belong to."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Coalesce

import gorel.cases.models.fields

LANES = """
    insert into cases_lane (type, process_id, organisation_id, priority)
    select distinct j.type, c.process_id, c.organisation_id, j.priority
    from cases_job j join cases_case c on c.id = j.case_id
"""
FILL = """
    update cases_job set lane_id = (
        select l.id from cases_lane l join cases_case c on c.id = cases_job.case_id
        where l.type = cases_job.type and l.process_id = c.process_id and l.priority = cases_job.priority
        and coalesce(l.organisation_id, 0) = coalesce(c.organisation_id, 0)
    )
"""


def _id():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _organisation(on_delete, **options):
    return models.ForeignKey(null=True, on_delete=on_delete, related_name="+", to="accounts.organisation", **options)


def _lane(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.lane", db_constraint=False,
        db_index=False, **options,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sign_in_kinds"),
        ("cases", "0006_operations"),
    ]

    operations = [
        migrations.AddField("process", "tag", models.CharField(blank=True, default="", max_length=255)),
        migrations.CreateModel(
            name="AbilityPolicy",
            fields=[
                _id(),
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
            name="Policy",
            fields=[
                _id(),
                ("process", models.CharField(max_length=255)),
                ("organisation", _organisation(django.db.models.deletion.CASCADE)),
                ("is_paused", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=255)),
                ("facts", models.JSONField(default=dict)),
                ("at", gorel.cases.models.fields.InstantField()),
                ("by", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "constraints": [models.UniqueConstraint("process", Coalesce("organisation", 0), name="cases_policy_of")]
            },
        ),
        migrations.CreateModel(
            name="Lane",
            fields=[
                _id(),
                ("type", models.CharField(max_length=255)),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.process",
                        db_constraint=False,
                    ),
                ),
                ("organisation", _organisation(django.db.models.deletion.PROTECT, db_constraint=False, db_index=False)),
                ("priority", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        "type", "process", Coalesce("organisation", 0), "priority", name="cases_lane_of"
                    )
                ]
            },
        ),
        migrations.AddIndex(
            "casestate",
            models.Index(fields=["case"], name="cases_state_waiting", condition=models.Q(format=2)),
        ),
        migrations.RemoveIndex("job", "cases_job_due"),
        migrations.AddField("job", "lane", _lane(null=True)),
        migrations.RunSQL(LANES, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("job", "lane", _lane()),
        migrations.AddIndex("job", models.Index(fields=["lane", "due_at", "id"], name="cases_job_lane")),
    ]
