"""Does something with a week in the home that a web server shows; prints its first day and {name: UID} of its points.

Shape: `python week.py STEP`, with GOREL_HOME and DJANGO_SETTINGS_MODULE; STEP is a function below. Each is a process of
its own, as a person's request to another worker of the server would be.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, time, timedelta

import django

django.setup()

from gorel.accounts.models import Organisation, Person  # noqa: E402 - models want Django set up
from gorel.cases import queries, runtime  # noqa: E402
from gorel.ground import clock  # noqa: E402
from gorel.programme import actions, calendar  # noqa: E402
from gorel.programme.models import Point, Theme, Week  # noqa: E402

# What people paste in: every character that some reader takes for the end of a line, and signs that calendars escape.
ODD = "Två rader\x0bi ett\u2028stycke; komma, och ”citat” \\ slut\x85. " + "Åäö 🤖 " * 30


def begin() -> None:
    owner = Organisation.objects.get(name="Alingsås")
    other = Organisation.objects.create(name="Lerum", slug="lerum", kind="municipality")
    first = clock.today() + timedelta(days=30)
    week = Week.objects.create(
        slug="veckan", title_sv="Veckan; möten, samtal", starts_on=first, ends_on=first + timedelta(days=4),
        published_on=clock.today() - timedelta(days=1), owner=owner,
    )  # fmt: skip
    theme = Theme.objects.create(week=week, slug="data", title_sv="Öppna data, fritt")
    contact = Person.objects.get()
    for name, organiser, themes, hour in (
        ("moves", owner, [theme], 9), ("ends", owner, [theme], 10), ("stays", other, [theme], 11),
        ("leaves", other, [theme], 13),
    ):  # fmt: skip
        start = _moment(0, hour)
        facts = {
            "title_sv": f"{name.capitalize()} {ODD if name == 'stays' else ''}"[:190], "abstract_sv": ODD,
            "starts_at": start, "ends_at": start + timedelta(minutes=45), "format": "digital", "platform": "Teams",
            "joining_link": "https://moten.example.se/hemlig-lank", "contact": contact,
        }  # fmt: skip
        _publish(actions.create_point(week=week, organiser=organiser, slug=name, facts=facts, themes=themes))


def move() -> None:
    start = _moment(1, 14)
    facts = {"starts_at": start, "ends_at": start + timedelta(minutes=30)}
    actions.change_point(point=_point("moves"), by="person:1", facts=facts)


def cancel() -> None:
    actions.cancel_point(point=_point("ends"), by="person:1")


def come_back() -> None:
    """What is called off stays called off; another occasion of it comes in its place."""
    again = actions.another_occasion(point=_point("ends"))
    start = _moment(2, 10)
    facts = {
        "starts_at": start,
        "ends_at": start + timedelta(minutes=45),
        "joining_link": "https://moten.example.se/hemlig-lank",
    }
    _publish(actions.change_point(point=again, by="person:1", facts=facts))


def leave() -> None:
    """A point leaves its theme: the theme's readers lose it, the week's keep it."""
    actions.change_point(point=_point("leaves"), by="person:1", facts={}, themes=[])


def withdraw() -> None:
    """A point leaves the public programme altogether, by hand of the operator: nobody's calendar keeps it."""
    Point.objects.filter(slug="leaves").update(published_at=None, state="declined")


def rename() -> None:
    """An organiser gets another name; no point is touched."""
    Organisation.objects.filter(slug="lerum").update(name="Lerums kommun")


def _moment(day: int, hour: int) -> datetime:
    return datetime.combine(Week.objects.get().starts_on + timedelta(days=day), time(hour), tzinfo=clock.ZONE)


def _point(slug: str) -> Point:
    return Point.objects.get(slug=slug)


def _publish(point: Point) -> None:
    actions.submit_point(point=point, by="person:1")
    task = queries.open_task(business_key=str(point.uid), element="review")
    runtime.complete(task, variables={"decision": "publish"}, by="person:1")


if __name__ == "__main__":
    {one.__name__: one for one in (begin, move, cancel, come_back, leave, withdraw, rename)}[sys.argv[1]]()
    uids = {point.slug: calendar.uid(point) for point in Point.objects.all()}
    print(json.dumps({"first": Week.objects.get().starts_on.isoformat(), "uids": uids}))
