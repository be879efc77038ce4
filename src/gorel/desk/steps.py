"""The steps of a process version, with the words that people know them by."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gorel.cases.models import Process, Task
from gorel.core import bpmn
from gorel.ground.language import is_english

# What the kinds of symbols are called by people who have never seen BPMN.
KINDS = {
    "startEvent": pgettext_lazy("step", "start"),
    "endEvent": pgettext_lazy("step", "end"),
    "userTask": pgettext_lazy("step", "task for a person"),
    "manualTask": pgettext_lazy("step", "task for a person"),
    "serviceTask": pgettext_lazy("step", "Görel does it"),
    "sendTask": pgettext_lazy("step", "Görel does it"),
    "scriptTask": pgettext_lazy("step", "Görel does it"),
    "task": pgettext_lazy("step", "step"),
    "businessRuleTask": pgettext_lazy("step", "decision by rules"),
    "receiveTask": pgettext_lazy("step", "wait for word"),
    "intermediateCatchEvent": pgettext_lazy("step", "wait"),
    "intermediateThrowEvent": pgettext_lazy("step", "event"),
    "boundaryEvent": pgettext_lazy("step", "may happen meanwhile"),
    "exclusiveGateway": pgettext_lazy("step", "choice"),
    "inclusiveGateway": pgettext_lazy("step", "choice"),
    "parallelGateway": pgettext_lazy("step", "side by side"),
    "eventBasedGateway": pgettext_lazy("step", "whatever happens first"),
    "complexGateway": pgettext_lazy("step", "choice"),
    "subProcess": pgettext_lazy("step", "part"),
    "transaction": pgettext_lazy("step", "part"),
    "adHocSubProcess": pgettext_lazy("step", "part"),
    "callActivity": pgettext_lazy("step", "another case"),
}
GATEWAYS = frozenset(kind for kind in KINDS if kind.endswith("Gateway"))
PARTS = frozenset({"subProcess", "transaction", "adHocSubProcess"})
BLIND = "gorel.blind"  # the property of a task that is a second opinion: "yes"
ONCE = "gorel.once"  # the property of a task that several are asked at the same time, each person once: "yes"
ENGLISH = "gorel.name.en"  # the property of a step that holds its English name
_UNKNOWN = gettext_lazy("step")


@dataclass(frozen=True, slots=True)
class Step:
    """One symbol of the picture. Shape: events are kinds as "timer"; job is an ability's name, rule a decision's id."""

    id: str
    name: str
    kind: str
    name_en: str = ""
    scope: str = ""
    events: tuple[str, ...] = ()
    attached_to: str = ""
    job: str = ""
    rule: str = ""
    form: str = ""  # what it asks
    is_event_part: bool = False  # a part that starts by itself when something happens
    is_blind: bool = False  # a second opinion: who gives it does not see what was proposed
    is_once: bool = False  # several are asked: who has answered one of these tasks does not answer another

    @property
    def kind_word(self) -> str:
        return str(KINDS.get(self.kind, _UNKNOWN))

    @property
    def said(self) -> str:
        """Return its name, or what kind of step it is when it has none."""
        return in_language(self.name, self.name_en) or self.kind_word


def in_language(name: str, english: str) -> str:
    """Return a name of the picture in the reader's language, where the picture has it."""
    return english if english and is_english() else name


@dataclass(frozen=True, slots=True)
class Choice:
    """A named way out of a step."""

    id: str
    name: str
    source: str
    name_en: str = ""

    @property
    def said(self) -> str:
        return in_language(self.name, self.name_en)


@dataclass(frozen=True)
class Steps:
    """All steps of one process version in the order of the file, and its named flows."""

    name: str
    by_id: dict[str, Step]
    choices: dict[str, Choice]
    name_en: str = ""
    conditions: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of the ways out of a step, by its id

    def find(self, element: str) -> Step:
        """Return the step; one that the picture does not know is shown by its id."""
        return self.by_id.get(element) or Step(id=element, name=element, kind="")

    def is_meanwhile(self, element: str) -> bool:
        """Return whether this only stands by: it may interrupt what goes on, but nobody waits for it."""
        step = self.find(element)
        if step.kind == "boundaryEvent":
            return True
        return step.kind == "startEvent" and self.find(step.scope).is_event_part if step.scope else False


def steps(process: Process) -> Steps:
    """Return the steps of a process version. A version never changes, so it is read once per worker."""
    return _read(process.uid)


@lru_cache(maxsize=256)
def _read(uid: UUID) -> Steps:
    process = Process.objects.select_related("resource").get(uid=uid)
    drawn = bpmn.read(process.bpmn).process(process.key)
    if drawn is None:
        return Steps(process.name or process.key, {}, {})
    by_id = {
        node.id: Step(
            id=node.id,
            name=node.name,
            kind=node.kind,
            name_en=node.properties.get(ENGLISH, ""),
            scope=node.scope,
            events=tuple(event.kind for event in node.events),
            attached_to=node.attached_to,
            job=node.job.type.text if node.job else "",
            rule=node.rule.decision.text if node.rule else "",
            form=node.user.form.text if node.user and node.user.form else "",
            is_event_part=node.triggered_by_event,
            is_blind=node.properties.get(BLIND, "") == "yes",
            is_once=node.properties.get(ONCE, "") == "yes",
        )
        for node in drawn.nodes
    }
    choices = {
        flow.id: Choice(flow.id, flow.name, flow.source, flow.properties.get(ENGLISH, ""))
        for flow in drawn.flows
        if flow.name
    }
    conditions: dict[str, tuple[str, ...]] = {}
    for flow in drawn.flows:
        if flow.condition:
            conditions[flow.source] = (*conditions.get(flow.source, ()), flow.condition.text)
    return Steps(drawn.name or process.key, by_id, choices, drawn.properties.get(ENGLISH, ""), conditions)


def task_name(task: Task, known: Steps | None = None) -> str:
    """Return what a task is called in the reader's language, where its name is the one that the picture gives it."""
    if task.name and not is_english():
        return task.name
    step = (known or steps(task.case.process)).find(task.element)
    return step.said if task.name in ("", step.name) else task.name


def process_name(process: Process) -> str:
    english = steps(process).name_en if is_english() else ""
    return english or process.name or process.key or _("process")
