"""Three versions of a file – as it was installed, as the new package has it, as it is here – brought together by parts.

A part of a picture or decision table is an element with an id, without those inside it that have ids of their own; of
a form it is a component. What only one side changed is that side's; what both changed alike is so; what both changed
otherwise is a conflict, which a person decides. Where nothing was changed here, the new file is taken byte for byte.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from gorel.core.xml import read_xml

OURS, THEIRS, BOTH, CONFLICT = "ours", "theirs", "both", "conflict"
_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_FLOWS = (f"{{{_BPMN}}}incoming", f"{{{_BPMN}}}outgoing")  # follow from the flows themselves
_DRAWN = ("http://www.omg.org/spec/BPMN/20100524/DI", "https://www.omg.org/spec/DMN/20191111/DMNDI/")


@dataclass(frozen=True)
class Change:
    """One part that is not as it was. Shape: texts are None where the part is not there; drawn is only its place."""

    part: str
    name: str
    who: str
    before: str | None
    theirs: str | None
    ours: str | None
    drawn: bool = False


@dataclass(frozen=True)
class Merged:
    """What came of it."""

    data: bytes
    changes: tuple[Change, ...]

    @property
    def conflicts(self) -> list[Change]:
        return [change for change in self.changes if change.who == CONFLICT]


def merge(path: str, before: bytes, theirs: bytes, ours: bytes, choices: Mapping[str, str] | None = None) -> Merged:
    """Return the merged file. *choices* says for a conflict's part whose it is, "ours" or "theirs" (the default).

    Errors: ModelError when a file is no XML, ValueError when a form is no JSON.
    """
    parts = _form_parts if path.endswith(".form") else _xml_parts
    was, new, own = parts(before), parts(theirs), parts(ours)
    changes = tuple(_changes(was, new, own))
    if not any(change.who in (OURS, CONFLICT) for change in changes):
        return Merged(theirs, changes)
    if not any(change.who in (THEIRS, CONFLICT) for change in changes):
        return Merged(ours, changes)
    taken = {
        change.part
        for change in changes
        if change.who == OURS or (change.who == CONFLICT and (choices or {}).get(change.part) == OURS)
    }
    put = _put_form if path.endswith(".form") else _put_xml
    return Merged(put(theirs, ours, taken), changes)


def _changes(was: Mapping[str, Any], new: Mapping[str, Any], own: Mapping[str, Any]) -> list[Change]:
    found = []
    for part in dict.fromkeys([*new, *own, *was]):
        b, t, o = (side.get(part) for side in (was, new, own))
        texts = [one.text if one else None for one in (b, t, o)]
        if texts[0] == texts[1] == texts[2]:
            continue
        if texts[2] == texts[0]:
            who = THEIRS
        elif texts[1] == texts[0]:
            who = OURS
        else:
            who = BOTH if texts[1] == texts[2] else CONFLICT
        shown = next(one for one in (t, o, b) if one)
        if shown.drawn and who == CONFLICT:
            who = THEIRS  # where it stands on the paper decides nothing
        found.append(Change(part, shown.name, who, before=texts[0], theirs=texts[1], ours=texts[2], drawn=shown.drawn))
    return found


@dataclass(frozen=True)
class _Part:
    text: str
    name: str
    drawn: bool = False


def _xml_parts(data: bytes) -> dict[str, _Part]:
    parts = {}
    for element in read_xml(data).iter():
        if (identity := element.get("id")) is not None:
            drawn = etree.QName(element).namespace in _DRAWN
            parts[identity] = _Part(_own_text(element), element.get("name") or identity, drawn)
    return parts


def _own_text(element: etree._Element) -> str:
    own = copy.deepcopy(element)
    own.tail = None
    _strip(own)
    return etree.tostring(own, method="c14n2", strip_text=True, with_comments=False).decode()


def _strip(element: etree._Element) -> None:
    """Take away what has an id of its own, and what follows from flows."""
    for child in list(element):
        if child.get("id") is not None or child.tag in _FLOWS:
            element.remove(child)
        else:
            _strip(child)


def _put_xml(theirs: bytes, ours: bytes, taken: set[str]) -> bytes:
    root, own_root = read_xml(theirs), read_xml(ours)
    here = {element.get("id"): element for element in root.iter() if element.get("id") is not None}
    own = {element.get("id"): element for element in own_root.iter() if element.get("id") is not None}
    for part in own:  # in document order: a parent stands before its children
        if part not in taken:
            continue
        if part in here:
            _replace(here[part], own[part])
        else:
            above = own[part].getparent()
            while above is not None and above.get("id") not in here:
                above = above.getparent()
            fresh = copy.deepcopy(own[part])
            for inner in [one for one in fresh.iter() if one is not fresh and one.get("id") in here]:
                inner.getparent().remove(inner)
            (here[above.get("id")] if above is not None else root).append(fresh)
            here |= {one.get("id"): one for one in fresh.iter() if one.get("id") is not None}
    for part in taken - own.keys():
        if part in here and here[part].getparent() is not None:
            here[part].getparent().remove(here[part])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _replace(target: etree._Element, source: etree._Element) -> None:
    """Give *target* the attributes and nameless children of *source*; what has an id stays where it is."""
    for name in list(target.attrib):
        del target.attrib[name]
    target.attrib.update(source.attrib)
    for child in [one for one in target if one.get("id") is None and one.tag not in _FLOWS and not _holds_ids(one)]:
        target.remove(child)
    fresh = [one for one in source if one.get("id") is None and one.tag not in _FLOWS and not _holds_ids(one)]
    for at, child in enumerate(fresh):
        target.insert(at, copy.deepcopy(child))
    if not len(target):
        target.text = source.text


def _holds_ids(element: etree._Element) -> bool:
    return any(one.get("id") is not None for one in element.iter())


def _form_parts(data: bytes) -> dict[str, _Part]:
    form = json.loads(data)
    rest = {name: value for name, value in form.items() if name != "components"}
    parts = {"": _Part(_said(rest), str(form.get("id", "")))}
    for number, component in enumerate(form.get("components", [])):
        parts[_key(component, number)] = _Part(_said(component), str(component.get("label") or component.get("key")))
    return parts


def _put_form(theirs: bytes, ours: bytes, taken: set[str]) -> bytes:
    form, own = json.loads(theirs), json.loads(ours)
    mine = {_key(component, number): component for number, component in enumerate(own.get("components", []))}
    merged = []
    seen = set()
    for number, component in enumerate(form.get("components", [])):
        key = _key(component, number)
        seen.add(key)
        if key not in taken:
            merged.append(component)
        elif key in mine:
            merged.append(mine[key])
    merged += [component for key, component in mine.items() if key in taken and key not in seen]
    rest = own if "" in taken else form
    whole = {name: value for name, value in rest.items() if name != "components"} | {"components": merged}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _key(component: Mapping[str, Any], number: int) -> str:
    return str(component.get("id") or component.get("key") or f"{component.get('type')}-{number}")


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
