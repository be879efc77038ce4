"""Small steps over lxml elements of one namespace."""

from __future__ import annotations

from lxml import etree


def local(e: etree._Element) -> str:
    """Return the name without its namespace."""
    return str(etree.QName(e).localname)


def line_of(e: etree._Element) -> int | None:
    """Return the line where the element begins, from 1."""
    line: int | None = e.sourceline
    return line


def children(e: etree._Element, name: str, namespace: str) -> list[etree._Element]:
    """Return the direct children of that name."""
    return list(e.findall(f"{{{namespace}}}{name}"))


def first(e: etree._Element, name: str, namespace: str) -> etree._Element | None:
    """Return the first direct child of that name."""
    return e.find(f"{{{namespace}}}{name}")


def text_of(e: etree._Element, name: str, namespace: str) -> str | None:
    """Return the stripped text of the first such child; None when it is missing or empty."""
    text = e.findtext(f"{{{namespace}}}{name}")
    return text.strip() or None if text else None
