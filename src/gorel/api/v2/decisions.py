"""Decisions and expressions."""

from __future__ import annotations

from typing import Any

from gorel.api import deciding, reach
from gorel.api.errors import BadRequest, NotFound, sentences
from gorel.api.route import Body, Call, Raw, Route, Shape, not_offered
from gorel.api.v2 import keys, search
from gorel.cases import queries
from gorel.cases.models import DecisionRule
from gorel.cases.values import plain, to_json
from gorel.core import feel
from gorel.core.problems import ModelError
from gorel.core.say import say
from gorel.ground import clock


class Evaluate(Body, kw_only=True):
    """Which decision, and what it rests on."""

    decision_definition_id: str | None = None
    decision_definition_key: str | None = None
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None


class DecisionDefinition(Shape, kw_only=True):
    """A version of a decision."""

    decision_definition_id: str
    name: str
    version: int
    decision_requirements_id: str
    decision_requirements_name: str
    decision_requirements_version: int
    tenant_id: str
    decision_definition_key: str
    decision_requirements_key: str


DecisionDefinitions = search.result("DecisionDefinitions", DecisionDefinition)


class Output(Shape, kw_only=True):
    """One output of a rule."""

    output_id: str
    output_name: str
    output_value: str
    rule_id: str | None
    rule_index: int | None


class Rule(Shape, kw_only=True):
    """A rule that matched."""

    rule_id: str
    rule_index: int
    evaluated_outputs: list[Output]


class Input(Shape, kw_only=True):
    """What a decision was given."""

    input_id: str
    input_name: str
    input_value: str


class Step(Shape, kw_only=True):
    """One decision that was made on the way."""

    decision_definition_id: str
    decision_definition_name: str
    decision_definition_version: int
    decision_definition_type: str
    output: str
    tenant_id: str
    matched_rules: list[Rule]
    evaluated_inputs: list[Input]
    decision_definition_key: str
    decision_evaluation_instance_key: str


class Evaluated(Shape, kw_only=True):
    """What was decided, and why. Shape: output is JSON text."""

    decision_definition_id: str
    decision_definition_key: str
    decision_definition_name: str
    decision_definition_version: int
    decision_evaluation_key: str
    decision_instance_key: str
    decision_requirements_id: str
    decision_requirements_key: str
    evaluated_decisions: list[Step]
    failed_decision_definition_id: str | None
    failure_message: str | None
    output: str
    tenant_id: str


@not_offered("tenant_id")
class Expression(Body, kw_only=True):
    """A FEEL expression, and what it sees."""

    expression: str
    tenant_id: str | None = None
    scope_key: str | None = None
    variables: dict[str, Any] | None = None


class Warning(Shape, kw_only=True):
    """Why a part of it is null."""

    message: str


class Value(Shape, kw_only=True):
    """What it comes to."""

    expression: str
    result: Any
    warnings: list[Warning]
    referenced_secrets: list[dict[str, Any]]


def tell(row: DecisionRule) -> DecisionDefinition:
    """Return a version of a decision in this door's shape."""
    return DecisionDefinition(
        decision_definition_id=row.key, name=row.name or row.key, version=row.version,
        decision_requirements_id=row.resource.key, decision_requirements_name=row.resource.key,
        decision_requirements_version=row.resource.version, tenant_id=keys.tenant(row.space),
        decision_definition_key=str(row.pk), decision_requirements_key=str(row.resource_id),
    )  # fmt: skip


def _rows(call: Call) -> Any:
    return reach.decisions(call).select_related("resource").defer("resource__content")


def listing(call: Call) -> Any:
    """Return versions of decisions."""
    rows = search.narrowed(_rows(call), call.body, {"decisionDefinitionId": "key"}).order_by("-pk")[: search.MOST]
    newest: dict[Any, int] = {}
    for row in rows:
        newest.setdefault((row.key, row.space, row.organisation_id), row.pk)
    latest = {str(pk) for pk in newest.values()}
    extra = {"isLatestVersion": lambda one: one.decision_definition_key in latest}
    return search.answer(DecisionDefinitions, DecisionDefinition, map(tell, rows), call.body, extra)


def _find(call: Call) -> DecisionRule:
    found: DecisionRule | None = _rows(call).filter(pk=keys.number(call.path["key"])).first()
    if found is None:
        raise NotFound(f"There is no decision {call.path['key']}")
    return found


def get(call: Call) -> DecisionDefinition:
    """Return one."""
    return tell(_find(call))


def xml(call: Call) -> Raw:
    """Return its rules."""
    return Raw(bytes(_find(call).resource.content), "text/xml; charset=utf-8")


def evaluate(call: Call) -> Evaluated:
    """Decide."""
    rule = _rule(call)
    evaluation = keys.fresh()
    try:
        decided = deciding.decide(rule, plain(call.body.variables or {}))
    except BadRequest as error:
        return _told(rule, evaluation, [], "null", error.detail)
    steps = [_step(rule, step, f"{evaluation}-{place}") for place, step in enumerate(decided.explanation["steps"], 1)]
    return _told(rule, evaluation, steps, to_json(decided.value), None)


def _rule(call: Call) -> DecisionRule:
    body: Evaluate = call.body
    if (body.decision_definition_id is None) == (body.decision_definition_key is None):
        raise BadRequest("Give decisionDefinitionId or decisionDefinitionKey, one of them")
    rows = reach.decisions(call).select_related("resource")
    if body.decision_definition_key is not None:
        found = rows.filter(pk=keys.number(body.decision_definition_key)).first()
        if found is None:
            raise NotFound(f"There is no decision {body.decision_definition_key}")
        return found
    newest: DecisionRule = reach.newest(rows, call, body.decision_definition_id or "", keys.space(body.tenant_id))
    return newest


def _told(rule: DecisionRule, evaluation: str, steps: list[Step], output: str, failure: str | None) -> Evaluated:
    return Evaluated(
        decision_definition_id=rule.key, decision_definition_key=str(rule.pk),
        decision_definition_name=rule.name or rule.key, decision_definition_version=rule.version,
        decision_evaluation_key=evaluation, decision_instance_key=evaluation,
        decision_requirements_id=rule.resource.key, decision_requirements_key=str(rule.resource_id),
        evaluated_decisions=steps, failed_decision_definition_id=rule.key if failure else None,
        failure_message=failure, output=output, tenant_id=keys.tenant(rule.space),
    )  # fmt: skip


def _step(rule: DecisionRule, step: dict[str, Any], name: str) -> Step:
    rules, columns = [], []
    for table in step["tables"]:
        columns += [
            Input(
                input_id=str(column["title"]), input_name=str(column["title"]), input_value=to_json(column.get("value"))
            )
            for column in table["columns"]
        ]
        for hit in table["hits"]:
            index = int(hit["row"])
            rules.append(
                Rule(
                    rule_id=str(hit["rule"] or index),
                    rule_index=index,
                    evaluated_outputs=[
                        Output(
                            output_id=str(one["name"]),
                            output_name=str(one["name"]),
                            output_value=to_json(one["value"]),
                            rule_id=str(hit["rule"] or index),
                            rule_index=index,
                        )
                        for one in hit["outputs"]
                    ],
                )
            )
    sibling = DecisionRule.objects.filter(resource=rule.resource_id, key=step["decision"]["id"]).first() or rule
    return Step(
        decision_definition_id=step["decision"]["id"], decision_definition_name=step["decision"]["name"],
        decision_definition_version=sibling.version, output=to_json(step["value"]), tenant_id=keys.tenant(rule.space),
        decision_definition_type="DECISION_TABLE" if step["kind"] == "table" else "LITERAL_EXPRESSION",
        matched_rules=rules, evaluated_inputs=columns, decision_definition_key=str(sibling.pk),
        decision_evaluation_instance_key=name,
    )  # fmt: skip


def expression(call: Call) -> Value:
    """Evaluate FEEL: what is behind the = sees the variables given, and those of a scope."""
    body: Expression = call.body
    text = body.expression
    if not text.startswith("="):
        raise BadRequest("A FEEL expression begins with =")
    seen: dict[str, Any] = {}
    if body.scope_key is not None:
        number, key = keys.parse(body.scope_key)
        case = reach.case(call, id=number)
        call.need(case.process.key, verb="read")
        seen = queries.variables(case, key or None)
    seen |= plain(body.variables or {})
    try:
        compiled = feel.compile(text[1:], names=seen)
    except ModelError as error:
        raise BadRequest(sentences(error.problems)) from None
    found = compiled.evaluate(seen, now=clock.instant(), zone=clock.ZONE.key)
    warnings = [Warning(message=say(one, "en")) for one in found.warnings]
    return Value(expression=text, result=feel.to_json(found.value), warnings=warnings, referenced_secrets=[])


ROUTES = (
    Route(
        "POST",
        "/decision-definitions/evaluation",
        evaluate,
        "decide",
        "Evaluate a decision",
        body=Evaluate,
        answer=Evaluated,
    ),
    Route(
        "POST",
        "/decision-definitions/search",
        listing,
        "read",
        "Search decision definitions",
        body=search.Search,
        answer=DecisionDefinitions,
    ),
    Route("GET", "/decision-definitions/{key}", get, "read", "Get a decision definition", answer=DecisionDefinition),
    Route("GET", "/decision-definitions/{key}/xml", xml, "read", "Get its DMN", answer=Raw),
    Route(
        "POST", "/expression/evaluation", expression, "decide", "Evaluate an expression", body=Expression, answer=Value
    ),
)
