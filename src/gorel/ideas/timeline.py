"""The whole story of an idea on one page: from the need to what came of it elsewhere, every line with its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from gorel.ground import times
from gorel.ideas import queries, rules, stories
from gorel.ideas.models import Challenge, Idea, Package, Solution, Stage, Trial
from gorel.ideas.rules import Somebody
from gorel.ideas.words import State
from gorel.programme.models import Point


@dataclass(frozen=True)
class Line:
    """One thing that happened. Shape: url is "" where there is nothing more to read."""

    at: datetime
    what: Any
    about: str = ""
    text: str = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Story:
    """An idea with all that it hangs together with, as one person may see it."""

    challenge: Challenge | None
    idea: Idea | None
    trials: list[Trial]
    solutions: list[Solution]
    adoptions: list[Any]
    points: list[Point]
    packages: list[Package]
    lines: list[Line]
    freed_here: Decimal | None
    freed_elsewhere: Decimal


def of_idea(idea: Idea, person: Somebody) -> Story:
    """Return the story of an idea. The number of queries does not grow with what happened."""
    challenge = rules.challenges(person).filter(pk=idea.challenge_id).first() if idea.challenge_id else None
    return _told(challenge, idea, list(rules.solutions(person).filter(idea=idea)), person)


def of_solution(solution: Solution, person: Somebody) -> Story:
    """Return the story of a solution, with the idea that it came from where the person may see that."""
    idea = rules.ideas(person).filter(pk=solution.idea_id).first() if solution.idea_id else None
    challenge = idea and idea.challenge_id and rules.challenges(person).filter(pk=idea.challenge_id).first()
    return _told(challenge or None, idea, [solution], person)


def _told(challenge: Challenge | None, idea: Idea | None, solutions: list[Solution], person: Somebody) -> Story:
    trials = list(idea.trials.order_by("pk")) if idea else []
    adoptions = list(rules.adoptions(person).filter(solution__in=solutions).order_by("begun_on", "pk"))
    rows: list[Stage] = [row for row in (challenge, idea, *trials, *solutions, *adoptions) if row is not None]
    by_uid = {row.uid: row for row in rows}
    points = _points(challenge, idea, solutions)
    packages = list(Package.objects.filter(solution__in=solutions, is_public=True).defer("content").order_by("pk"))
    lines = [
        Line(
            event.at, stories.said(event), str(by_uid[event.about]), event.text, by_uid[event.about].get_absolute_url(),
            "wait" if event.code == "late" else "good" if event.state in ("solved", "published", "done") else "",
        )
        for event in stories.of(rows)
        if (event.kind, event.state) != ("idea", State.TRYING)  # the trial itself tells that it began
    ]  # fmt: skip
    lines += [_of_point(point, at) for point in points if (at := point.starts_at)]
    lines += [
        Line(at, _("The recording was published"), str(point), "", point.get_absolute_url())
        for point in points
        if (at := point.recording_published_at)
    ]
    lines += [Line(package.received_at, _("A package of it could be fetched"), str(package)) for package in packages]
    here = [freed for one in solutions if (freed := queries.freed_by(one)) is not None]
    return Story(
        challenge, idea, trials, solutions, adoptions, points, packages, sorted(lines, key=lambda line: line.at),
        sum(here, Decimal(0)) if here else None, queries.freed_elsewhere(adoptions),
    )  # fmt: skip


def _points(challenge: Challenge | None, idea: Idea | None, solutions: list[Solution]) -> list[Point]:
    """Return the public programme points about any of them."""
    found: dict[int, Point] = {}
    for row in (challenge, idea, *solutions):
        if row is not None:
            found |= {point.pk: point for point in row.points.select_related("week") if point.is_public}
    return sorted(found.values(), key=lambda point: (str(point.on_date), point.pk))


def _of_point(point: Point, at: datetime) -> Line:
    return Line(
        at, _("It was told about at a programme point"), str(point),
        times.span(at, point.ends_at),
        point.get_absolute_url(),
    )  # fmt: skip
