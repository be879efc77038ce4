"""What stands around points while people work with them: questions to co-organisers, revisions, lists read in."""

from __future__ import annotations

from django.db import models

from gorel.ground import clock, ids
from gorel.programme.models.points import Point
from gorel.programme.models.weeks import Week


class CoOrganising(models.Model):
    """An organisation that was asked to stand as co-organiser; `Point.co_organisers` holds those that said yes."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="co_organising")
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="co_organising")
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_confirmed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "organisation"], name="programme_co_organiser_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.organisation_id}"


class Revision(models.Model):
    """What a point said at one of its versions: for the diff since last time and the history of the programme."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="revisions")
    week = models.ForeignKey(Week, models.CASCADE, null=True, related_name="+")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=80, blank=True)  # `person:<id>`, `görel`, as in the log of cases
    facts = models.JSONField()  # as `revisions.facts` wrote them
    is_public = models.BooleanField(default=False)  # whether the public saw this version

    class Meta:
        ordering = ["point_id", "-pk"]
        indexes = [models.Index(fields=["week", "is_public", "at"], name="programme_revision_by_week")]

    def __str__(self) -> str:
        return f"{self.point_id} version {self.version}"


class Import(models.Model):
    """A file of points that somebody read in: kept between the dry run and the decision, bounded in size."""

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    week = models.ForeignKey(Week, models.CASCADE, null=True, related_name="+")
    organiser = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)  # what came of it, once it is done

    def __str__(self) -> str:
        return self.name


class ImportedRow(models.Model):
    """The row of a file that a point came from, every cell of it, so that the same file changes nothing.

    Shape: key is the row's own id in its file, or else organiser and title; said is what was read of it last time, so
    that a changed row changes just what changed in it and leaves what people have written since.
    """

    week = models.ForeignKey(Week, models.CASCADE, null=True, related_name="+")
    organiser = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    key = models.CharField(max_length=300, db_index=True)
    point = models.OneToOneField(Point, models.CASCADE, related_name="imported_row")
    fingerprint = models.CharField(max_length=64)
    said = models.JSONField()
    cells = models.JSONField()

    def __str__(self) -> str:
        return self.key
