"""Copies of rules and forms for a draft, with ids that nothing else has.

A form's id, or a decision's, is what a step names and what deployment replaces: two files of the same id would be one
and the same thing. So a copy gets an id of its own wherever its id is in the draft, or in use by another process, which
must not change when the copy is changed. What came with an earlier part is used again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from lxml import etree

from gorel.desk.workshop import files as sets
from gorel.desk.workshop.elements import NotATable, read, write
from gorel.ground import slugs


@dataclass
class Copies:
    """What comes along. Shape: ids gives the new id of each form and decision; files are those that are new."""

    ids: dict[str, str] = field(default_factory=dict)
    files: sets.Files = field(default_factory=dict)


def bring(beside: Mapping[str, bytes], wanted: Set[str], *, files: Mapping[str, bytes], used: Iterable[str]) -> Copies:
    """Return copies of those files in *beside* that hold a *wanted* id, for a draft of *files*.

    Shape: used are ids of forms and decisions that are in use outside the draft.
    """
    copies = Copies()
    taken = {*used, *(one for name, data in files.items() for one in ids_of(name, data))}
    for name, data in beside.items():
        own = ids_of(name, data)
        if not wanted & set(own):
            continue
        ids = _again(name, data, files) or {}
        if not ids:
            for one in own:
                ids[one] = slugs.free(one, taken)
                taken.add(ids[one])
            copies.files[_free_name(name, {*files, *copies.files})] = with_ids(name, data, ids)
        copies.ids |= ids
    return copies


def ids_of(name: str, data: bytes) -> list[str]:
    """Return the id of a form, or those of the decisions in a file of rules; none of what cannot be read."""
    if sets.kind_of(name) == "form":
        try:
            schema = json.loads(data)
        except ValueError:
            return []
        return [str(schema.get("id") or name.removesuffix(".form"))] if isinstance(schema, dict) else []
    if sets.kind_of(name) == "rules":
        try:
            return [one.get("id", "") for one in _decisions(read(data))]
        except NotATable:
            return []
    return []


def with_ids(name: str, data: bytes, ids: Mapping[str, str]) -> bytes:
    """Return a form or rules under other ids; equal content and ids give equal bytes."""
    if sets.kind_of(name) == "form":
        schema = json.loads(data)
        own = str(schema.get("id") or name.removesuffix(".form"))
        return json.dumps(schema | {"id": ids.get(own, own)}, ensure_ascii=False, indent=1).encode()
    root = read(data)
    for element in _decisions(root):
        element.set("id", ids.get(element.get("id", ""), element.get("id", "")))
    for element in root.iter(etree.Element):
        where, _hash, meant = element.get("href", "").rpartition("#")
        if not where and meant in ids:
            element.set("href", f"#{ids[meant]}")
    return write(root)


def _decisions(root: etree._Element) -> list[etree._Element]:
    return [one for one in root.iter(etree.Element) if etree.QName(one).localname == "decision" and one.get("id")]


def _again(name: str, data: bytes, files: Mapping[str, bytes]) -> dict[str, str] | None:
    """Return the ids under which the draft has this very file already; None when it has not."""
    own = ids_of(name, data)
    for other, there in sets.of_kind(files, sets.kind_of(name)).items():
        theirs = ids_of(other, there)
        if len(theirs) == len(own):
            ids = dict(zip(own, theirs, strict=True))
            if with_ids(name, data, ids) == with_ids(other, there, {}):
                return ids
    return None


def _free_name(name: str, taken: Set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    return slugs.free(stem, {one.rpartition(".")[0] for one in taken if one.endswith(dot + suffix)}) + dot + suffix
