"""A point's sign-up as a whole: opened, asked for its link, closed, opened again, counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from gorel.attendance import moments, queries, summary
from gorel.attendance.abilities.stations import OnePoint, station
from gorel.attendance.models import SignUp
from gorel.cases import runtime
from gorel.ground import clock
from gorel.programme import actions as programme
from gorel.programme.models import Point

BY = "görel"


class Plan(msgspec.Struct):
    """What the picture waits for.

    Shape: moments in Swedish time with offset, None where there is none; secretaries are candidate groups.
    """

    takes_sign_up: bool
    secretaries: list[str]
    closes_at: str | None
    link_check_at: str | None
    link_at: str | None
    over_at: str | None


class ToPlan(OnePoint):
    """Which point, and how long before the link is due its secretary is asked for it."""

    link_notice_hours: int = 48


@station(
    "attendance.look_over",
    title={"sv": "Se efter vad som gäller för tillfället", "en": "See what holds for the event"},
    about={
        "sv": "Läser om man anmäler sig till tillfället, och när anmälan stänger, länken skickas och det är över.",
        "en": "Reads whether one signs up for the event, when that closes, the link goes out, and the event is over.",
    },
)
def look_over(point: Point, given: ToPlan) -> Plan:
    link = moments.link_at(point)
    return Plan(
        takes_sign_up=point.takes_registrations,
        secretaries=[f"secretary@{point.organiser.uid}"],
        closes_at=moments.said(moments.closes_at(point)),
        link_check_at=None
        if link is None
        else moments.said(point.there(link.astimezone(UTC) - timedelta(hours=given.link_notice_hours))),
        link_at=moments.said(link),
        over_at=moments.said(moments.over_at(point)),
    )


@station(
    "attendance.open",
    title={"sv": "Öppna anmälan", "en": "Open the sign-up"},
    about={
        "sv": "Öppnar anmälan, så att tillfällets sida visar vägen dit.",
        "en": "Opens the sign-up, so that the event's page shows the way there.",
    },
)
def open_(point: Point, given: OnePoint) -> None:
    sign_up, _ = SignUp.objects.get_or_create(point=point)
    sign_up.opened_at = sign_up.opened_at or clock.now()
    sign_up.awaited_at = moments.closes_at(point)
    sign_up.save(update_fields=["opened_at", "awaited_at"])
    summary.write(point)


class Closed(msgspec.Struct):
    """Whether the last day has passed, as it stands now, and the moment to look again when it has not."""

    closed: bool
    closes_at: str | None


@station(
    "attendance.close",
    title={"sv": "Stänga anmälan", "en": "Close the sign-up"},
    about={
        "sv": "Stänger anmälan när sista dagen har passerat. Har dagen flyttats väntar Görel vidare.",
        "en": "Closes the sign-up when the last day has passed. If that day was moved, Görel waits on.",
    },
)
def close(point: Point, given: OnePoint) -> Closed:
    due = moments.closes_at(point)
    closed = due is None or due <= clock.now()
    if closed:
        SignUp.objects.filter(point=point, closed_at=None).update(closed_at=clock.now())
    else:
        SignUp.objects.filter(point=point).update(awaited_at=due)
    summary.write(point)
    return Closed(closed=closed, closes_at=moments.said(due))


class Link(msgspec.Struct):
    """Where the joining link stands. Shape: link is "there", "missing" or "not-needed"; link_at is when it is due."""

    link: str
    link_at: str | None


@station(
    "attendance.check_link",
    title={"sv": "Se efter om länken finns", "en": "See whether the joining link is there"},
    about={
        "sv": "Ser efter i god tid om det finns en länk att skicka till de anmälda.",
        "en": "Sees in good time whether there is a link to send to the people registered.",
    },
)
def check_link(point: Point, given: OnePoint) -> Link:
    due = moments.link_at(point)
    if due is None:
        link = "not-needed"
    else:
        link = "there" if point.joining_link else "missing"
    return Link(link=link, link_at=moments.said(due))


class NewLink(OnePoint):
    """The link that a person wrote."""

    joining_link: str = ""


class Emptied(msgspec.Struct):
    """The link is secret: it stands on the point, and leaves the case in the step that brought it."""

    joining_link: None = None


@station(
    "attendance.keep_link",
    title={"sv": "Spara länken", "en": "Keep the joining link"},
    about={
        "sv": "Sparar länken på tillfället, där bara de som får den ser den. Ärendet minns den inte.",
        "en": "Keeps the link with the event, for those who are given it. The case does not remember it.",
    },
)
def keep_link(point: Point, given: NewLink) -> Emptied:
    if given.joining_link and given.joining_link != point.joining_link:
        programme.change_point(point=point, by=BY, facts={"joining_link": given.joining_link})
    return Emptied()


class Reopened(msgspec.Struct):
    """Whether a closing must be waited for anew (the sign-up is open again, or closes earlier), and which."""

    reopened: bool
    closes_at: str | None


@station(
    "attendance.reopen",
    title={"sv": "Se om anmälan ska öppnas igen", "en": "See whether the sign-up opens again"},
    about={
        "sv": "Ser på tillfället som det står efter en ändring: sista dag, länk och om man anmäler sig.",
        "en": "Looks at the event as it stands after a change: last day, link, and whether one signs up.",
    },
)
def reopen(point: Point, given: OnePoint) -> Reopened:
    return reopened(point)


def reopened(point: Point) -> Reopened:
    """Open the sign-up again, or let its closing be awaited anew, as the point stands now.

    Side effects: its `SignUp` and its summary are written; who waits for a link or a sign-up is told.
    """
    due = moments.closes_at(point)
    waits_anew = due is not None and due > clock.now() and _closes_earlier_or_again(point, due)
    summary.write(point)
    if point.joining_link:
        runtime.publish("point.link-set", str(point.uid))  # who waits for the link to be put in need not do it any more
    if point.takes_registrations:
        runtime.publish("point.sign-up-wanted", str(point.uid))  # heard only where there was no sign-up until now
    return Reopened(reopened=waits_anew, closes_at=moments.said(due))


class Counted(msgspec.Struct):
    """The numbers that are kept, or the moment to look again when the event has been moved."""

    over: bool
    over_at: str | None
    registered: int = 0
    withdrawn: int = 0
    refused: int = 0


@station(
    "attendance.keep_numbers",
    title={"sv": "Spara antalen", "en": "Keep the numbers"},
    about={
        "sv": "Räknar anmälda, avanmälda och avvisade när tillfället är över. Antalen har inga personuppgifter.",
        "en": "Counts registered, withdrawn and refused when the event is over. Numbers are no personal data.",
    },
)
def keep_numbers(point: Point, given: OnePoint) -> Counted:
    due = moments.over_at(point)
    if due is not None and due > clock.now():
        return Counted(over=False, over_at=moments.said(due))
    found = queries.numbers(point)
    SignUp.objects.filter(point=point).update(counted_at=clock.now(), **queries.counts(point))
    end(point)
    return Counted(
        over=True,
        over_at=moments.said(due),
        registered=found.registered,
        withdrawn=found.withdrawn,
        refused=found.refused,
    )


def _closes_earlier_or_again(point: Point, due: datetime) -> bool:
    """Say whether a closing at *due* must be waited for: the sign-up was closed, or would have closed later."""
    found = SignUp.objects.filter(point=point)
    again = found.filter(closed_at__isnull=False).update(closed_at=None, awaited_at=due)
    return bool(again or found.filter(awaited_at__gt=due).update(awaited_at=due))


def end(point: Point) -> None:
    """Let what comes after the event begin: the recording, and the purge of personal data (afterwards.bpmn)."""
    uid = str(point.uid)
    runtime.publish("point.over", uid, {"point": uid}, organisation=point.organiser)
