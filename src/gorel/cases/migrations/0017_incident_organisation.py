import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def from_cases(apps, _editor):
    """Whose incidents are that are there already."""
    Case, Incident = apps.get_model("cases", "Case"), apps.get_model("cases", "Incident")
    whose = Case.objects.filter(pk=OuterRef("case_id")).values("organisation_id")
    Incident.objects.update(organisation_id=Subquery(whose))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_audit_indexes"),
        ("cases", "0016_tallies"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="organisation",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.RunPython(from_cases, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["organisation", "id"], name="cases_incident_whose"
            ),
        ),
    ]
