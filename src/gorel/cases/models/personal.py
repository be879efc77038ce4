"""What of a case is personal, sealed under a key of the case's own: dropping the key erases all of it."""

from __future__ import annotations

from django.db import models

from gorel.cases.models.cases import Case
from gorel.cases.models.fields import InstantField


class Personal(models.Model):
    """One case's key, and the part of its state that is sealed.

    Shape: key is the wrapped data key (`ground.sealing`), empty when it was dropped; names are the variables that are
    personal, with commas; body is the sealed part of the state. Explanations of the case's decisions are sealed under
    the same key.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, db_constraint=False, related_name="personal")
    key = models.BinaryField()
    names = models.TextField()
    body = models.BinaryField()
    erased_at = InstantField(null=True)
    erased_by = models.CharField(max_length=80, blank=True, default="")
    ground = models.CharField(max_length=255, blank=True, default="")
