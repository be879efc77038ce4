"""The words of this room, as people read them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a registration stands. Only the picture moves it (`gorel.attendance.abilities`)."""

    RECEIVED = "received", _("Received")
    REGISTERED = "registered", _("Signed up")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CALLED_OFF = "called-off", _("Cancelled by the organiser")


ACTIVE = (State.RECEIVED, State.REGISTERED)


class Standing(TextChoices):
    """What sign-up.dmn answers. NONE: one does not sign up for this point."""

    OPEN = "open", _("Open")
    NOT_YET = "not-yet", _("Not open yet")
    CLOSED = "closed", _("Closed")
    FULL = "full", _("Fully booked")
    CANCELLED = "cancelled", _("Cancelled")
    NONE = "none", _("No registration needed")
