"""What no field of the model holds is kept as it stands in the file, and put back when the model is written."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from lxml import etree

from gorel.core.bpmn import camunda
from gorel.core.bpmn.model import Rest
from gorel.core.bpmn.names import (
    ACTIVITIES,
    BPMN,
    CAMUNDA,
    CAMUNDA_ALIASES,
    NODES,
    PREFIXES,
    SUBPROCESSES,
    ZEEBE,
    child,
    local,
    namespace,
    raw,
)  # fmt: skip
from gorel.core.bpmn.vocabulary import CAMUNDA_ATTRIBUTES, CAMUNDA_ELEMENTS, EVENT_DEFINITIONS, ZEEBE_ELEMENTS

SAFE = etree.XMLParser(resolve_entities=False, no_network=True)
IDENTITY = "id name"
OF_NODES = (
    f"{IDENTITY} default attachedToRef cancelActivity isInterrupting parallelMultiple triggeredByEvent "
    "isForCompensation instantiate eventGatewayType ordering cancelRemainingInstances messageRef"
)
HELD_ATTRIBUTES: dict[str, str] = {
    **dict.fromkeys(NODES, OF_NODES),
    **dict.fromkeys(EVENT_DEFINITIONS, f"{IDENTITY} activityRef waitForCompletion"),
    **{f"{kind}EventDefinition": f"{IDENTITY} {kind}Ref activityRef waitForCompletion"
       for kind in ("message", "signal", "error", "escalation")},
    "definitions": f"{IDENTITY} targetNamespace",
    "process": f"{IDENTITY} isExecutable",
    "sequenceFlow": f"{IDENTITY} sourceRef targetRef",
    "association": "id sourceRef targetRef",
    "textAnnotation": "id",
    "message": IDENTITY, "signal": IDENTITY, "error": f"{IDENTITY} errorCode",
    "escalation": f"{IDENTITY} escalationCode",
    "multiInstanceLoopCharacteristics": "isSequential",
    "standardLoopCharacteristics": "testBefore loopMaximum",
}  # fmt: skip
LOOPS = "multiInstanceLoopCharacteristics standardLoopCharacteristics"
SCOPED = f"{' '.join(NODES)} sequenceFlow association textAnnotation"
HELD_CHILDREN: dict[str, str] = {
    "definitions": "process message signal error escalation collaboration",
    "process": f"documentation laneSet {SCOPED}",
    **dict.fromkeys(NODES, f"documentation incoming outgoing {' '.join(EVENT_DEFINITIONS)}"),
    **dict.fromkeys(ACTIVITIES, f"documentation incoming outgoing {LOOPS}"),
    **dict.fromkeys(SUBPROCESSES, f"documentation incoming outgoing {LOOPS} {SCOPED} completionCondition"),
    "complexGateway": "documentation incoming outgoing activationCondition",
    "sequenceFlow": "conditionExpression",
    "timerEventDefinition": "timeDate timeDuration timeCycle",
    "conditionalEventDefinition": "condition",
    "multiInstanceLoopCharacteristics": "loopCardinality completionCondition",
    "standardLoopCharacteristics": "loopCondition",
    "textAnnotation": "text",
}
WITH_PROPERTIES = (*NODES, "process", "sequenceFlow")
HELD_IN_OLDER: dict[str, tuple[str, str]] = {
    "scriptTask": ("scriptFormat", "script"),
    "callActivity": ("calledElement", ""),
    "multiInstanceLoopCharacteristics": ("", "loopDataInputRef inputDataItem"),
}


def rest_of(element: etree._Element, dialect: ModuleType) -> Rest:
    """Return what *element* says that its reader holds in no field."""
    tag = local(element)
    is_older = dialect is camunda
    more = HELD_IN_OLDER.get(tag, ("", "")) if is_older else ("", "")
    attributes = (HELD_ATTRIBUTES.get(tag, "") + " " + more[0]).split()
    children = (HELD_CHILDREN.get(tag, "") + " " + more[1]).split()
    extensions = child(element, "extensionElements")
    return Rest(
        {k: str(v) for k, v in element.attrib.items() if not _is_held(k, str(v), tag, attributes, is_older=is_older)},
        tuple(_children(element, children)),
        () if extensions is None else tuple(raw(e) for e in extensions if not _is_known(e, tag, is_older=is_older)),
        tuple(_patches(extensions, tag, is_older=is_older)),
    )


def _children(element: etree._Element, held: list[str]) -> Iterable[str]:
    documented = False
    for inner in element:
        name = local(inner)
        if namespace(inner) == BPMN:
            if name == "documentation" and "documentation" in held and not documented:
                documented = True
                continue
            if name == "extensionElements" or (name in held and name != "documentation"):
                continue
        elif name == "BPMNDiagram":
            continue
        yield raw(inner)


def _is_held(key: str, value: str, tag: str, attributes: list[str], *, is_older: bool) -> bool:
    space, _, name = key[1:].partition("}") if key.startswith("{") else ("", "", key)
    if space == "":
        return name in attributes and (name, value) != ("eventGatewayType", "Exclusive")
    if space in CAMUNDA_ALIASES:
        if tag in ("process", "error"):
            return tag in CAMUNDA_ATTRIBUTES.get(name, ())
        return is_older and tag in CAMUNDA_ATTRIBUTES.get(name, ()) and (name != "type" or value == "external")
    return False


def _is_known(element: etree._Element, tag: str, *, is_older: bool) -> bool:
    table = CAMUNDA_ELEMENTS if is_older else ZEEBE_ELEMENTS
    space = namespace(element)
    is_mine = space in CAMUNDA_ALIASES if is_older else space == ZEEBE
    if local(element) == "properties" and tag not in WITH_PROPERTIES:
        return False
    return is_mine and local(element) in table and tag in table[local(element)][0]


def _patches(extensions: etree._Element | None, tag: str, *, is_older: bool) -> Iterable[tuple[str, int, str, str]]:
    table = CAMUNDA_ELEMENTS if is_older else ZEEBE_ELEMENTS
    seen: dict[str, int] = {}
    for element in () if extensions is None else extensions:
        if not _is_known(element, tag, is_older=is_older):
            continue
        name = local(element)
        number = seen[name] = seen.get(name, -1) + 1
        for key, value in element.attrib.items():
            if key not in table[name][1]:
                yield element.tag, number, key, str(value)


def put_back(element: etree._Element, rest: Rest) -> None:
    """Write what was kept: attributes, children, extension elements and their attributes."""
    for key, value in rest.attributes.items():
        element.set(key, value)
    for xml in rest.elements:
        element.append(etree.fromstring(xml, SAFE))
    if not (rest.extensions or rest.patches):
        return
    extensions = child(element, "extensionElements")
    if extensions is None:
        extensions = etree.Element(f"{{{BPMN}}}extensionElements")
        element.insert(len(element.findall(f"{{{BPMN}}}documentation")), extensions)
    for xml in rest.extensions:
        extensions.append(etree.fromstring(xml, SAFE))
    for tag, number, key, value in rest.patches:
        fitting = [e for e in extensions if e.tag == tag]
        if number == len(fitting):  # the model has nothing to say there
            fitting.append(etree.SubElement(extensions, tag))
        if number < len(fitting):
            fitting[number].set(key, value)


def prefixes_of(root: etree._Element, *, is_older: bool) -> dict[str, str]:
    """Return the prefixes of namespaces that the writer does not declare by itself."""
    other = ZEEBE if is_older else CAMUNDA
    found: dict[str, str] = {}
    for element in root.iter(etree.Element):
        for prefix, space in element.nsmap.items():
            if prefix and (space == other or space not in PREFIXES):
                found.setdefault(prefix, space)
    return dict(sorted(found.items()))
