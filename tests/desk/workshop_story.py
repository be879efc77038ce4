"""The process “Ledighetsansökan” as files: what tests begin from when they do not draw it themselves."""

from __future__ import annotations

from pathlib import Path

from django.test import Client
from django.urls import reverse

import gorel
from gorel.accounts.models import Organisation, Person
from gorel.cases import deployment
from gorel.core import bpmn
from gorel.desk.workshop import questions, saving, tables
from gorel.desk.workshop.models import Draft
from gorel.desk.workshop.outline import adding, picture

LETTER = Path(gorel.__file__).parent / "attendance/processes/letter.bpmn"
FORM = {
    "type": "default", "id": "leave-form", "name": "Ledighetsansökan",
    "components": [
        {"type": "textfield", "key": "who", "label": "Namn", "validate": {"required": True},
         "properties": {"label.en": "Name"}},
        {"type": "number", "key": "days", "label": "Antal dagar", "validate": {"required": True},
         "properties": {"label.en": "Days"}},
        {"type": "number", "key": "notice", "label": "Dagar i förväg", "validate": {"required": True},
         "properties": {"label.en": "Days ahead"}},
    ],
}  # fmt: skip
DECISION_FORM = {
    "type": "default", "id": "leave-decision", "name": "Chefens beslut",
    "components": [
        {"type": "radio", "key": "granted", "label": "Beviljas?", "validate": {"required": True},
         "values": [{"label": "Ja", "value": "yes"}, {"label": "Nej", "value": "no"}],
         "properties": {"label.en": "Granted?", "value.yes.en": "Yes", "value.no.en": "No"}},
    ],
}  # fmt: skip


def rules() -> bytes:
    """Return rules on days and notice: short and early is granted at once."""
    editing = tables.Editing(tables.blank("Ledighet", "leave-rules"))
    editing.column("input", 0, label="Dagar", text="days", type_="number")
    editing.add_column("input")
    editing.column("input", 1, label="Dagar i förväg", text="notice", type_="number")
    for text, column in (("<= 5", 0), (">= 14", 1)):
        editing.cell(0, "input", column, text)
    editing.cell(0, "output", 0, '"auto"')
    editing.add_rule()
    editing.cell(1, "output", 0, '"manager"')
    return editing.done()


def files() -> dict[str, bytes]:
    """Return the whole draft: rules, then the manager or nobody, then the end."""
    from msgspec.structs import replace

    from gorel.core.bpmn.model import Expression, User

    change = picture.Change(bpmn.read(picture.blank("Ledighetsansökan", "leave")))
    start = change.node("start")
    change.replace(
        replace(start, user=User(form=Expression("leave-form"), native=False), properties={"gorel.public": "yes"})
    )
    rule = adding.add_after(change, "start", "rules", "Bedöm ansökan")
    change.replace(replace(rule, rule=replace(rule.rule, decision=Expression("leave-rules"), result="way")))
    choice = adding.add_after(change, rule.id, "choice", "Vem beslutar?")
    task = adding.add_way(
        change,
        choice.id,
        what="person",
        name="Besluta om ledighet",
        way="Chefen",
        condition='way = "manager"',
        to="end",
    )
    user = User(form=Expression("leave-decision"), candidate_groups=Expression("administrator"))
    change.replace(replace(task, user=user))
    other = next(flow for flow in change.out_of(choice.id) if flow.target != task.id)
    change.replace(replace(change.node(choice.id), default=other.id))
    return {
        "leave.bpmn": change.done(),
        "leave-rules.dmn": rules(),
        "leave-form.form": questions.write(FORM),
        "leave-decision.form": questions.write(DECISION_FORM),
    }


def draft(organisation: Organisation, by: Person) -> Draft:
    """Begin the draft where Görel can write letters, to those who are to approve it."""
    deployment.deploy([("letter.bpmn", LETTER.read_bytes())])
    return saving.begin(organisation=organisation, name="Ledighetsansökan", files=files(), by=by)


def post(client: Client, name: str, args: list[object], /, **given: object):
    """Send a form of the workshop, and return the page that follows."""
    return client.post(reverse(f"workshop:{name}", args=args), given, follow=True)


def said(response) -> list[str]:
    """Return the messages that a page shows."""
    return [str(message) for message in response.context["messages"]] if response.context else []
