"""A point's sign-up as a whole: opened, asked for its link, closed, told of changes, called off, counted."""

from __future__ import annotations

import msgspec

from gorel.ability import Context, ability
from gorel.attendance import moments, picture, queries, summary
from gorel.attendance.models import SignUp
from gorel.cases import runtime
from gorel.ground import clock
from gorel.programme import actions as programme
from gorel.programme.models import Point

BY = "görel"


class OnePoint(msgspec.Struct):
    """Which point. Shape: its uid."""

    point: str


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


@ability(
    "attendance.look_over",
    title={"sv": "Se efter vad som gäller för tillfället", "en": "See what holds for the event"},
    about={
        "sv": "Läser om man anmäler sig till tillfället, och när anmälan stänger, länken skickas och det är över.",
        "en": "Reads whether one signs up for the event, when that closes, the link goes out, and the event is over.",
    },
    transactional=True,
)
def look_over(given: OnePoint, context: Context) -> Plan:
    point = load(given.point)
    link = moments.link_at(point)
    return Plan(
        takes_sign_up=point.takes_registrations,
        secretaries=[f"secretary@{point.organiser.uid}"],
        closes_at=moments.said(moments.closes_at(point)),
        link_check_at=None if link is None else moments.said(link - moments.LINK_NOTICE),
        link_at=moments.said(link),
        over_at=moments.said(moments.over_at(point)),
    )


@ability(
    "attendance.open",
    title={"sv": "Öppna anmälan", "en": "Open the sign-up"},
    about={
        "sv": "Öppnar anmälan, så att tillfällets sida visar vägen dit.",
        "en": "Opens the sign-up, so that the event's page shows the way there.",
    },
    transactional=True,
)
def open_(given: OnePoint, context: Context) -> None:
    point = load(given.point)
    sign_up, _ = SignUp.objects.get_or_create(point=point)
    if sign_up.opened_at is None:
        sign_up.opened_at = clock.now()
        sign_up.save(update_fields=["opened_at"])
    summary.write(point)


class Closed(msgspec.Struct):
    """Whether the last day has passed, as it stands now, and the moment to look again when it has not."""

    closed: bool
    closes_at: str | None


@ability(
    "attendance.close",
    title={"sv": "Stänga anmälan", "en": "Close the sign-up"},
    about={
        "sv": "Stänger anmälan när sista dagen har passerat. Har dagen flyttats väntar Görel vidare.",
        "en": "Closes the sign-up when the last day has passed. If that day was moved, Görel waits on.",
    },
    transactional=True,
)
def close(given: OnePoint, context: Context) -> Closed:
    point = load(given.point)
    due = moments.closes_at(point)
    closed = due is None or due <= clock.now()
    if closed:
        SignUp.objects.filter(point=point).update(closed_at=clock.now())
    summary.write(point)
    return Closed(closed=closed, closes_at=moments.said(due))


class Link(msgspec.Struct):
    """Where the joining link stands. Shape: link is "there", "missing" or "not-needed"; link_at is when it is due."""

    link: str
    link_at: str | None


@ability(
    "attendance.check_link",
    title={"sv": "Se efter om länken finns", "en": "See whether the joining link is there"},
    about={
        "sv": "Ser efter i god tid om det finns en länk att skicka till de anmälda.",
        "en": "Sees in good time whether there is a link to send to the people registered.",
    },
    transactional=True,
)
def check_link(given: OnePoint, context: Context) -> Link:
    point = load(given.point)
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


@ability(
    "attendance.keep_link",
    title={"sv": "Spara länken", "en": "Keep the joining link"},
    about={
        "sv": "Sparar länken på tillfället, där bara de som får den ser den. Ärendet minns den inte.",
        "en": "Keeps the link with the event, for those who are given it. The case does not remember it.",
    },
    transactional=True,
)
def keep_link(given: NewLink, context: Context) -> Emptied:
    point = load(given.point)
    if given.joining_link and given.joining_link != point.joining_link:
        programme.change_point(point=point, by=BY, facts={"joining_link": given.joining_link})
    return Emptied()


class Told(msgspec.Struct):
    """How many registrations heard."""

    told: int


class PassedOn(Told):
    """Whether a sign-up that was closed is open again, and till when."""

    reopened: bool
    closes_at: str | None


@ability(
    "attendance.pass_on",
    title={"sv": "Säga till anmälningarna", "en": "Tell the registrations"},
    about={
        "sv": "Säger till varje anmälan att tillfället har ändrats, så att länk och tack går ut vid rätt tid.",
        "en": "Tells each registration that the event has changed, so that letters go out at the right time.",
    },
    transactional=True,
)
def pass_on(given: OnePoint, context: Context) -> PassedOn:
    point = load(given.point)
    due = moments.closes_at(point)
    closed = SignUp.objects.filter(point=point, closed_at__isnull=False)
    reopened = due is not None and due > clock.now() and closed.update(closed_at=None) > 0
    summary.write(point)
    if point.joining_link:
        runtime.publish("point.link-set", given.point)  # who waits for the link to be put in need not do it any more
    if point.takes_registrations:
        runtime.publish("point.sign-up-wanted", given.point)  # heard only where there was no sign-up until now
    told = _tell_all(point, "registration.changed")
    return PassedOn(told=told, reopened=reopened, closes_at=moments.said(due))


@ability(
    "attendance.call_off_all",
    title={"sv": "Ställa in för alla anmälda", "en": "Call off for everybody registered"},
    about={
        "sv": "Säger till varje anmälan att tillfället är inställt.",
        "en": "Tells each registration that the event is cancelled.",
    },
    transactional=True,
)
def call_off_all(given: OnePoint, context: Context) -> Told:
    point = load(given.point)
    SignUp.objects.filter(point=point, closed_at=None).update(closed_at=clock.now())
    summary.write(point)
    return Told(told=_tell_all(point, "registration.called-off"))


class Counted(msgspec.Struct):
    """The numbers that are kept, or the moment to look again when the event has been moved."""

    over: bool
    over_at: str | None
    registered: int = 0
    withdrawn: int = 0
    refused: int = 0


@ability(
    "attendance.keep_numbers",
    title={"sv": "Spara antalen", "en": "Keep the numbers"},
    about={
        "sv": "Räknar anmälda, avanmälda och avvisade när tillfället är över. Antalen har inga personuppgifter.",
        "en": "Counts registered, withdrawn and refused when the event is over. Numbers are no personal data.",
    },
    transactional=True,
)
def keep_numbers(given: OnePoint, context: Context) -> Counted:
    point = load(given.point)
    due = moments.over_at(point)
    if due is not None and due > clock.now():
        return Counted(over=False, over_at=moments.said(due))
    found = queries.numbers(point)
    SignUp.objects.filter(point=point).update(
        counted_at=clock.now(),
        registered_count=found.registered,
        withdrawn_count=found.withdrawn,
        refused_count=found.refused,
    )
    return Counted(
        over=True,
        over_at=moments.said(due),
        registered=found.registered,
        withdrawn=found.withdrawn,
        refused=found.refused,
    )


def load(uid: str) -> Point:
    """Return the point, locked till the transaction ends."""
    found = Point.objects.select_related("organiser", "week")
    return found.select_for_update(of=("self",), no_key=True).get(uid=uid)


def _tell_all(point: Point, message: str) -> int:
    return sum(picture.tell(message, registration) for registration in queries.active(point).order_by("pk"))
