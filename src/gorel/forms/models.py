"""Files that people handed in with a form. Who may read one, its `about` decides: `forms.kept`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gorel.ground import ids, machine


class File(models.Model):
    """One file: its name and bytes sealed under a key of its own, so that it is gone for good when its row is.

    Shape: type is what the bytes say; about is what it belongs to, as `case:<uid>`, and "" while its form is not sent.
    Times are machine time.
    """

    uid = models.UUIDField(unique=True, default=ids.uid, editable=False)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    key = models.BinaryField()
    name = models.BinaryField()
    body = models.BinaryField()
    type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=machine.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], condition=Q(about=""), name="forms_file_loose")]

    def __str__(self) -> str:
        return str(self.uid)
