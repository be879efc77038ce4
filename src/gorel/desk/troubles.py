"""Incidents in words: what happened, where, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from gorel.ability import registry
from gorel.accounts.models import Person
from gorel.cases.models import Incident
from gorel.cases.values import from_json
from gorel.core.problems import Problem
from gorel.core.say import Language, say, sentences
from gorel.desk import bounded, people
from gorel.desk.kept import MANY, kept
from gorel.desk.rights import few_cases, open_incidents, own_incidents
from gorel.desk.steps import steps
from gorel.ground.once import once
from gorel.ground.typed import learned


@dataclass(frozen=True, slots=True)
class Trouble:
    """One incident as a person reads it. Shape: advice is what to do next; closed_by is a name or ""."""

    incident: Incident
    step: str
    text: str
    advice: str
    closed_by: str

    @property
    def is_open(self) -> bool:
        return self.incident.state == Incident.OPEN


def troubles(incidents: Iterable[Incident], language: Language) -> list[Trouble]:
    """Return incidents as people read them, in their order. The cases' processes are loaded with them."""
    incidents = list(incidents)
    names = people.names({one.closed_by for one in incidents if one.closed_by})
    return [_trouble(one, names, language) for one in incidents]


def open_count(person: Person) -> int:
    """Return how many open incidents the person sees, at most `bounded.MOST`. Where there are very many of all
    organisations together, the count is some seconds old."""
    every = Incident.objects.filter(state=Incident.OPEN)
    whose = ("stuck", person.pk)
    return once(whose, lambda: kept(whose, lambda: _counted(person), lambda _found: every.values("pk")[:MANY].count()))


def _counted(person: Person) -> int:
    """Count those of the person's own organisations first: where they are many, they are enough."""
    if few_cases(person) is None:
        own = bounded.count(own_incidents(person))
        if own == bounded.MOST:
            return own
    return bounded.count(open_incidents(person))


def doubted(incident: Incident) -> dict[str, Any]:
    """Return the facts that an ability in doubt gave with it; none where it gave none."""
    data = msgspec.convert(from_json(incident.problem), learned(Problem)).values.get("data")
    return data if isinstance(data, dict) else {}


def _trouble(incident: Incident, names: dict[str, str], language: Language) -> Trouble:
    problem = msgspec.convert(from_json(incident.problem), learned(Problem))
    step = steps(incident.case.process).find(incident.element)
    return Trouble(incident, step.said, _said(problem, language), _advice(problem), names.get(incident.closed_by, ""))


def _said(problem: Problem, language: Language) -> str:
    """Say it; a doubt of an ability brings its own sentences, since the core cannot know them."""
    own = problem.values.get("text")
    if problem.code not in sentences() and isinstance(own, dict):
        return str(own.get(language) or own.get("sv") or problem.code)
    values = dict(problem.values)
    if problem.code.startswith("job.") and (ability := registry.find(str(values.get("type", "")))):
        values["type"] = f"“{ability.title['en']}”" if language == "en" else f"”{ability.title['sv']}”"
    return say(Problem(problem.code, values=values), language)  # the step stands above it by name


def _advice(problem: Problem) -> str:
    if problem.code.startswith("mail."):
        return _(
            "Look at the letter and its address. Correct what is wrong where it is kept, then let Görel try again."
        )
    if problem.code.startswith("job."):
        return _("Mend the cause, then let Görel try again. Nothing is lost meanwhile; the case waits here.")
    if problem.code.startswith(("dmn.", "feel.", "engine.")):
        return _(
            "The picture or its rules do not cover this case. Ask the owner of the process; then let Görel try again."
        )
    return _("Decide what should happen, mend the cause, and let Görel try again.")
