"""What cases do not keep and others need: the type that a value was given with, files, who delegated a task."""

from __future__ import annotations

from django.db import models

from gorel.cases.models import Case, Task
from gorel.ground import ids


class GivenType(models.Model):
    """The type that a variable's value was given with, where the value alone does not say it.

    Shape: digest is of the value; once the variable holds another one, the row says nothing any more.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=40)
    info = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="api_given_type")]


class VariableFile(models.Model):
    """A file in a variable; the case holds its uid. It goes with its case. Shape: case is None until that has begun."""

    uid = models.UUIDField(default=ids.uid, unique=True, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+", db_constraint=False)
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=120, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    content = models.BinaryField()


class Delegation(models.Model):
    """A task that its owner has given to somebody else, who gives it back.

    Shape: state is "PENDING" until it came back, then "RESOLVED"; the task's row says who has it now.
    """

    PENDING, RESOLVED = "PENDING", "RESOLVED"

    task = models.OneToOneField(
        Task, models.CASCADE, primary_key=True, db_constraint=False, related_name="delegation"
    )  # fmt: skip
    owner = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, default=PENDING)
