"""Damaged process models, and everything that is done with a model: nothing may break on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lxml import etree

from gorel.core import bpmn, engine
from gorel.core.bpmn.names import BPMN, CAMUNDA, ZEEBE
from gorel.core.bpmn.picture import read_picture
from gorel.core.engine.events import Activation, CaseCancelled, Chosen, JobCompleted, VariablesSet, Verdict
from gorel.core.engine.simulation import Simulation, same_again
from gorel.core.problems import ModelError
from gorel.core.say import say

ROOT = Path(__file__).resolve().parents[3]
SEEDS = sorted((ROOT / "src").rglob("processes/*.bpmn")) + sorted((ROOT / "docs" / "exempel").rglob("*.bpmn"))
SEEDS += sorted((ROOT.parent / "shared" / "bpmn").glob("c*/*.bpmn"))
STRANGE = ["", "=", "=1", "=null", "${", "${x}", "=x.y", "R/PT0S", "R3/PT1H", "P1D", "2020-01-01", "0 0 * * *", "-1"]
STRANGE += ["9" * 40, "åäö", "R/P9999Y", "=[1, 2]", "=x", "${now().plusDays(1)}", "0 0 0 31 2 ? 2020"]
# Pieces that JUEL is made of: some are put after each other between `${` and `}`.
PIECES = [
    "x",
    "y",
    "1",
    "0.5",
    "'å'",
    "null",
    "[",
    "]",
    "(",
    ")",
    ".",
    ",",
    "+",
    "-",
    "*",
    "/",
    "%",
    "?",
    ":",
    "&&",
    "or",
]
PIECES += [
    "not ",
    "!",
    "empty ",
    "==",
    " ne ",
    "<",
    " ge ",
    "x.size()",
    ".get(0)",
    "now()",
    ".plusDays(x)",
    "x[0]",
    "'\\'",
]
PIECES += [
    "execution",
    "task",
    ".getVariable('x')",
    ".setVariable('y', x)",
    ".id",
    ".name",
    "}",
    "${",
    "true",
    "1e9",
    "''",
]
# What a dialect can say besides: attributes and extension elements of the older one, elements of the newer.
ATTRIBUTES = [
    "asyncBefore",
    "asyncAfter",
    "type",
    "topic",
    "class",
    "expression",
    "delegateExpression",
    "resultVariable",
]
ATTRIBUTES += ["initiator", "assignee", "dueDate", "collection", "elementVariable", "variableName", "variableEvents"]
ATTRIBUTES += ["mapDecisionResult", "decisionRef", "errorCodeVariable", "priority", "formKey", "calledElementBinding"]
EXTENSIONS = [
    f'<{tag} xmlns="{space}" {attributes}/>'
    for space, tag, attributes in (
        (CAMUNDA, "executionListener", 'event="start" expression="${execution.setVariable(\'y\', 1)}"'),
        (CAMUNDA, "taskListener", 'event="create" class="x.Y"'),
        (CAMUNDA, "in", 'variables="all"'),
        (CAMUNDA, "failedJobRetryTimeCycle", ""),
        (ZEEBE, "taskDefinition", 'type="=x" retries="=y"'),
        (ZEEBE, "userTask", ""),
        (ZEEBE, "calledDecision", 'decisionId="d" resultVariable="x"'),
        (ZEEBE, "loopCharacteristics", 'inputCollection="=[1, 2]" inputElement="i"'),
        (ZEEBE, "adHoc", 'activeElementsCollection="=[x]"'),
        (ZEEBE, "ioMapping", ""),
        (ZEEBE, "adHoc", 'outputCollection="all" outputElement="=x"'),
    )
]
EXTENSIONS.append(
    f'<taskListeners xmlns="{ZEEBE}"><taskListener eventType="assigning" type="x"/>'
    '<taskListener eventType="completing" type="x"/><taskListener eventType="creating" type="x"/></taskListeners>'
)
VALUES = [None, True, 0, 3, "å", [1, 2], {"y": [{}]}, ""]

Pick = Callable[[int], int]
"""Chooses a number below the given one (which is at least 1)."""


def mutant(pick: Pick) -> bytes:
    """Return the file of a model with a few elements removed, doubled or exchanged, and attributes and texts too."""
    root = etree.fromstring(SEEDS[pick(len(SEEDS))].read_bytes())
    for _ in range(1 + pick(6)):
        elements = [e for e in root.iter(etree.Element) if e.getparent() is not None and "BPMNDI" not in str(e.tag)]
        if not elements:
            break
        one = elements[pick(len(elements))]
        kind = pick(10)
        if kind == 0:
            one.getparent().remove(one)
        elif kind == 1:
            other = elements[pick(len(elements))]
            if one is not other:
                other.append(etree.fromstring(etree.tostring(one)))
        elif kind == 2 and one.attrib:
            values = [elements[pick(len(elements))].get("id") or "x", *STRANGE]
            one.set(list(one.attrib)[pick(len(one.attrib))], values[pick(len(values))])
        elif kind == 3 and one.attrib:
            del one.attrib[list(one.attrib)[pick(len(one.attrib))]]
        elif kind == 4:
            one.text = STRANGE[pick(len(STRANGE))]
        elif kind == 5:
            one.tag = elements[pick(len(elements))].tag
        elif kind == 6 and len(one) == 0:
            one.text = juel(pick)
        elif kind == 7 and one.attrib:
            one.set(list(one.attrib)[pick(len(one.attrib))], juel(pick))
        elif kind == 8:
            value = juel(pick) if pick(2) else STRANGE[pick(len(STRANGE))]
            one.set(f"{{{CAMUNDA}}}{ATTRIBUTES[pick(len(ATTRIBUTES))]}", value)
        else:
            around = one.find(f"{{{BPMN}}}extensionElements")
            around = etree.SubElement(one, f"{{{BPMN}}}extensionElements") if around is None else around
            around.append(etree.fromstring(EXTENSIONS[pick(len(EXTENSIONS))]))
    return bytes(etree.tostring(root))


def juel(pick: Pick) -> str:
    """Return a text of the older dialect's expression language, whole or broken."""
    return "${" + "".join(PIECES[pick(len(PIECES))] for _ in range(1 + pick(6))) + "}"


def use(data: bytes, pick: Pick = lambda count: 0) -> None:
    """Read, check, say, draw, write, compile and run a model; each may refuse it, none may break."""
    definitions = bpmn.read(data)
    for finding in bpmn.check(definitions):
        say(finding, "sv")
    bpmn.read(bpmn.write(definitions))
    etree.fromstring(read_picture(data).svg("x"))
    try:
        program = engine.compile(definitions)
    except ModelError:
        return
    world = Simulation(program)
    try:
        for start in program.starts[:2]:
            world.start(element=start.element, variables={"x": 1})
    except engine.IllegalEvent:
        return
    world.run(lambda case, work: {"n": work.key}, limit=40)
    for _ in range(pick(6)):
        command(world, pick)
    for _, incident in world.open_incidents():
        say(incident.problem, "en")
    assert same_again(world)
    script(program, definitions, pick)


def command(world: Simulation, pick: Pick) -> None:
    """Do something to a world that somebody might; it may be refused."""
    case = world.cases[pick(len(world.cases))]
    values = {"x": VALUES[pick(len(VALUES))]}
    work = [*world.open_jobs(), *world.open_tasks()]
    kind = pick(9)
    try:
        if kind == 0 and work:
            world.throw_at(*work[pick(len(work))], ("no", "", "å")[pick(3)])
        elif kind == 1 and work:
            world.complete_at(*work[pick(len(work))], values)
        elif kind == 2:
            world.set_variables(case, values)
        elif kind == 7 and world.open_jobs():
            of, job = world.open_jobs()[pick(len(world.open_jobs()))]
            world.do(of, JobCompleted(now=world.now, key=job.key, variables=values, answer=answer(of.program, pick)))
        elif kind == 8 and world.open_tasks():
            world.change(world.open_tasks()[0][1].element, assignee=("å", None)[pick(2)])
        elif kind == 3 and world.open_jobs():
            world.fail(world.open_jobs()[0][1].element)
        elif kind == 4 and world.open_incidents():
            world.resolve()
        elif kind == 5 and world.timers():
            world.fire()
        elif kind == 6:
            world.do(
                case, CaseCancelled(now=world.now) if pick(4) == 0 else VariablesSet(now=world.now, variables=values)
            )
    except engine.IllegalEvent:
        return


def answer(program: engine.Program, pick: Pick) -> Verdict | Chosen:
    """Return what the job of a listener or of an ad-hoc subprocess may say."""
    if pick(2):
        changes = ({}, {"assignee": "å"}, {"due_at": 1, "priority": 2}, {"x": 1})[pick(4)]
        return Verdict(is_denied=bool(pick(2)), changes=changes)
    names = list(program.elements)
    opened = tuple(Activation(element=names[pick(len(names))], variables={"x": 1}) for _ in range(pick(3)))
    return Chosen(activate=opened, is_enough=bool(pick(2)), cancels=bool(pick(2)))


def script(program: engine.Program, definitions: bpmn.Definitions, pick: Pick) -> None:
    """Run the model by a script of answers, with every message and signal that it knows."""
    answers = {}
    for element in program.elements:
        choice = pick(5)
        answers[element] = [{}, {"x": VALUES[pick(len(VALUES))]}, {"_error": "no"}, {"_leave": True}, [{}, {"x": 1}]][
            choice
        ]
    sent = [engine.Sent(name=message.name.text) for message in definitions.messages.values()]
    sent += [engine.Sent(name=signal.name.text, signal=True) for signal in definitions.signals.values()]
    try:
        engine.simulate(program, engine.Script(variables={"x": 1}, answers=answers, sent=tuple(sent), limit=60), now=0)
    except engine.IllegalEvent:
        return
