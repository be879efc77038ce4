"""Reading and writing the elements of a .dmn file, whichever version of the standard it names."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from gorel.core.bpmn.rest import SAFE


class NotATable(ValueError):
    """The file cannot be read, or holds no decision table."""


def read(data: bytes) -> etree._Element:
    """Return the file's root without the blanks between its elements. Errors: NotATable."""
    try:
        root = etree.fromstring(data, SAFE)
    except etree.XMLSyntaxError:
        raise NotATable(_("The file cannot be read.")) from None
    for element in root.iter(etree.Element):
        if element.text is not None and not element.text.strip() and len(element):
            element.text = None
    return root


def write(root: etree._Element) -> bytes:
    """Return a root as the bytes of a file."""
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data


def decisions(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the decisions that are tables."""
    for decision in children(root, "decision"):
        if first(decision, "decisionTable") is not None:
            yield decision


def children(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the children of a tag, whatever its namespace."""
    for child in element.iterchildren(etree.Element):
        if etree.QName(child).localname == tag:
            yield child


def first(element: etree._Element, tag: str) -> etree._Element | None:
    """Return the first child of a tag."""
    return next(children(element, tag), None)


def first_get(element: etree._Element, tag: str, name: str) -> str:
    """Return an attribute of the first child of a tag, "" where either is missing."""
    found = first(element, tag)
    return found.get(name, "") if found is not None else ""


def text_of(element: etree._Element | None) -> str:
    """Return what stands in an element's `text`."""
    inner = first(element, "text") if element is not None else None
    return (inner.text or "").strip() if inner is not None else ""


def direct(element: etree._Element, tag: str) -> str:
    """Return what stands in the first child of a tag."""
    found = first(element, tag)
    return (found.text or "").strip() if found is not None else ""


def href(element: etree._Element) -> str:
    """Return the id that an element refers to."""
    return element.get("href", "").rpartition("#")[2]


def put(element: etree._Element, name: str, value: str) -> None:
    """Set an attribute, or take it away when the value is empty."""
    if value:
        element.set(name, value)
    else:
        element.attrib.pop(name, None)


def words(table: etree._Element) -> str:
    """Return all text of an element."""
    return "\n".join(text for text in table.itertext() if text.strip())
