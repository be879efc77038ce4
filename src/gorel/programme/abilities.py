"""What Görel can do with programme points. Only these write `Point.state`, and only `processes/point.bpmn` calls them.

All are transactional: each touches nothing but our own rows, so it commits with the step that asked for it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from gorel.ability import Context, ability
from gorel.ground import clock
from gorel.programme import co_organising, facts, picture, reviewing, revisions
from gorel.programme.models import CoOrganising, Point
from gorel.programme.words import State


class OnePoint(msgspec.Struct):
    """Which point. Shape: its uid."""

    point: str


class Gathered(msgspec.Struct):
    """What the picture decides by. Shape: reviewers and organisers are candidate groups; no personal data."""

    facts: dict[str, Any]
    reviewers: str
    organisers: str
    ends_at: str | None
    recorded: bool
    has_recording: bool
    reviews_wanted: int = 1


@ability(
    "programme.gather",
    title={"sv": "Samla uppgifter om programpunkten", "en": "Gather the point's facts"},
    about={
        "sv": "Läser vilka uppgifter som finns och vilka som saknas. Lämnar inga personuppgifter vidare.",
        "en": "Reads which facts are there and which are missing. Passes on no personal data.",
    },
    transactional=True,
)
def gather(given: OnePoint, context: Context) -> Gathered:
    point = load(given.point)
    found = facts.of(point)
    reviewer = point.week.owner if point.week else point.organiser
    return Gathered(
        facts=found,
        reviewers=f"editor@{reviewer.uid}",
        organisers=f"organiser@{point.organiser.uid}",
        ends_at=found["ends_at"],
        recorded=bool(point.is_recorded),
        has_recording=bool(point.recording_url),
        reviews_wanted=point.week.reviewers if point.week else 1,
    )


class Finding(msgspec.Struct):
    """One fact that is missing or wrong, as point-check.dmn says it."""

    code: str
    text: str
    text_en: str = ""


class Findings(OnePoint):
    findings: list[Finding]


class Noted(msgspec.Struct):
    """Whether the organiser must be asked: something is missing that nobody has asked for yet."""

    ask: bool


@ability(
    "programme.mark_incomplete",
    title={"sv": "Notera vad som saknas", "en": "Note what is missing"},
    about={
        "sv": "Skriver på programpunkten vilka uppgifter som saknas, och säger om arrangören redan vet det.",
        "en": "Writes on the point which facts are missing, and says whether its organiser knows already.",
    },
    transactional=True,
)
def mark_incomplete(given: Findings, context: Context) -> Noted:
    asked = set(load(given.point).missing_codes)
    _move(given.point, State.INCOMPLETE, missing=[msgspec.to_builtins(finding) for finding in given.findings])
    return Noted(ask=not {finding.code for finding in given.findings} <= asked)


@ability(
    "programme.await_review",
    title={"sv": "Lämna till redaktören", "en": "Hand to the editor"},
    about={
        "sv": "Noterar att programpunkten är komplett och väntar på redaktörens granskning.",
        "en": "Notes that the point is complete and awaits the editor's review.",
    },
    transactional=True,
)
def await_review(given: OnePoint, context: Context) -> None:
    _move(given.point, State.IN_REVIEW, missing=[], sent_back_reason="", sent_back_fields=[])


class Review(msgspec.Struct):
    """What one reviewer said."""

    decision: str
    reason: str | None = None
    marked: list[str] | None = None


class Reviews(OnePoint):
    reviews: list[Review]


class Weighed(msgspec.Struct):
    """What the reviews come to. Shape: when they do not agree, opinions says each of them without names."""

    agreed: bool
    decision: str | None
    reason: str
    marked: list[str]
    opinions: str


@ability(
    "programme.weigh_reviews",
    title={"sv": "Jämför granskarnas omdömen", "en": "Compare the reviewers' opinions"},
    about={
        "sv": "Ser om granskarna är överens, och om var och en har svarat. Annars får en människa avgöra.",
        "en": "Sees whether the reviewers agree, and whether each of them has answered. Otherwise a person settles it.",
    },
    transactional=True,
)
def weigh_reviews(given: Reviews, context: Context) -> Weighed:
    point = load(given.point)
    said = reviewing.said(given.reviews)
    agreed = len({one.decision for one in given.reviews}) == 1 and reviewing.are_several(point, len(given.reviews))
    return Weighed(
        agreed=agreed,
        decision=given.reviews[0].decision if agreed else None,
        reason="\n\n".join(one.reason for one in given.reviews if one.reason) if agreed else "",
        marked=sorted({name for one in given.reviews for name in one.marked or ()}),
        opinions=said,
    )


class SentBack(OnePoint):
    """Shape: marked are names of fields of the organiser's form, to be marked there."""

    reason: str = ""
    marked: list[str] = []


class Declined(OnePoint):
    reason: str = ""


@ability(
    "programme.send_back",
    title={"sv": "Skicka tillbaka till arrangören", "en": "Send back to the organiser"},
    about={
        "sv": "Lämnar programpunkten tillbaka till arrangören med redaktörens skäl.",
        "en": "Gives the point back to its organiser with the editor's reason.",
    },
    transactional=True,
)
def send_back(given: SentBack, context: Context) -> None:
    _move(given.point, State.SENT_BACK, sent_back_reason=given.reason, sent_back_fields=given.marked)


@ability(
    "programme.decline",
    title={"sv": "Avslå programpunkten", "en": "Decline the point"},
    about={
        "sv": "Noterar att redaktören har avslagit programpunkten, och varför. Den visas inte för allmänheten.",
        "en": "Notes that the editor has declined the point, and why. The public does not see it.",
    },
    transactional=True,
)
def decline(given: Declined, context: Context) -> None:
    _move(given.point, State.DECLINED, missing=[], sent_back_reason=given.reason)


@ability(
    "programme.publish",
    title={"sv": "Publicera programpunkten", "en": "Publish the point"},
    about={
        "sv": "Gör programpunkten synlig i det öppna programmet.",
        "en": "Shows the point in the public programme.",
    },
    transactional=True,
)
def publish(given: OnePoint, context: Context) -> None:
    _move(given.point, State.PUBLISHED, missing=[], sent_back_reason="", sent_back_fields=[], published_at=clock.now())


class Announced(msgspec.Struct):
    """How many cases heard of it."""

    heard: int


@ability(
    "programme.announce",
    title={"sv": "Låt det som följer ta vid", "en": "Let what follows begin"},
    about={
        "sv": "Skickar meddelandet point.published, som startar det som följer på publiceringen, till exempel anmälan.",
        "en": "Sends the message point.published, which starts what follows publishing, such as registration.",
    },
    transactional=True,
)
def announce(given: OnePoint, context: Context) -> Announced:
    return Announced(heard=picture.announce(given.point))


class Asking(msgspec.Struct):
    """Which question to a co-organiser. Shape: its number."""

    asking: str


class CanAnswer(msgspec.Struct):
    """Whether anybody of the organisation that is asked has a way in."""

    can_answer: bool


@ability(
    "programme.look_at_asking",
    title={"sv": "Se om någon kan svara", "en": "See whether somebody can answer"},
    about={
        "sv": "Säger om den tillfrågade organisationen har någon som får svara för den.",
        "en": "Says whether the organisation that is asked has somebody who may answer for it.",
    },
    transactional=True,
)
def look_at_asking(given: Asking, context: Context) -> CanAnswer:
    asking = CoOrganising.objects.select_related("organisation").filter(pk=int(given.asking), answered_at=None).first()
    return CanAnswer(can_answer=asking is not None and co_organising.who_answers(asking.organisation).exists())


@ability(
    "programme.cancel",
    title={"sv": "Ställ in programpunkten", "en": "Cancel the point"},
    about={
        "sv": "Märker programpunkten som inställd. Sidan finns kvar och säger det.",
        "en": "Marks the point as cancelled. Its page stays and says so.",
    },
    transactional=True,
)
def cancel(given: OnePoint, context: Context) -> None:
    _move(given.point, State.CANCELLED, cancelled_at=clock.now())


def load(uid: str) -> Point:
    """Return the point with this uid, its row locked."""
    return (
        Point.objects.select_related("week__owner", "organiser")
        .prefetch_related("co_organisers")
        .select_for_update(of=("self",))
        .get(uid=uid)
    )


def _move(uid: str, state: State, **fields: Any) -> None:
    point = load(uid)
    point.state = state
    for name, value in fields.items():
        setattr(point, name, value)
    save(point)


def save(point: Point) -> None:
    """Save and count the version up: cached pieces and calendars must hear of it."""
    point.version += 1
    point.changed_at = clock.now()
    point.save()
    revisions.keep(point, by="görel")
