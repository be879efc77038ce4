"""What is kept of a point's recording: the film, its captions and chapters, what its organiser vouches for."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from gorel.ground import clock


class Captions(models.TextChoices):
    """Where a film has its captions."""

    NONE = "none", _("There are none yet")
    FILE = "file", _("In a file (WebVTT) that is kept here")
    FILM = "film", _("In the film or its player, where the link leads")


class Recording(models.Model):
    """A point's recording. `Point.recording_published_at` says whether the public sees it.

    Shape: the film is where `Point.recording_url` leads, or lies here in parts (`film_size` says which); captions are
    WebVTT; chapters are lines as "12:30 Frågor"; findings are what the rules last asked the organiser for.
    """

    point = models.OneToOneField("programme.Point", models.CASCADE, related_name="recording")
    length_s = models.PositiveIntegerField(null=True, blank=True)
    captions = models.CharField(max_length=4, choices=Captions, default=Captions.NONE)
    captions_text = models.TextField(blank=True)
    captions_language = models.CharField(max_length=2, default="sv")
    captions_are_read = models.BooleanField(default=False)  # a person has read them through beside the film
    is_described = models.BooleanField(default=False)  # what is shown is said, or described in words
    chapters = models.TextField(blank=True)
    film_name = models.CharField(max_length=120, blank=True)
    film_type = models.CharField(max_length=40, blank=True)
    film_size = models.PositiveBigIntegerField(default=0)
    film_id = models.UUIDField(null=True, blank=True)  # which parts are the film; others are an upload that broke off
    findings = models.JSONField(default=list, blank=True)  # [{"code", "text", "text_en"}] as recording-check.dmn said
    asked_at = models.DateTimeField(null=True, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.point_id)

    @property
    def has_film(self) -> bool:
        return bool(self.film_size)

    def days_since(self, moment: datetime) -> int:
        """Return for how many days it has been here."""
        return max(0, (moment - self.came_at).days) if self.came_at else 0


class FilmPart(models.Model):
    """A piece of a film, at most a mebibyte: kept in the database, since the nodes of a city share nothing else."""

    film = models.UUIDField()
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["film", "number"], name="programme_film_part_once")]

    def __str__(self) -> str:
        return f"{self.film} {self.number}"
