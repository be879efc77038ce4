"""The words that a point may carry: states, formats, languages, sign-up, as people read them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a point stands. Only the picture moves it (`gorel.programme.abilities`)."""

    DRAFT = "draft", _("Draft")
    INCOMPLETE = "incomplete", _("Facts are missing")
    IN_REVIEW = "in-review", _("In review")
    SENT_BACK = "sent-back", _("Sent back")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")
    DECLINED = "declined", _("Declined")


class Format(TextChoices):
    """How one takes part. Empty while nobody has said."""

    DIGITAL = "digital", _("Digital")
    PHYSICAL = "physical", _("On site")
    BOTH = "both", _("Digital and on site")


class Language(TextChoices):
    """The language that is spoken."""

    SWEDISH = "sv", _("Swedish")
    ENGLISH = "en", _("English")


class Registration(TextChoices):
    """What `attendance` says of a point's sign-up. Empty when one does not sign up."""

    OPEN = "open", _("Open for registration")
    FULL = "full", _("Fully booked")
    CLOSED = "closed", _("Registration has closed")


class TimeOfDay(TextChoices):
    """When on a day, by the hour at which it starts."""

    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")


class Conflicts(TextChoices):
    """What a week does when a speaker, a room or an organiser is in two places at once."""

    IGNORE = "ignore", _("Say nothing")
    WARN = "warn", _("Point them out")
    STOP = "stop", _("Ask for another time")


class ConsentHow(TextChoices):
    """How a person who takes part agreed to a picture and a page of their own."""

    SELF = "self", _("By the link in Görel's letter")
    ORGANISER = "organiser", _("To the organiser, who noted it")
