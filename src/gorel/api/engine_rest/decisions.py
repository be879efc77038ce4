"""Decisions: finding them, and asking them."""

from __future__ import annotations

from functools import partial

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gorel.api import deciding, reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.definitions import DecisionDefinition, by_definition, tell_decision
from gorel.api.engine_rest.shapes import Count, Listed, like, rows
from gorel.api.engine_rest.variables import Given, Reader, Told, tell
from gorel.api.errors import NotFound
from gorel.api.route import Body, Call, Route, Shape
from gorel.cases.models import DecisionRule


class Xml(Shape, kw_only=True):
    """Rules as they were deployed."""

    id: str
    dmn_xml: str


class Evaluate(Body, kw_only=True):
    """What the decision rests on."""

    variables: Given | None = None


class Asked(Listed, kw_only=True):
    """Filters."""

    decision_definition_id: str | None = None
    decision_definition_id_in: list[str] | None = None
    name: str | None = None
    name_like: str | None = None
    key: str | None = None
    key_like: str | None = None
    version: int | None = None
    latest_version: bool | None = None
    deployment_id: str | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    include_decision_definitions_without_tenant_id: bool | None = None


SORTS = {
    "id": "pk",
    "key": "key",
    "name": "name",
    "version": "version",
    "deploymentId": "resource__deployment",
    "tenantId": "space",
}


def _found(call: Call, asked: Asked) -> QuerySet[DecisionRule]:
    found = _rows(call)
    names = (
        [asked.decision_definition_id] if asked.decision_definition_id is not None else asked.decision_definition_id_in
    )
    if names is not None:
        found = found.filter(pk__in=[_number(one) for one in names])
    for value, column in ((asked.name, "name"), (asked.key, "key")):
        if value is not None:
            found = found.filter(**{column: value})
    for pattern, column in ((asked.name_like, "name"), (asked.key_like, "key")):
        if pattern is not None:
            found = found.filter(**like(pattern, column))
    if asked.version is not None:
        found = found.filter(version=asked.version) if abs(asked.version) < 2**31 else found.none()
    if asked.latest_version:
        same = DecisionRule.objects.filter(key=OuterRef("key"), space=OuterRef("space"))
        same = same.annotate(owner=Coalesce("organisation_id", 0))
        newest = same.filter(owner=Coalesce(OuterRef("organisation_id"), 0)).order_by("-version").values("pk")[:1]
        found = found.filter(pk=Subquery(newest))
    if asked.deployment_id is not None:
        found = found.filter(resource__deployment__uid=ids.uid(asked.deployment_id, "deployment"))
    if asked.tenant_id_in is not None:
        more = [""] if asked.include_decision_definitions_without_tenant_id else []
        found = found.filter(space__in=[*asked.tenant_id_in, *more])
    if asked.without_tenant_id:
        found = found.filter(space="")
    return found


def _rows(call: Call) -> QuerySet[DecisionRule]:
    return reach.decisions(call).select_related("resource__deployment").defer("resource__content")


def _number(text: str) -> int:
    number = text.rpartition(":")[2]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0


def listing(call: Call) -> list[DecisionDefinition]:
    """Return versions of decisions."""
    return [tell_decision(row) for row in rows(_found(call, call.query), call.query, SORTS)]


def count(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=_found(call, call.query).count())


def find(call: Call) -> DecisionRule:
    """Return the version that the address names. Errors: NotFound."""
    if "key" in call.path:
        row: DecisionRule = reach.newest(
            _rows(call), call, call.path["key"], call.path.get("tenant", ""), what="decision definition"
        )
        return row
    found = _rows(call).filter(pk=_number(call.path["id"])).first()
    if found is None:
        raise NotFound(f"No matching decision definition with id {call.path['id'][:80]}")
    return found


def get(call: Call) -> DecisionDefinition:
    """Return one."""
    return tell_decision(find(call))


def xml(call: Call) -> Xml:
    """Return its rules."""
    row = find(call)
    return Xml(id=ids.decision(row), dmn_xml=bytes(row.resource.content).decode("utf-8", "replace"))


def evaluate(call: Call) -> list[Told]:
    """Decide. Shape: one line of outputs for each rule that answered."""
    row = find(call)
    values = Reader(call.organisation_id).read(call.body.variables)
    decided = deciding.decide(row, values)
    return [
        {name: tell(name, value, None) for name, value in line.items()}
        for line in deciding.lines(decided, row)
    ]  # fmt: skip


_three = partial(by_definition, "/decision-definition")

ROUTES = (
    Route(
        "GET",
        "/decision-definition",
        listing,
        "read",
        "List decision definitions",
        query=Asked,
        answer=list[DecisionDefinition],
    ),
    Route("GET", "/decision-definition/count", count, "read", "Count decision definitions", query=Asked, answer=Count),
    *_three("GET", "", get, "read", "Get a decision definition", answer=DecisionDefinition),
    *_three("GET", "/xml", xml, "read", "Get its DMN", answer=Xml),
    *_three("POST", "/evaluate", evaluate, "decide", "Evaluate a decision", body=Evaluate, answer=list[Told]),
)
