"""A small town hall: two organisations with one person of each role, and a picture that hands out a task."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from gorel.accounts.models import Membership, Organisation, Person
from gorel.cases import programs, runtime
from gorel.cases.models import Case, Deployment, Process, Resource, Task
from gorel.ground import clock

NOW = datetime(2021, 9, 6, 7, 0, tzinfo=UTC)  # Monday 6 September 2021, 09.00 in Sweden

PICTURE = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
  <bpmn:process id="permit" name="Tillstånd" isExecutable="true">
    <bpmn:startEvent id="in" name="Ansökan kommer in"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="a" sourceRef="in" targetRef="review" />
    <bpmn:userTask id="review" name="Granska ansökan">
      <bpmn:extensionElements>
        <zeebe:userTask />
        <zeebe:formDefinition formId="permit-review" />
        <zeebe:assignmentDefinition candidateGroups="editor" />
        <zeebe:properties>
          <zeebe:property name="gorel.baseline.minutes" value="20" />
          <zeebe:property name="gorel.baseline.source" value="mätt på tio ansökningar" />
        </zeebe:properties>
      </bpmn:extensionElements>
      <bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="b" sourceRef="review" targetRef="archive" />
    <bpmn:serviceTask id="archive" name="Arkivera">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="test.archive" />
        <zeebe:properties><zeebe:property name="gorel.baseline.minutes" value="7.5" /></zeebe:properties>
      </bpmn:extensionElements>
      <bpmn:incoming>b</bpmn:incoming><bpmn:outgoing>c</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="c" sourceRef="archive" targetRef="done" />
    <bpmn:endEvent id="done" name="Klart"><bpmn:incoming>c</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="plane" bpmnElement="permit">
    <bpmndi:BPMNShape id="in_di" bpmnElement="in"><dc:Bounds x="100" y="100" width="36" height="36" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="re_di" bpmnElement="review"><dc:Bounds x="200" y="78" width="100" height="80" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="ar_di" bpmnElement="archive"><dc:Bounds x="360" y="78" width="100" height="80" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="do_di" bpmnElement="done"><dc:Bounds x="520" y="100" width="36" height="36" /></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="a_di" bpmnElement="a"><di:waypoint x="136" y="118" /><di:waypoint x="200" y="118" /></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="b_di" bpmnElement="b"><di:waypoint x="300" y="118" /><di:waypoint x="360" y="118" /></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="c_di" bpmnElement="c"><di:waypoint x="460" y="118" /><di:waypoint x="520" y="118" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""  # noqa: E501
FORM = {
    "type": "default",
    "id": "permit-review",
    "components": [
        {
            "type": "radio", "key": "decision", "label": "Beslut", "validate": {"required": True},
            "values": [{"label": "Bifall", "value": "yes"}, {"label": "Avslag", "value": "no"}],
            "properties": {"label.en": "Decision", "value.yes.en": "Grant", "value.no.en": "Refuse"},
        },
        {"type": "number", "key": "minutes", "label": "Minuter", "properties": {"label.en": "Minutes"}},
    ],
}  # fmt: skip


@dataclass
class Hall:
    """Who and what there is."""

    ours: Organisation
    theirs: Organisation
    people: dict[str, Person] = field(default_factory=dict)  # by role; "their-editor" … in the other organisation

    def start(self, organisation: Organisation | None = None, **how) -> Case:
        return runtime.start("permit", organisation=organisation or self.ours, **how)

    def task(self, **how) -> Task:
        """Start a case and return its task."""
        return Task.objects.get(case=self.start(**how))


@pytest.fixture(autouse=True)
def _today():
    with clock.held(NOW):
        yield


def deploy(*, picture: str = PICTURE, key: str = "permit", name: str = "Tillstånd", version: int = 1) -> Process:
    """Write the rows of a deployed picture."""
    deployment = Deployment.objects.create(at=NOW)
    resource = Resource.objects.create(
        deployment=deployment, kind="bpmn", key=key, version=version, name=f"{key}.bpmn", digest=f"{key}{version}",
        content=picture.encode(),
    )  # fmt: skip
    return Process.objects.create(resource=resource, key=key, version=version, name=name, deployed_at=NOW)


@pytest.fixture
def hall(db) -> Hall:
    programs.forget()  # a rolled-back database gives the same keys to other rows
    hall = Hall(
        ours=Organisation.objects.create(name="Göteborgs Stad", slug="goteborg", kind="municipality"),
        theirs=Organisation.objects.create(name="Sundsvalls kommun", slug="sundsvall", kind="municipality"),
    )
    for prefix, organisation in (("", hall.ours), ("their-", hall.theirs)):
        for role in ("editor", "organiser", "secretary", "administrator"):
            person = Person.objects.create_person(
                email=f"{role}@{organisation.slug}.example", name=f"{role.capitalize()} {organisation.slug}"
            )
            Membership.objects.create(person=person, organisation=organisation, role=role)
            hall.people[prefix + role] = person
    process = deploy()
    Resource.objects.create(
        deployment=process.resource.deployment, kind="form", key="permit-review", version=1, name="permit-review.form",
        digest="f", content=json.dumps(FORM).encode(),
    )  # fmt: skip
    return hall
