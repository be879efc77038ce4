"""Moving a row from state to state, and telling the row before it. Nothing else writes `Stage.state`."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import msgspec

from gorel.ability import Context, Refused, ability
from gorel.accounts.models import Membership
from gorel.ground import clock
from gorel.ideas import picture, receivers, stories
from gorel.ideas.models import Adoption, Challenge, Solution, Stage, Trial, find
from gorel.ideas.words import MOVES, OVER, Outcome, State


class OneRow(msgspec.Struct):
    """Which challenge, idea, trial, solution or adoption. Shape: its uid."""

    row: str


class Move(OneRow):
    """Where it goes. Shape: to is a state; reason are words that everybody may read; outcome is a trial's."""

    to: str
    reason: str = ""
    outcome: str = ""


@ability(
    "ideas.advance",
    title={"sv": "Flytta till nästa läge", "en": "Move on"},
    about={
        "sv": "Skriver det nya läget och skälet, och noterar det i berättelsen. Säger nej till steg som inte finns.",
        "en": "Writes the new state and the reason, and notes it in the story. Refuses moves that there are not.",
    },
    transactional=True,
)
def advance(given: Move, context: Context) -> None:
    row = load(given.row)
    if given.to not in MOVES[row.kind].get(row.state, frozenset()):
        if row.state == given.to:
            return
        raise Refused(
            f"{row.kind} {row.uid} is {row.state}, and cannot become {given.to!r}",
            sv=f"{row.kind} {row.uid} är {row.state} och kan inte bli {given.to}",
        )
    now = clock.now()
    row.state, row.changed_at = given.to, now
    if row.state != State.IN_REVIEW:
        row.reason = given.reason
        if row.asked_at is not None and row.answered_at is None:
            row.answered_at = now
        row.answer_by = None
    if row.state in OVER:
        row.closed_at = now
    if isinstance(row, Challenge) and row.state == State.OPEN and row.opened_at is None:
        row.opened_at = now
    if isinstance(row, Solution) and row.state == State.PUBLISHED:
        row.published_at = row.published_at or now
    if isinstance(row, Trial) and given.outcome:
        row.outcome = Outcome(given.outcome)
    row.save()
    stories.note(row, "moved", text=given.reason)


class Facts(msgspec.Struct):
    """What the picture decides and waits by. Shape: moments are ISO 8601 with offset; groups and keys, no people."""

    ends_at: str | None
    askers: list[str]
    owners: list[str]
    has_link: bool = False


@ability(
    "ideas.look",
    title={"sv": "Läsa vad som gäller", "en": "Read the facts"},
    about={
        "sv": "Läser när det tar slut och vilka som ska höra av det. Lämnar inga personuppgifter vidare.",
        "en": "Reads when it ends and who is to hear of it. Passes on no personal data.",
    },
    transactional=True,
)
def look(given: OneRow, context: Context) -> Facts:
    row = find(given.row)
    owners = receivers.groups(row.organisation)
    if isinstance(row, Adoption) and row.adopter is not None:
        owners = [f"{Membership.Role.ADMINISTRATOR.value}@{row.adopter.uid}", *receivers.groups(row.adopter)]
    return Facts(ends_at=_ends_at(row), askers=receivers.askers(row), owners=sorted(set(owners)))


class Telling(OneRow):
    """What to say to the stage before. Shape: event is the last word of the message's name."""

    event: str
    outcome: str = ""


@ability(
    "ideas.tell",
    title={"sv": "Berätta för det som kom före", "en": "Tell the stage before"},
    about={
        "sv": "Säger till idéns, utmaningens eller lösningens ärende vad som har hänt, så att det kan gå vidare.",
        "en": "Tells the case of the idea, challenge or solution what has happened, so that it can go on.",
    },
    transactional=True,
)
def tell(given: Telling, context: Context) -> None:
    parent = find(given.row).parent
    if parent is not None:
        picture.tell(f"{parent.kind}.{given.event}", parent, outcome=given.outcome)


def load(uid: str) -> Stage:
    """Return the row, held until the transaction ends."""
    row = find(uid)
    return type(row)._default_manager.select_for_update(of=("self",)).select_related("organisation").get(pk=row.pk)


def _ends_at(row: Stage) -> str | None:
    if isinstance(row, Challenge):
        last = row.closes_on
    elif isinstance(row, Trial):
        last = row.ends_on
    elif isinstance(row, Adoption):
        last = row.begun_on + timedelta(days=60)
    else:
        return None
    return datetime.combine(last + timedelta(days=1), time(), clock.ZONE).isoformat()
