"""A picture as a list of steps in the order in which they happen, each with what it is told and its ways on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gorel.ability import fields, registry
from gorel.ability.template import said
from gorel.core.bpmn.model import Definitions, EventDefinition, Expression, Flow, Node, Process
from gorel.core.bpmn.names import GATEWAYS
from gorel.desk.steps import KINDS
from gorel.desk.workshop.findings import Finding
from gorel.desk.workshop.outline import spans
from gorel.desk.workshop.outline.expressions import as_text
from gorel.ground.language import spoken

KIND_WORDS = KINDS


@dataclass(frozen=True, slots=True)
class Way:
    """A way on from a step. Shape: condition is "" where none is said; back tells that the target came before."""

    id: str
    name: str
    condition: str
    is_default: bool
    target: str
    target_name: str
    is_back: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One step of the list. Shape: depth counts the parts around it; facts are (word, value)."""

    id: str
    number: int
    name: str
    kind: str
    kind_word: str
    depth: int
    facts: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]
    findings: tuple[Finding, ...]
    on: str = ""  # the step that a deadline belongs to
    is_choice: bool = False
    can_move: bool = False
    can_wait: bool = False
    is_fixed: bool = False


@dataclass
class _Graph:
    process: Process
    by_id: dict[str, Node] = field(init=False)
    out: dict[str, list[Flow]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {node.id: node for node in self.process.nodes}
        self.out = {node.id: [] for node in self.process.nodes}
        for flow in self.process.flows:
            self.out.setdefault(flow.source, []).append(flow)


def called(node: Node) -> str:
    """Return what a step is called: its name, or what sort it is."""
    return node.name or str(KIND_WORDS.get(node.kind, _("step")))


def order(process: Process) -> list[tuple[Node, int]]:
    """Return every step with its depth, as somebody would tell the process: from the start, each way to its end.

    A step that several ways lead to stands where the last of them comes.
    """
    graph = _Graph(process)
    found: list[tuple[Node, int]] = []
    _scope(graph, "", 0, found)
    seen = {node.id for node, _depth in found}
    found += [(node, 0) for node in process.nodes if node.id not in seen]
    return found


def _scope(graph: _Graph, scope: str, depth: int, found: list[tuple[Node, int]]) -> None:
    inside = [node for node in graph.process.nodes if node.scope == scope]
    targets = {flow.target for flow in graph.process.flows if flow.scope == scope}
    heads = [node for node in inside if node.kind == "startEvent"]
    heads += [n for n in inside if n.kind != "startEvent" and n.id not in targets and not n.attached_to]
    # Reverse post-order of a walk in depth: every step after all that lead to it, but for ways back.
    done: set[str] = set()
    ordered: list[Node] = []
    for head in reversed(heads):
        _walk(graph, head, done, ordered)
    for node in inside:
        if node.id not in done and not node.attached_to:
            _walk(graph, node, done, ordered)
    for node in reversed(ordered):
        found.append((node, depth))
        if any(one.scope == node.id for one in graph.process.nodes):
            _scope(graph, node.id, depth + 1, found)


def _walk(graph: _Graph, head: Node, done: set[str], ordered: list[Node]) -> None:
    todo: list[tuple[Node, list[str]]] = []

    def enter(node: Node) -> None:
        done.add(node.id)
        attached = [one for one in graph.process.nodes if one.attached_to == node.id]
        after = [flow.target for one in (node,) for flow in graph.out[one.id]]
        todo.append((node, [*after, *(one.id for one in attached)]))

    if head.id in done:
        return
    enter(head)
    while todo:
        node, after = todo[-1]
        if after:
            following = graph.by_id.get(after.pop())
            if following is not None and following.id not in done:
                enter(following)
            continue
        todo.pop()
        ordered.append(node)


def rows(definitions: Definitions, findings: Iterable[Finding] = ()) -> list[Row]:
    """Return the list of the picture's one process."""
    process = definitions.process()
    if process is None:
        return []
    graph, ordered = _Graph(process), order(process)
    place = {node.id: number for number, (node, _depth) in enumerate(ordered)}
    about: dict[str, list[Finding]] = {}
    for finding in findings:
        about.setdefault(finding.element, []).append(finding)
    return [
        Row(
            id=node.id,
            number=number,
            name=node.name,
            kind=node.kind,
            kind_word=word(node),
            depth=depth,
            facts=tuple(_facts(node, definitions)),
            ways=tuple(_way(flow, node, graph, place, number) for flow in graph.out[node.id]),
            findings=tuple(
                one for key in (node.id, *(flow.id for flow in graph.out[node.id])) for one in about.get(key, ())
            ),
            on=called(graph.by_id[node.attached_to]) if node.attached_to in graph.by_id else "",
            is_choice=node.kind in GATEWAYS,
            can_move=node.kind not in ("startEvent", "endEvent", "boundaryEvent") and len(graph.out[node.id]) == 1,
            can_wait=node.kind.endswith("Task") or node.kind in ("subProcess", "callActivity"),
            is_fixed=node.kind in ("startEvent", "endEvent", "boundaryEvent"),
        )
        for number, (node, depth) in enumerate(ordered, 1)
    ]


def word(node: Node) -> str:
    """Return what sort of step it is, in words."""
    if node.kind == "intermediateCatchEvent" and node.events:
        return _("wait for a moment") if node.events[0].kind == "timer" else _("wait for word")
    if node.kind == "boundaryEvent" and node.events and node.events[0].kind == "timer":
        return _("deadline")
    if node.kind == "task":
        return _("step, not decided")
    return str(KIND_WORDS.get(node.kind, _("step")))


def _way(flow: Flow, node: Node, graph: _Graph, place: dict[str, int], number: int) -> Way:
    target = graph.by_id.get(flow.target)
    return Way(
        flow.id, flow.name, flow.condition.text if flow.condition else "", node.default == flow.id, flow.target,
        called(target) if target else flow.target, place.get(flow.target, 0) + 1 <= number,
    )  # fmt: skip


def _facts(node: Node, definitions: Definitions) -> Iterable[tuple[str, str]]:
    if node.user:
        if node.user.form:
            yield _("Form"), node.user.form.text
        if node.user.candidate_groups:
            yield _("Group"), group_word(node.user.candidate_groups.text)
        if node.user.assignee:
            yield _("Person"), as_text(node.user.assignee)
        if node.user.due:
            yield _("Due"), spans.told(node.user.due)
    if node.kind == "startEvent" and node.properties.get(PUBLIC):
        yield _("Public form"), _("anyone may send it in")
    words: dict[str, str] = {}  # what an ability calls what it takes; other names are the picture's own
    if node.job and node.job.type.text:
        ability = registry.find(node.job.type.text)
        words = {one.name: one.title(spoken()) for one in fields.fields_of(ability.takes)} if ability else {}
        title = said(ability.title, spoken()) if ability else ""
        yield _("Ability"), f"{title} ({node.job.type.text})" if title else node.job.type.text
    for one in node.inputs:
        given = spans.read_only(one.source) if isinstance(one.source, Expression) else "…"
        yield words.get(one.target) or _named(one.target), given
    if node.rule and node.rule.decision.text:
        yield _("Rules"), node.rule.decision.text
    if node.script:
        yield _named(node.script.result) if node.script.result else _("Count"), as_text(node.script.expression)
    if node.call:
        yield _("Process"), node.call.process.text
    for event in node.events:
        yield from _event(event, definitions)
    results = [node.rule.result] if node.rule and node.rule.result else []
    for name in (*results, *(one.target for one in node.outputs)):
        yield _("Answer goes to"), _("“%(name)s”") % {"name": name}


def _named(name: str) -> str:
    """Return a name of the picture's own as a name: "minutes" is no word of hers."""
    return _("Known as “%(name)s”") % {"name": name}


PUBLIC = "gorel.public"


def _event(event: EventDefinition, definitions: Definitions) -> Iterable[tuple[str, str]]:
    if event.kind == "timer" and event.value:
        words = {"duration": _("After"), "date": _("At"), "cycle": _("When")}
        yield words.get(event.timer, _("After")), spans.told(event.value)
    elif event.kind == "message" and event.ref in definitions.messages:
        message = definitions.messages[event.ref]
        yield _("Message"), message.name.text
        if message.correlation_key:
            yield _("Known by"), as_text(message.correlation_key)


def group_word(group: str) -> str:
    """Return a candidate group in words: a role as people call it."""
    from gorel.accounts.models import Membership

    role = group.partition("@")[0]
    return str(dict(Membership.Role.choices).get(role, group)).capitalize()
