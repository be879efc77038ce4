"""The words of this room: stages, states and the moves between them, who sees, kinds of arguments."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """Where a row stands. Only pictures move it (`abilities.stages.advance`)."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in-review", _("Waits for an answer")
    SENT_BACK = "sent-back", pgettext_lazy("a challenge, trial or solution", "Sent back")
    OPEN = "open", _("Open for ideas")
    SUMMING_UP = "summing-up", _("Being summed up")
    DEVELOPING = "developing", _("Being developed")
    ACCEPTED = "accepted", _("To be tried")
    TRYING = "trying", _("Being tried")
    RUNNING = "running", _("Going on")
    REPORTED = "reported", _("Has a result")
    SOLVED = "solved", _("Became a solution")
    PUBLISHED = "published", _("In use")
    DONE = "done", _("Finished")
    RETIRED = "retired", _("No longer in use")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = State
# What may follow what. A picture that asks for another move stands still, and a person looks.
MOVES: dict[str, dict[str, frozenset[str]]] = {
    "challenge": {
        S.DRAFT: frozenset({S.IN_REVIEW}),
        S.IN_REVIEW: frozenset({S.SENT_BACK, S.OPEN, S.CLOSED}),
        S.SENT_BACK: frozenset({S.IN_REVIEW, S.CLOSED}),
        S.OPEN: frozenset({S.SUMMING_UP, S.CLOSED}),
        S.SUMMING_UP: frozenset({S.OPEN, S.CLOSED}),
    },
    "idea": {
        S.DRAFT: frozenset({S.IN_REVIEW}),
        S.IN_REVIEW: frozenset({S.DEVELOPING, S.ACCEPTED, S.CLOSED, S.WITHDRAWN}),
        S.DEVELOPING: frozenset({S.IN_REVIEW, S.TRYING, S.CLOSED, S.WITHDRAWN}),
        S.ACCEPTED: frozenset({S.TRYING, S.IN_REVIEW, S.CLOSED, S.WITHDRAWN}),
        S.TRYING: frozenset({S.SOLVED, S.IN_REVIEW, S.CLOSED, S.WITHDRAWN}),
    },
    "trial": {
        S.DRAFT: frozenset({S.IN_REVIEW}),
        S.IN_REVIEW: frozenset({S.RUNNING, S.SENT_BACK, S.CLOSED}),
        S.SENT_BACK: frozenset({S.IN_REVIEW, S.CLOSED}),
        S.RUNNING: frozenset({S.REPORTED, S.CLOSED}),
        S.REPORTED: frozenset({S.DONE, S.RUNNING, S.CLOSED}),
    },
    "solution": {
        S.DRAFT: frozenset({S.IN_REVIEW}),
        S.IN_REVIEW: frozenset({S.PUBLISHED, S.SENT_BACK, S.CLOSED}),
        S.SENT_BACK: frozenset({S.IN_REVIEW, S.CLOSED}),
        S.PUBLISHED: frozenset({S.RETIRED}),
    },
    "adoption": {
        S.DRAFT: frozenset({S.RUNNING}),
        S.RUNNING: frozenset({S.DONE, S.CLOSED}),
    },
}
OVER = frozenset({S.SOLVED, S.DONE, S.RETIRED, S.CLOSED, S.WITHDRAWN})
TONES = {
    S.DRAFT: "plain", S.IN_REVIEW: "wait", S.SENT_BACK: "wait", S.OPEN: "good", S.SUMMING_UP: "wait",
    S.DEVELOPING: "info", S.ACCEPTED: "info", S.TRYING: "info", S.RUNNING: "info", S.REPORTED: "wait",
    S.SOLVED: "good", S.PUBLISHED: "good", S.DONE: "good", S.RETIRED: "plain", S.CLOSED: "plain", S.WITHDRAWN: "plain",
}  # fmt: skip


class Seen(TextChoices):
    """Who sees a challenge or an idea."""

    ORGANISATION = "organisation", _("Those who work in the organisation")
    MEMBERS = "members", _("All who can sign in here")
    PUBLIC = "public", _("Everybody")


class Side(TextChoices):
    """What somebody says of an idea."""

    FOR = "for", pgettext_lazy("an argument", "For")
    AGAINST = "against", pgettext_lazy("an argument", "Against")
    QUESTION = "question", _("Question")


class Outcome(TextChoices):
    """What was decided when a trial had its result."""

    SOLUTION = "solution", _("It becomes a solution")
    AGAIN = "again", _("Try again, changed")
    STOP = "stop", _("It stops here")


class Every(TextChoices):
    """How often a follower gets a digest."""

    DAY = "day", _("Every weekday")
    WEEK = "week", _("Every Monday")
    NEVER = "never", _("Never")


LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
