"""What people state about the benefit of a process: measurements, plans, upkeep, and what the freed time became.

All of it belongs to one organisation: what another has planned or measured says nothing about this one.
"""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from gorel.ground import clock

_HOURS: dict[str, Any] = {"max_digits": 9, "decimal_places": 1, "validators": [MinValueValidator(0)]}


class Measurement(models.Model):
    """What one case, or one step, costs a person: it goes before the figure in the picture.

    Units: minutes. Shape: element "" is the whole case; low and high are the range that the truth is held to lie in.
    """

    class Method(models.TextChoices):
        """How it was obtained."""

        MEASURED = "measured", _("measured")
        SAMPLED = "sampled", _("by samples")
        ESTIMATED = "estimated", _("estimated")

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    process = models.CharField(max_length=255)
    element = models.CharField(_("step"), max_length=255, blank=True)
    minutes = models.DecimalField(
        _("minutes each time"), max_digits=8, decimal_places=2, validators=[MinValueValidator(0)]
    )
    low = models.DecimalField(
        _("at least"), max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    high = models.DecimalField(
        _("at most"), max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    method = models.CharField(_("how it was obtained"), max_length=10, choices=Method)
    measured_on = models.DateField(_("when"))
    note = models.CharField(_("by whom, and how"), max_length=300)
    stated_by = models.CharField(max_length=80)
    stated_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["organisation", "process", "element", "-id"], name="benefits_measured_latest")]

    def __str__(self) -> str:
        return f"{self.process} {self.element}: {self.minutes}"


class Plan(models.Model):
    """What was expected of a process in a year, and what the freed time is for. The latest of a year counts."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    process = models.CharField(max_length=255)
    year = models.PositiveSmallIntegerField(_("year"))
    volume = models.PositiveIntegerField(_("cases in the year"))
    minutes_each = models.DecimalField(_("minutes a case takes a person today"), max_digits=8, decimal_places=2)
    residual_each = models.DecimalField(_("minutes a case will still take"), max_digits=8, decimal_places=2)
    upkeep_hours = models.DecimalField(_("hours of upkeep in the year"), **_HOURS)
    purpose = models.CharField(_("what the freed time is for"), max_length=300)
    stated_by = models.CharField(max_length=80)
    stated_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-year", "-pk"]
        indexes = [models.Index(fields=["organisation", "process", "-year"], name="benefits_plan_of_year")]

    def __str__(self) -> str:
        return f"{self.process} {self.year}"


class Upkeep(models.Model):
    """Hours that somebody spent on the process itself: teaching, changing, mending, looking after."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    process = models.CharField(max_length=255)
    on = models.DateField(_("when"))
    hours = models.DecimalField(_("hours"), **_HOURS)
    what = models.CharField(_("what was done"), max_length=300)
    stated_by = models.CharField(max_length=80)
    stated_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["organisation", "process", "on"], name="benefits_upkeep_of")]

    def __str__(self) -> str:
        return f"{self.process} {self.on}: {self.hours}"


class Realised(models.Model):
    """What freed time became, as a named manager says it."""

    class Kind(models.TextChoices):
        """Whether money leaves the budget, or people do something else."""

        REDISTRIBUTED = "redistributed", _("time used for something else")
        FINANCIAL = "financial", _("cost that is gone")

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    process = models.CharField(max_length=255)
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    hours = models.DecimalField(_("hours"), **_HOURS)
    kind = models.CharField(_("kind of benefit"), max_length=14, choices=Kind)
    used_for = models.CharField(_("what the time is used for"), max_length=300)
    manager = models.CharField(_("manager who says so, and title"), max_length=160)
    stated_by = models.CharField(max_length=80)
    stated_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-until", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="benefits_realised_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["organisation", "process", "since"], name="benefits_realised_of")]

    def __str__(self) -> str:
        return f"{self.process} {self.since}–{self.until}: {self.hours}"


class CostOfHour(models.Model):
    """What an hour costs in an organisation: without it nothing is said in money. Units: kronor."""

    organisation = models.OneToOneField("accounts.Organisation", models.CASCADE, related_name="+")
    kronor = models.DecimalField(_("kronor an hour"), max_digits=8, decimal_places=2, validators=[MinValueValidator(1)])
    stated_by = models.CharField(max_length=80)
    stated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.organisation}: {self.kronor}"
