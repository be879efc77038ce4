"""Variables that a process declares searchable, as rows: one per case and name."""

from __future__ import annotations

from django.db import models

from gorel.cases.models.cases import Case


class Searchable(models.Model):
    """A variable of a case that can be searched for, as it is now.

    Shape: text is the value as JSON (`"Lund"`, `12.5`, `true`), cut at 255 characters; number is there for numbers
    alone, for what is less or more.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="searchables", db_constraint=False, db_index=False)
    name = models.CharField(max_length=120)
    text = models.CharField(max_length=255)
    number = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="cases_searchable_once")]
        indexes = [
            models.Index(fields=["name", "text", "case"], name="cases_searchable_text"),
            models.Index(
                fields=["name", "number", "case"],
                name="cases_searchable_number",
                condition=models.Q(number__isnull=False),
            ),
        ]
