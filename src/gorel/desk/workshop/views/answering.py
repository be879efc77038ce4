"""What somebody answers in a try-out: the button that was pressed and what was written, as a stimulus."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gorel import forms
from gorel.ability import fields, registry
from gorel.cases.models import Resource
from gorel.cases.values import from_json
from gorel.core.engine.effects import OpenTask
from gorel.desk.workshop import findings, trying
from gorel.desk.workshop.views import common
from gorel.forms import received


def asked(
    request: HttpRequest, bench: common.Bench, world: trying.World
) -> tuple[trying.Stimulus | None, dict[str, Any]]:
    """Return the stimulus that the pressed button means, or what is wrong with what was written."""
    given, what = request.POST, request.POST.get("do", "")
    element = given.get("element", "")
    if what == "answer":
        for case, work in world.work():
            if work.element == element:
                values, problems = _answer(request, bench, case, work)
                return {"do": "answer", "element": element, "values": values}, problems
        return {"do": "answer", "element": element}, {}
    if what == "throw":
        return {"do": "throw", "element": element, "code": given.get("code", "").strip() or "ERROR"}, {}
    if what == "fail":
        return {"do": "fail", "element": element, "message": _("tried out")}, {}
    if what == "timer":
        return {"do": "timer", "element": element}, {}
    if what == "mend":
        return {"do": "mend", "element": element}, {}
    if what == "set":
        variables, wrong = variables_of(given.get("variables", ""))
        return {"do": "set", "variables": variables}, {"set": wrong} if wrong else {}
    if what == "message":
        variables, wrong = variables_of(given.get("variables", ""))
        stimulus = {"do": "message", "name": given.get("name", ""), "key": given.get("key", ""), "variables": variables}
        return stimulus, {"message": wrong} if wrong else {}
    return None, {}


def _answer(request: HttpRequest, bench: common.Bench, case: Any, work: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    if "example" in request.POST:
        values, wrong = variables_of(request.POST["example"])
        return values, {"json": wrong} if wrong else {}
    if isinstance(work, OpenTask):
        schema = form_of(bench, work.form or "")
        if not schema.fields:
            values, wrong = variables_of(request.POST.get("json", ""))
            return values, {"json": wrong} if wrong else {}
        answer = forms.read(schema, request.POST, known=trying.seen_by(case, work), files=received.files(request))
        return dict(answer.values), dict(answer.problems)
    values, problems = {}, {}
    for field in gives(work.type):
        text = request.POST.get(f"out-{field.name}", "").strip()
        if not text and not field.required:
            continue
        try:
            values[field.name] = _value(field.kind, text)
        except (ValueError, InvalidOperation):
            problems[field.name] = _("“%(text)s” is not a value of this kind.") % {"text": text}
    more, wrong = variables_of(request.POST.get("json", ""))
    return values | more, problems | ({"json": wrong} if wrong else {})


def gives(type_: str) -> tuple[fields.FieldOf, ...]:
    """Return the fields that an ability of the type gives; none for one that is not known."""
    ability = registry.find(type_)
    return fields.fields_of(ability.gives) if ability else ()


def _value(kind: str, text: str) -> Any:
    if kind == "number":
        number = Decimal(text.replace(",", "."))
        return int(number) if number == number.to_integral_value() else number
    if kind == "boolean":
        return text.casefold() in ("true", "ja", "yes", "1", "on")
    if kind in ("list", "map", "any"):
        return from_json(text)
    return text


def form_of(bench: common.Bench, key: str) -> forms.Schema:
    """Return a form: the draft's own, or the one in use; an empty one when there is neither."""
    path = findings.form_ids(bench.files).get(key)
    if path:
        return forms.parse(json.loads(bench.files[path]))
    rows = (
        Resource.objects.filter(kind="form", key=key, space="").order_by("-version") if key else Resource.objects.none()
    )
    row = rows.filter(organisation=bench.draft.organisation).first() or rows.filter(organisation=None).first()
    return forms.parse(json.loads(bytes(row.content)) if row else {"components": []})


def variables_of(text: str) -> tuple[dict[str, Any], str]:
    """Return what somebody typed as variables, or what is wrong with it."""
    if not text.strip():
        return {}, ""
    try:
        found = from_json(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        return {}, _('Write it as {"name": value, "other": "text"}.')
    return found, ""
