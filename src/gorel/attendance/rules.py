"""Who may do what, and whether a sign-up is open: that is asked of the deployed sign-up.dmn, which its owner edits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from gorel.accounts import rights
from gorel.attendance import facts
from gorel.attendance.fresh import Fresh
from gorel.attendance.words import Standing
from gorel.cases.models import DecisionRule, Resource
from gorel.core import dmn
from gorel.core.problems import ModelError
from gorel.ground import clock
from gorel.programme.models import Point

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from gorel.accounts.models import Person

DECISION = "sign-up"


@dataclass(frozen=True)
class Answer:
    """What the rules answer, with the plain reason in both languages."""

    standing: Standing
    reason_sv: str
    reason_en: str

    @property
    def is_open(self) -> bool:
        return self.standing == Standing.OPEN

    @property
    def takes_registrations(self) -> bool:
        """Say whether the form is shown: for a seat, or for the waiting list."""
        return self.standing in (Standing.OPEN, Standing.WAITING)

    def reason(self, language: str) -> str:
        """Return the reason in *language*."""
        return self.reason_en if language == "en" else self.reason_sv


class NoAnswer(Exception):
    """The rules give no usable answer: they are missing, or a change broke them. She does not guess."""


def standing(point: Point, *, mode: str | None = None, asked: int = 1) -> Answer:
    """Return whether *asked* people can sign up for *point* now, in the way that *mode* says. Errors: NoAnswer."""
    given = {"facts": facts.of(point, mode=mode, asked=asked)}
    decided = _newest(DECISION).decide(DECISION, given, now=clock.instant(), zone=point.zone.key)
    value = decided.value
    if not isinstance(value, dict) or value.get("standing") not in Standing.values:
        raise NoAnswer(f"the decision {DECISION!r} answered {value!r}; expected a standing of {Standing.values}")
    return Answer(Standing(value["standing"]), value.get("reason") or "", value.get("reason_en") or "")


def standing_or_none(point: Point) -> Answer | None:
    """Return the same, or None where the rules give no usable answer: for pages that must be shown all the same."""
    try:
        return standing(point)
    except NoAnswer:
        return None


def may_manage(person: Person | AnonymousUser, point: Point) -> bool:
    """Say whether *person* looks after this point's registrations: a secretary or organiser of its organisation."""
    held = rights.groups_of(person)
    return any(f"{role}@{point.organiser.uid}" in held for role in ("secretary", "organiser"))


def require_manage(person: Person | AnonymousUser, point: Point) -> None:
    """Refuse everybody else. Errors: PermissionDenied."""
    if not may_manage(person, point):
        raise PermissionDenied


def _find(decision: str) -> dmn.Model:
    rules = DecisionRule.objects.filter(key=decision, organisation=None).order_by("-version")
    newest = rules.values_list("resource_id", "resource__digest").first()
    if newest is None:
        raise NoAnswer(f"the decision {decision!r} is not deployed; `gorel deploy` or a start of the site deploys it")
    try:
        return _read(*newest)
    except ModelError as error:
        raise NoAnswer(f"the decision {decision!r} cannot be read: {error}") from error


@lru_cache(maxsize=8)
def _read(resource: int, digest: str) -> dmn.Model:
    return dmn.read([bytes(Resource.objects.get(pk=resource).content)])


_newest = Fresh(_find)
forget = _newest.forget
