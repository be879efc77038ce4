"""Who answers for a process in an organisation, and what was decided about it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models import Organisation, Person
from gorel.ground import clock


class Stewardship(models.Model):
    """Who owns a process in one organisation, who stands in, and how the work is done without Görel."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    process = models.CharField(max_length=255)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Owner"))
    backup = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Stands in")
    )
    routine = models.TextField(_("How it is done by hand"), blank=True, max_length=20_000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "process"], name="desk_stewardship_once")]

    def __str__(self) -> str:
        return self.process


class Measure(models.Model):
    """Something that a person did about a process: append-only. Shape: by is an actor, as in the log of cases."""

    class Kind(models.TextChoices):
        """What was done."""

        PAUSED = "paused", _("paused")
        RESUMED = "resumed", _("put to work again")
        ENTRUSTED = "entrusted", _("owner, stand-in or routine changed")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    process = models.CharField(max_length=255)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=80)
    reason = models.CharField(max_length=255, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "process", "id"], name="desk_measure_process")]

    def __str__(self) -> str:
        return f"{self.process} {self.kind}"
