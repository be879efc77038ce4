"""Reads boxed expressions (DMN chapters 7, 8 and 10.2): one method each."""

from __future__ import annotations

from typing import Any

from lxml import etree

from gorel.core.dmn import model as m
from gorel.core.dmn.xml_place import children, first, line_of, local, text_of
from gorel.core.problems import Place, Problem

# Element name -> the method that reads it.
LOGIC = {
    "literalExpression": "literal",
    "context": "context",
    "list": "list_of",
    "relation": "relation",
    "invocation": "invocation",
    "functionDefinition": "function_definition",
    "conditional": "conditional",
    "filter": "filter",
    "for": "iterator",
    "some": "iterator",
    "every": "iterator",
    "decisionTable": "decision_table",
}


class BoxedReader:
    """Reads the expressions of one file and notes what is wrong with them."""

    def __init__(self, namespace: str, problems: list[Problem]) -> None:
        self.namespace = namespace
        self.problems = problems
        self.text_tag = f"{{{namespace}}}text"

    def note(self, code: str, e: etree._Element, **values: object) -> None:
        self.problems.append(Problem(code, Place(element=_nearest_id(e), line=line_of(e)), values))

    # ---- finding

    def expressions(self, e: etree._Element) -> list[m.Expression]:
        """Return the expressions that are direct children of *e*, in order."""
        found: list[m.Expression] = []
        for child in e:
            if etree.QName(child).namespace == self.namespace and local(child) in LOGIC:
                found.append(getattr(self, LOGIC[local(child)])(child))
        return found

    def only_expression(self, e: etree._Element | None) -> m.Expression | None:
        """Return the one expression under *e*, or None."""
        if e is None:
            return None
        found = self.expressions(e)
        if len(found) > 1:
            self.note("dmn.several-expressions", e, found=len(found))
        return found[0] if found else None

    def child(self, e: etree._Element, name: str) -> m.Expression | None:
        """Return the expression inside the child called *name*."""
        inner = first(e, name, self.namespace)
        found = self.only_expression(inner)
        if found is None:
            self.note("dmn.missing-part", e, kind=local(e), part=name)
        return found

    def place(self, e: etree._Element) -> dict[str, Any]:
        return {"id": e.get("id", ""), "line": line_of(e)}

    def variable(self, e: etree._Element) -> m.Variable:
        return m.Variable(**self.place(e), name=" ".join(e.get("name", "").split()), type_ref=e.get("typeRef"))

    # ---- one method per expression

    def literal(self, e: etree._Element) -> m.Literal:
        text = e.findtext(self.text_tag)
        if text is None and first(e, "importedValues", self.namespace) is not None:
            self.note("dmn.imported-values", e)
        return m.Literal(
            **self.place(e),
            text=text,
            language=e.get("expressionLanguage"),
            type_ref=e.get("typeRef"),
        )

    def unary_tests(self, e: etree._Element | None) -> m.UnaryTests | None:
        if e is None:
            return None
        text = (e.findtext(self.text_tag) or "").strip()
        return m.UnaryTests(
            id=e.get("id", ""), line=e.sourceline, text=text or "-", language=e.get("expressionLanguage")
        )

    def context(self, e: etree._Element) -> m.Context:
        entries = []
        for entry in children(e, "contextEntry", self.namespace):
            variable = first(entry, "variable", self.namespace)
            value = self.only_expression(entry)
            if value is None:
                self.note("dmn.missing-part", entry, kind="contextEntry", part="expression")
            entries.append(
                m.ContextEntry(
                    **self.place(entry),
                    name=None if variable is None else " ".join(variable.get("name", "").split()),
                    type_ref=None if variable is None else variable.get("typeRef"),
                    value=value,
                )
            )
        return m.Context(**self.place(e), entries=tuple(entries), type_ref=e.get("typeRef"))

    def list_of(self, e: etree._Element) -> m.ListOf:
        return m.ListOf(**self.place(e), items=tuple(self.expressions(e)), type_ref=e.get("typeRef"))

    def relation(self, e: etree._Element) -> m.Relation:
        columns = tuple(self.variable(c) for c in children(e, "column", self.namespace))
        rows = []
        for row in children(e, "row", self.namespace):
            cells = tuple(self.expressions(row))
            if len(cells) != len(columns):
                self.note("dmn.row-length", row, found=len(cells), expected=len(columns))
            rows.append(cells)
        return m.Relation(**self.place(e), columns=columns, rows=tuple(rows), type_ref=e.get("typeRef"))

    def invocation(self, e: etree._Element) -> m.Invocation:
        bindings = []
        for binding in children(e, "binding", self.namespace):
            parameter = first(binding, "parameter", self.namespace)
            if parameter is None:
                self.note("dmn.missing-part", binding, kind="binding", part="parameter")
                continue
            value = self.only_expression(binding)
            bindings.append(m.Binding(**self.place(binding), parameter=self.variable(parameter), value=value))
        function = self.only_expression(e)
        if function is None:
            self.note("dmn.missing-part", e, kind="invocation", part="expression")
        return m.Invocation(**self.place(e), function=function, bindings=tuple(bindings), type_ref=e.get("typeRef"))

    def function_definition(self, e: etree._Element) -> m.FunctionDefinition:
        return m.FunctionDefinition(
            **self.place(e),
            kind=e.get("kind", "FEEL"),
            parameters=tuple(self.variable(p) for p in children(e, "formalParameter", self.namespace)),
            body=self.only_expression(e),
            type_ref=e.get("typeRef"),
        )

    def conditional(self, e: etree._Element) -> m.Conditional:
        return m.Conditional(
            **self.place(e),
            condition=self.child(e, "if"),
            then=self.child(e, "then"),
            otherwise=self.child(e, "else"),
            type_ref=e.get("typeRef"),
        )

    def filter(self, e: etree._Element) -> m.Filter:
        return m.Filter(
            **self.place(e), source=self.child(e, "in"), match=self.child(e, "match"), type_ref=e.get("typeRef")
        )

    def iterator(self, e: etree._Element) -> m.Iterator:
        kind = local(e)
        source = first(e, "in", self.namespace)
        return m.Iterator(
            **self.place(e),
            kind=kind,
            variable=" ".join(e.get("iteratorVariable", "").split()),
            variable_type=source.get("typeRef") if source is not None else None,
            source=self.child(e, "in"),
            body=self.child(e, "return" if kind == "for" else "satisfies"),
            type_ref=e.get("typeRef"),
        )

    # ---- decision table

    def decision_table(self, e: etree._Element) -> m.DecisionTable:
        inputs = tuple(self.input_clause(c) for c in children(e, "input", self.namespace))
        outputs = tuple(self.output_clause(c) for c in children(e, "output", self.namespace))
        rules = tuple(
            self.rule(r, number, len(inputs), len(outputs))
            for number, r in enumerate(children(e, "rule", self.namespace), start=1)
        )
        if not outputs:
            self.note("dmn.no-output", e)
        return m.DecisionTable(
            **self.place(e),
            inputs=inputs,
            outputs=outputs,
            rules=rules,
            annotations=tuple(a.get("name", "") for a in children(e, "annotation", self.namespace)),
            hit_policy=self.hit_policy(e),
            aggregation=self.aggregation(e),
            label=e.get("outputLabel", ""),
            type_ref=e.get("typeRef"),
        )

    def hit_policy(self, e: etree._Element) -> m.HitPolicy:
        text = e.get("hitPolicy", "UNIQUE")
        try:
            return m.HitPolicy(text)
        except ValueError:
            self.note("dmn.hit-policy", e, found=text)
            return m.HitPolicy.UNIQUE

    def aggregation(self, e: etree._Element) -> m.Aggregator | None:
        text = e.get("aggregation")
        if text is None:
            return None
        try:
            return m.Aggregator(text)
        except ValueError:
            self.note("dmn.aggregation", e, found=text)
            return None

    def input_clause(self, e: etree._Element) -> m.InputClause:
        inner = first(e, "inputExpression", self.namespace)
        if inner is None:
            self.note("dmn.missing-part", e, kind="input", part="inputExpression")
        return m.InputClause(
            **self.place(e),
            label=" ".join(e.get("label", "").split()),
            expression=m.Literal(**self.place(e)) if inner is None else self.literal(inner),
            values=self.unary_tests(first(e, "inputValues", self.namespace)),
        )

    def output_clause(self, e: etree._Element) -> m.OutputClause:
        default = first(e, "defaultOutputEntry", self.namespace)
        return m.OutputClause(
            **self.place(e),
            name=" ".join(e.get("name", "").split()),
            label=" ".join(e.get("label", "").split()),
            type_ref=e.get("typeRef"),
            values=self.unary_tests(first(e, "outputValues", self.namespace)),
            default=None if default is None else self.literal(default),
        )

    def rule(self, e: etree._Element, number: int, inputs: int, outputs: int) -> m.Rule:
        cells = children(e, "inputEntry", self.namespace)
        answers = children(e, "outputEntry", self.namespace)
        if len(cells) != inputs or len(answers) != outputs:
            self.note("dmn.rule-length", e, number=number, found=len(cells) + len(answers), expected=inputs + outputs)
        tests = [self.unary_tests(c) or m.UnaryTests() for c in cells[:inputs]]
        literals = [self.literal(a) for a in answers[:outputs]]
        # A cell that is not there reads as irrelevant, a missing answer as null: the fault is noted above.
        tests += [m.UnaryTests(line=line_of(e))] * (inputs - len(tests))
        literals += [m.Literal(line=line_of(e))] * (outputs - len(literals))
        notes = [text_of(a, "text", self.namespace) or "" for a in children(e, "annotationEntry", self.namespace)]
        if not any(notes):  # the place of a rule's remark before annotations came, and still in some tools
            description = text_of(e, "description", self.namespace)
            notes = [description] if description else []
        return m.Rule(
            **self.place(e),
            number=number,
            inputs=tuple(tests),
            outputs=tuple(literals),
            annotations=tuple(notes),
        )


def _nearest_id(e: etree._Element) -> str | None:
    """Return the id of the element or of the closest one around it that has one."""
    here: etree._Element | None = e
    while here is not None:
        if here.get("id"):
            return str(here.get("id"))
        here = here.getparent()
    return None
