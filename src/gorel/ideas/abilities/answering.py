"""An answer by a date: when it is asked for, when it is late, and who hears of that."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from gorel.ability import Context, ability
from gorel.ground import clock
from gorel.ideas import receivers, stories
from gorel.ideas.abilities.stages import OneRow, load


class Asking(OneRow):
    """Units: days from now until the answer is promised; the reminder goes out so many days before."""

    days: int = 14
    remind_days: int = 3


class Asked(msgspec.Struct):
    """By when, and whose it is. Shape: moments are ISO 8601 with offset; groups and keys, no people."""

    answer_by: str
    remind_at: str
    groups: list[str]
    coaches: list[str]
    askers: list[str]


@ability(
    "ideas.ask",
    title={"sv": "Lova ett svar till en dag", "en": "Promise an answer by a day"},
    about={
        "sv": "Skriver när svaret senast ska ges och läser vem som ska svara: idécoachen, annars administratören.",
        "en": "Writes by when the answer is due, and reads whose it is: the idea coach's, or else the administrator's.",
    },
    transactional=True,
)
def ask(given: Asking, context: Context) -> Asked:
    row = load(given.row)
    now = clock.now()
    row.asked_at, row.answer_by, row.is_late = now, now + timedelta(days=given.days), False
    row.save(update_fields=["asked_at", "answer_by", "is_late"])
    remind_at = row.answer_by - timedelta(days=min(given.remind_days, given.days))
    return Asked(
        answer_by=row.answer_by.astimezone(clock.ZONE).isoformat(),
        remind_at=remind_at.astimezone(clock.ZONE).isoformat(),
        groups=receivers.groups(row.organisation),
        coaches=receivers.coaches(row),
        askers=receivers.askers(row),
    )


class Late(msgspec.Struct):
    """Who hears of it. Shape: keys, no people."""

    chiefs: list[str]


@ability(
    "ideas.note_late",
    title={"sv": "Notera att svaret är försenat", "en": "Note that the answer is late"},
    about={
        "sv": "Skriver att den utlovade dagen har gått, så att sidan säger det, och läser vem som ska få veta det.",
        "en": "Writes that the promised day has passed, so that the page says so, and reads who is to know.",
    },
    transactional=True,
)
def note_late(given: OneRow, context: Context) -> Late:
    row = load(given.row)
    row.is_late = True
    row.save(update_fields=["is_late"])
    stories.note(row, "late")
    return Late(chiefs=receivers.chiefs(row))
