"""How a process stood when it was last counted, where counting takes longer than anybody should wait."""

from __future__ import annotations

from django.db import models

from gorel.cases.models.fields import InstantField


class Tally(models.Model):
    """One organisation's cases of one process, counted; there is a row only where there are very many.

    Shape: process is a key; figures are those of `queries.Figures` by name; steps are, by a version's id and an
    element, how many cases stand there and how many incidents are open. Units: at is business time, when it was
    counted, NULL before the first time; due_at is machine time, when it is to be counted again.
    """

    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    process = models.CharField(max_length=255)
    figures = models.JSONField(default=dict)
    steps = models.JSONField(default=dict)
    at = InstantField(null=True)
    due_at = InstantField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "process"], name="cases_tally_of")]

    def __str__(self) -> str:
        return f"{self.process} {self.organisation_id}"
