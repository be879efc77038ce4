"""The two abilities by which a picture lets her decide: `decision.take`, and `decision.compare` for a second opinion.

Both are transactional: a decision is in the register, or it has not been taken.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import msgspec

from gorel.ability import Context, ability
from gorel.accounts.models import Organisation
from gorel.benefits.models import AutomatedDecision, Opinion
from gorel.benefits.trust import bounds, breaker, grounds, sampling
from gorel.benefits.trust.words import WHY
from gorel.cases.models import LogEntry
from gorel.ground import clock

AUTOMATIC, PERSON, OPINION = "automatic", "person", "opinion"


class Proposal(msgspec.Struct):
    """What the rules propose. Shape: type as the delegation names it; outcome is the word of the decision."""

    type: str
    outcome: str
    amount: Decimal | None = None


class Taken(msgspec.Struct):
    """Who decides. Shape: how is "automatic" (it is decided), "person", or "opinion" (a person looks first, blind)."""

    how: str
    why: str
    why_en: str
    rate: int
    law: str = ""
    appeal_to: str = ""
    contact: str = ""
    register_id: str = ""


@ability(
    "decision.take",
    title={"sv": "Fatta beslut", "en": "Take a decision"},
    about={
        "sv": "Fattar ett automatiserat beslut där en delegation bär det, gränserna håller och det inte är stickprov. "
        "Annars svarar den att en människa ska besluta, och varför.",
        "en": "Takes an automated decision where a delegation carries it, the bounds hold and it is not drawn for a "
        "second opinion. Otherwise it answers that a person decides, and why.",
    },
    transactional=True,
)
def take(given: Proposal, context: Context) -> Taken:
    before = AutomatedDecision.objects.filter(job=context.job_key).select_related("delegation__organisation").first()
    if before is not None:
        return _taken(before)
    delegation = grounds.carrying(given.type, context.organisation)
    if delegation is None:
        return _person("no-delegation", 100)
    guard = breaker.of(context.process, context.organisation)
    if guard is not None and breaker.is_open(guard):
        return _person("breaker", 100)
    limits = bounds.of(given.type, context.organisation)
    if limits.is_test:
        return _person("test", 100)
    passed = bounds.passed(limits, context.organisation, given.amount)
    if passed:
        return _person(passed, 100)
    rate = sampling.share(sampling.measured(given.type, context.organisation), floor=limits.floor)
    if sampling.is_drawn(context.case, given.type, rate) and not _has_opinion(context, given.type):
        sv, en = WHY["drawn"]
        return Taken(how=OPINION, why=sv.format(rate=int(rate)), why_en=en.format(rate=int(rate)), rate=int(rate))
    return _taken(
        AutomatedDecision.objects.create(
            organisation_id=context.organisation, delegation=delegation, decision_type=given.type,
            case=UUID(context.case), process=context.process, element=context.element, outcome=given.outcome[:200],
            amount=given.amount, rate=rate, taken_at=clock.now(), job=context.job_key,
        )
    )  # fmt: skip


class Compared(msgspec.Struct):
    """Two answers to the same question. Shape: found is what the person wrote, proposed what the rules gave."""

    type: str
    proposed: str
    found: str


class Agreement(msgspec.Struct):
    agrees: bool


@ability(
    "decision.compare",
    title={"sv": "Jämför med människans bedömning", "en": "Compare with the person's opinion"},
    about={
        "sv": "Noterar om en människa, utan att ha sett förslaget, kom till samma beslut. Skiljer det sig ser en "
        "människa på alla beslut igen.",
        "en": "Notes whether a person who had not seen the proposal came to the same decision. If not, a person looks "
        "at all decisions again.",
    },
    transactional=True,
)
def compare(given: Compared, context: Context) -> Agreement:
    agrees = given.proposed.strip() == given.found.strip()
    Opinion.objects.get_or_create(
        job=context.job_key,
        defaults={
            "organisation_id": context.organisation, "decision_type": given.type, "case": UUID(context.case),
            "process": context.process, "proposed": given.proposed[:200], "found": given.found[:200],
            "agrees": agrees, "by": _last_person(context), "at": clock.now(),
        },
    )  # fmt: skip
    return Agreement(agrees=agrees)


def _has_opinion(context: Context, decision_type: str) -> bool:
    """Say whether a person has already come to the same decision in this case."""
    latest = Opinion.objects.filter(case=UUID(context.case), decision_type=decision_type).order_by("-pk").first()
    return latest is not None and latest.agrees


def _last_person(context: Context) -> str:
    line = LogEntry.objects.filter(case__uid=UUID(context.case), by__startswith="person:").order_by("-pk").first()
    return line.by if line else ""


def _person(why: str, rate: int) -> Taken:
    sv, en = WHY[why]
    return Taken(how=PERSON, why=sv, why_en=en, rate=rate)


def _taken(decision: AutomatedDecision) -> Taken:
    sv, en = WHY["carried"]
    ground = str(decision.delegation)
    organisation: Organisation = decision.delegation.organisation
    return Taken(
        how=AUTOMATIC,
        why=sv.format(ground=ground, name=organisation.name),
        why_en=en.format(ground=ground, name=organisation.name),
        rate=int(decision.rate),
        law=grounds.law(decision.delegation),
        appeal_to=decision.delegation.appeal_to,
        contact=decision.delegation.contact,
        register_id=str(decision.uid),
    )
