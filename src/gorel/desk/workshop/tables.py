"""Decision tables as plain tables: read out of a .dmn file, changed, and written back. All else in the file stays.

Whoever asks a decision gives what its columns name: a column whose expression is a plain name has an input of that name
in the file, made when it is missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from gorel.core.dmn.model import HitPolicy
from gorel.desk.workshop import elements
from gorel.desk.workshop.elements import NotATable

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
TYPES = ("string", "number", "boolean", "date")
POLICIES = tuple(policy.value for policy in HitPolicy)
_TEXT = re.compile(r'"([^"\\]*)"')
_TEXTS = re.compile(r'\s*"[^"\\]*"(\s*,\s*"[^"\\]*")*\s*')
_NAME = re.compile(r"[^\W\d][\w]*( [\w]+)*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column. Shape: text is the expression of a condition, or the name of an answer."""

    id: str
    label: str
    text: str
    type: str


@dataclass(frozen=True, slots=True)
class Table:
    """One decision table as it stands."""

    id: str
    name: str
    policy: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...]  # id, conditions, answers, note


def blank(name: str, key: str) -> bytes:
    """Return a file with one decision table: a condition, an answer, and a rule without words."""
    root = etree.Element(f"{{{DMN}}}definitions", nsmap={None: DMN}, id=f"{key}-definitions", name=name)
    root.set("namespace", "https://gorel.example/rules")
    decision = etree.SubElement(root, f"{{{DMN}}}decision", id=key, name=name)
    etree.SubElement(decision, f"{{{DMN}}}variable", id=f"{key}-answer", name=name)
    etree.SubElement(decision, f"{{{DMN}}}decisionTable", id=f"{key}-table", hitPolicy="FIRST")
    found = Editing(elements.write(root), key)
    found.add_column("input")
    found.add_column("output")
    found.add_rule()
    return found.done()


def tables(data: bytes) -> list[tuple[str, str]]:
    """Return the decisions of a file that are tables: id and name. Errors: NotATable when it cannot be read."""
    return [(one.get("id", ""), one.get("name", "")) for one in elements.decisions(elements.read(data))]


@dataclass(frozen=True, slots=True)
class Input:
    """What a file's decisions must be given. Shape: allowed are the texts that it may be, none where any will do."""

    name: str
    type: str
    allowed: tuple[str, ...] = ()


def inputs(data: bytes) -> list[Input]:
    """Return what a file's decisions must be given; nothing when it cannot be read."""
    try:
        root = elements.read(data)
    except NotATable:
        return []
    types = {one.get("name", ""): one for one in elements.children(root, "itemDefinition")}
    found = []
    for one in elements.children(root, "inputData"):
        type_ = next(elements.children(one, "variable"), one).get("typeRef", "")
        kind = types.get(type_)
        allowed: tuple[str, ...] = ()
        if kind is not None:
            type_ = elements.text_of(elements.first(kind, "typeRef"))
            listed = elements.text_of(elements.first(kind, "allowedValues"))
            allowed = tuple(_TEXT.findall(listed)) if _TEXTS.fullmatch(listed) else ()
        if one.get("name"):
            found.append(Input(one.get("name", ""), type_, allowed))
    return found


class Editing:
    """One decision table being changed. Errors: NotATable."""

    def __init__(self, data: bytes, decision: str = "") -> None:
        self.root = elements.read(data)
        self.space = etree.QName(self.root).namespace or DMN
        found = [one for one in elements.decisions(self.root) if decision in ("", one.get("id"))]
        if not found:
            raise NotATable(_("The file holds no decision table."))
        self.decision = found[0]
        self.table = next(elements.children(self.decision, "decisionTable"))

    # ---- reading

    def shown(self) -> Table:
        """Return the table as it stands."""
        inputs = tuple(
            Column(one.get("id", ""), one.get("label", ""), elements.text_of(elements.first(one, "inputExpression")),
                   elements.first_get(one, "inputExpression", "typeRef"))
            for one in elements.children(self.table, "input")
        )  # fmt: skip
        outputs = tuple(
            Column(one.get("id", ""), one.get("label", ""), one.get("name", ""), one.get("typeRef", ""))
            for one in elements.children(self.table, "output")
        )
        rules = tuple(
            (
                rule.get("id", ""),
                tuple(elements.text_of(cell) for cell in elements.children(rule, "inputEntry")),
                tuple(elements.text_of(cell) for cell in elements.children(rule, "outputEntry")),
                elements.text_of(elements.first(rule, "annotationEntry")) or elements.direct(rule, "description"),
            )
            for rule in elements.children(self.table, "rule")
        )
        return Table(
            self.decision.get("id", ""), self.decision.get("name", ""), self.table.get("hitPolicy", "UNIQUE"), inputs,
            outputs, rules,
        )  # fmt: skip

    # ---- changing

    def rename(self, name: str) -> None:
        if name and name != self.decision.get("name"):
            self.decision.set("name", name)
            for variable in elements.children(self.decision, "variable"):
                variable.set("name", name)

    def policy(self, policy: str) -> None:
        if policy in POLICIES:
            self.table.set("hitPolicy", policy)

    def column(self, kind: str, number: int, *, label: str, text: str, type_: str) -> None:
        """Say what a column is called, what it looks at or answers, and of what type that is."""
        column = self._columns(kind)[number]
        elements.put(column, "label", label)
        if kind == "output":
            elements.put(column, "name", text)
            elements.put(column, "typeRef", type_)
            return
        expression = elements.first(column, "inputExpression")
        if expression is None:
            expression = self._make(column, "inputExpression")
        elements.put(expression, "typeRef", type_)
        self._say(expression, text)

    def cell(self, rule: int, kind: str, number: int, text: str) -> None:
        """Say what one cell says; an empty condition holds always."""
        cells = list(elements.children(self._rules()[rule], f"{kind}Entry"))
        if number < len(cells) and elements.text_of(cells[number]) != text:
            self._say(cells[number], text)

    def note(self, rule: int, text: str) -> None:
        row = self._rules()[rule]
        entry = elements.first(row, "annotationEntry")
        if entry is None and text:
            if elements.first(self.table, "annotation") is None:
                column = self._make(None, "annotation")
                column.set("name", _("Note"))
                first = self._rules()[0]
                first.addprevious(column)
            entry = self._make(row, "annotationEntry")
        if entry is not None:
            self._say(entry, text)

    def add_column(self, kind: str) -> None:
        """Add a column after its like, with an empty cell in each rule."""
        before = self._columns(kind)
        column = self._make(None, kind)
        column.set("id", self._free(kind))
        if kind == "input":
            expression = self._make(column, "inputExpression")
            expression.set("typeRef", "string")
            self._say(expression, "")
        else:
            column.set("name", f"answer{len(before) + 1}" if before else "answer")
            column.set("typeRef", "string")
        after = before or (self._columns("input") if kind == "output" else [])
        if after:
            after[-1].addnext(column)
        else:
            self.table.insert(0, column)
        for rule in self._rules():
            cell = self._make(None, f"{kind}Entry")
            self._say(cell, "")
            cells = list(elements.children(rule, f"{kind}Entry")) or (
                list(elements.children(rule, "inputEntry")) if kind == "output" else []
            )
            if cells:
                cells[-1].addnext(cell)
            else:
                rule.insert(0, cell)

    def delete_column(self, kind: str, number: int) -> None:
        """Take a column away; a table keeps one of each kind."""
        columns = self._columns(kind)
        if len(columns) < 2 or number >= len(columns):
            return
        self.table.remove(columns[number])
        for rule in self._rules():
            cells = list(elements.children(rule, f"{kind}Entry"))
            if number < len(cells):
                rule.remove(cells[number])

    def add_rule(self) -> None:
        rule = self._make(self.table, "rule")
        rule.set("id", self._free("rule"))
        for kind in ("input", "output"):
            for _column in self._columns(kind):
                self._say(self._make(rule, f"{kind}Entry"), "")

    def delete_rule(self, number: int) -> None:
        rules = self._rules()
        if len(rules) > 1 and number < len(rules):
            self.table.remove(rules[number])

    def move_rule(self, number: int, by: int) -> None:
        """Move a rule up or down: where the first rule that fits decides, order matters."""
        rules = self._rules()
        if not (0 <= number < len(rules) and 0 <= number + by < len(rules)):
            return
        self.table.remove(rules[number])
        (rules[number + by].addprevious if by < 0 else rules[number + by].addnext)(rules[number])

    def done(self) -> bytes:
        """Return the file, with an input for each plain name that a column looks at."""
        self._name_inputs()
        etree.indent(self.root)
        return elements.write(self.root)

    # ---- parts

    def _name_inputs(self) -> None:
        known = {one.get("name", ""): one for one in elements.children(self.root, "inputData")}
        needed = {elements.href(one): one.getparent() for one in self.decision.iter(f"{{{self.space}}}requiredInput")}
        wanted: list[str] = []
        for column in self._columns("input"):
            expression = elements.first(column, "inputExpression")
            text = elements.text_of(expression)
            if not _NAME.fullmatch(text) or text in wanted:
                continue
            wanted.append(text)
            type_ = expression.get("typeRef", "") if expression is not None else ""
            if text not in known:
                made = self._make(None, "inputData")
                made.set("id", self._free("in"))
                made.set("name", text)
                variable = self._make(made, "variable")
                variable.set("name", text)
                self.decision.addprevious(made)
                known[text] = made
            for variable in elements.children(known[text], "variable"):
                elements.put(variable, "typeRef", type_)
            if known[text].get("id", "") not in needed:
                requirement = self._make(None, "informationRequirement")
                self._make(requirement, "requiredInput").set("href", f"#{known[text].get('id', '')}")
                self.table.addprevious(requirement)
        # An input of ours that no column looks at any more goes with its column.
        for name, one in known.items():
            ours = one.get("id", "").startswith("in-")
            if ours and name not in wanted and one.get("id", "") in needed and name not in elements.words(self.table):
                requirement = needed[one.get("id", "")]
                if requirement is not None and requirement.getparent() is not None:
                    requirement.getparent().remove(requirement)
                if not any(
                    elements.href(ref) == one.get("id") for ref in self.root.iter(f"{{{self.space}}}requiredInput")
                ):
                    self.root.remove(one)

    def _columns(self, kind: str) -> list[etree._Element]:
        return list(elements.children(self.table, kind))

    def _rules(self) -> list[etree._Element]:
        return list(elements.children(self.table, "rule"))

    def _make(self, parent: etree._Element | None, tag: str) -> etree._Element:
        name = f"{{{self.space}}}{tag}"
        return etree.Element(name) if parent is None else etree.SubElement(parent, name)

    def _say(self, element: etree._Element, text: str) -> None:
        inner = elements.first(element, "text")
        if inner is None:
            inner = self._make(element, "text")
        inner.text = text

    def _free(self, kind: str) -> str:
        taken = {one.get("id") for one in self.root.iter(etree.Element)}
        return next(f"{kind}-{n}" for n in range(1, 10_000) if f"{kind}-{n}" not in taken)
