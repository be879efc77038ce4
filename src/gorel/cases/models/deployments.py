"""What she was taught: deployments, their files, and the processes in them with their versions."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce

from gorel.cases.models.fields import InstantField
from gorel.ground import ids


class Deployment(models.Model):
    """Files that were deployed together.

    Shape: space is "" but for those of a tenant within the organisation; source is what another system's deployment
    says of where it comes from.
    """

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    space = models.CharField(max_length=64, blank=True, default="")
    name = models.CharField(max_length=255, blank=True, default="")
    at = InstantField()
    by = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=255, blank=True, default="")


class Resource(models.Model):
    """One file: a picture, decision rules, or a form.

    Shape: kind is "bpmn", "dmn" or "form"; key is the process's, definitions' or form's own id (a file with several
    processes is known by the first); version counts per kind, key, organisation and space.
    """

    deployment = models.ForeignKey(Deployment, models.CASCADE, related_name="resources")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    space = models.CharField(max_length=64, blank=True, default="")
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=255)
    version = models.IntegerField()
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "kind", "key", Coalesce("organisation", 0), "space", "version", name="cases_resource_version"
            )
        ]


class Process(models.Model):
    """One version of a process that can be run.

    Shape: organisation NULL means everybody's; space names a tenant within the organisation, "" for none.
    tag is the name that its picture gives this version ("2.1"), which others may call it by.
    """

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="processes")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    space = models.CharField(max_length=64, blank=True, default="")
    key = models.CharField(max_length=255)
    version = models.IntegerField()
    name = models.CharField(max_length=255, blank=True)
    tag = models.CharField(max_length=255, blank=True, default="")
    deployed_at = InstantField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "key", Coalesce("organisation", 0), "space", "version", name="cases_process_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"

    @property
    def bpmn(self) -> bytes:
        """The picture as it was deployed."""
        return bytes(self.resource.content)


class DecisionRule(models.Model):
    """A decision by its id, and the file that holds its rules."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="decisions")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    space = models.CharField(max_length=64, blank=True, default="")
    key = models.CharField(max_length=255, db_index=True)
    name = models.CharField(max_length=255, blank=True)
    version = models.IntegerField()


class Start(models.Model):
    """A process's newest version waits to be started: by a message, a signal, a moment, or a condition.

    Shape: kind is "message", "signal", "timer" or CONDITION; the rows of a version go when a newer one is deployed.
    """

    CONDITION = "when"

    process = models.ForeignKey(Process, models.CASCADE, related_name="starts")
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=255, blank=True)
    element = models.CharField(max_length=255)
    due_at = InstantField(null=True)
    repeats = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "name"], name="cases_start_name"),
            models.Index(fields=["due_at"], name="cases_start_due", condition=models.Q(due_at__isnull=False)),
        ]
