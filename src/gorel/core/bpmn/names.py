"""Namespaces and tags of BPMN 2.0 files."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
# Operaton kept Camunda's; Activiti and Flowable say the same under other names.
CAMUNDA_ALIASES = (
    CAMUNDA, "http://activiti.org/bpmn", "http://flowable.org/bpmn", "http://operaton.org/schema/1.0/bpmn",
)  # fmt: skip

PREFIXES = {BPMN: "bpmn", BPMNDI: "bpmndi", DC: "dc", DI: "di", XSI: "xsi", ZEEBE: "zeebe", CAMUNDA: "camunda"}

EVENTS = ("startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "endEvent")
TASKS = ("task", "serviceTask", "sendTask", "receiveTask", "userTask", "manualTask", "scriptTask", "businessRuleTask")
SUBPROCESSES = ("subProcess", "transaction", "adHocSubProcess")
ACTIVITIES = (*TASKS, "callActivity", *SUBPROCESSES)
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway")
NODES = (*EVENTS, *ACTIVITIES, *GATEWAYS)


def local(element: etree._Element) -> str:
    """Return the tag without its namespace."""
    tag: str = element.tag
    return tag.rpartition("}")[2]


def namespace(element: etree._Element) -> str:
    tag: str = element.tag
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def children(element: etree._Element, name: str, space: str = BPMN) -> Iterator[etree._Element]:
    """Yield the direct children `{space}name`."""
    for child in element:
        if child.tag == f"{{{space}}}{name}":
            yield child


def child(element: etree._Element | None, name: str, space: str = BPMN) -> etree._Element | None:
    if element is None:
        return None
    return next(children(element, name, space), None)


def text(element: etree._Element | None) -> str:
    """Return the text inside, stripped; "" when there is none."""
    if element is None:
        return ""
    return "".join(element.itertext()).strip()


def is_true(value: str | None, *, otherwise: bool) -> bool:
    """Return an XML boolean."""
    if value is None:
        return otherwise
    return value.strip().lower() in ("true", "1")


def local_ref(value: str | None) -> str:
    """Return a QName reference without its prefix."""
    return (value or "").strip().rpartition(":")[2]


def raw(element: etree._Element) -> str:
    """Return the element as canonical XML of its own, known namespaces under their usual prefix; white space that only
    lays it out is left out."""
    copied = _copy(element, None)
    result: bytes = etree.tostring(copied, method="c14n", exclusive=True)
    return result.decode()


def _copy(element: etree._Element, parent: etree._Element | None) -> etree._Element:
    space = namespace(element)
    prefix = PREFIXES.get(space, element.prefix)
    names = {prefix: space} if space else None
    copied = (
        etree.Element(element.tag, element.attrib, names)
        if parent is None
        else etree.SubElement(parent, element.tag, element.attrib, names)
    )
    copied.text = element.text if element.text and element.text.strip() else None
    for inner in element.iterchildren(etree.Element):
        moved = _copy(inner, copied)
        moved.tail = inner.tail if inner.tail and inner.tail.strip() else None
    return copied
