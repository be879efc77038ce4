"""The words of this room, as people read them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a registration stands. Only the picture moves it (`gorel.attendance.abilities`)."""

    RECEIVED = "received", _("Received")
    UNPROVEN = "unproven", _("Address not confirmed")
    REGISTERED = "registered", _("Signed up")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("Offered a seat")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DECLINED = "declined", _("Declined the seat")
    LAPSED = "lapsed", _("Did not answer in time")
    CALLED_OFF = "called-off", _("Cancelled by the organiser")


ACTIVE = (State.RECEIVED, State.REGISTERED)  # they take part
SEATED = (*ACTIVE, State.OFFERED)  # they hold seats
QUEUED = (State.WAITING, State.OFFERED)
OPEN = (*ACTIVE, *QUEUED, State.UNPROVEN)  # something can still become of it: one per address and point


class Standing(TextChoices):
    """What sign-up.dmn answers. NONE: one does not sign up for this point."""

    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting list")
    NOT_YET = "not-yet", _("Not open yet")
    CLOSED = "closed", _("Closed")
    FULL = "full", _("Fully booked")
    CANCELLED = "cancelled", _("Cancelled")
    NONE = "none", _("No registration needed")


class Mode(TextChoices):
    """How somebody takes part in a point that is both on site and digital."""

    ON_SITE = "on-site", _("On site")
    DIGITAL = "digital", _("Digitally")
