"""Reads DMN 1.1 to 1.6 files into `model` data. What cannot be read is noted, all at once, and left out.

Only a file that is not XML, or not DMN, is refused here; every other fault is a Problem that `check` returns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from gorel.core.dmn import model as m
from gorel.core.dmn.read_boxed import BoxedReader
from gorel.core.dmn.xml_place import children, first, line_of, local, text_of
from gorel.core.problems import ModelError, Place, Problem
from gorel.core.xml import read_xml

VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}


def parse_definitions(data: bytes) -> tuple[m.Definitions, list[Problem]]:
    """Return what the file says and what is wrong with how it says it.

    Errors: ModelError from `core.xml`, or with `dmn.not-dmn`.
    """
    root = read_xml(data)
    namespace = etree.QName(root).namespace or ""
    if local(root) != "definitions" or namespace not in VERSIONS:
        raise ModelError([Problem("dmn.not-dmn", Place(line=line_of(root)), {"found": local(root)})])
    return _Reader(root, namespace).definitions()


class _Reader:
    def __init__(self, root: etree._Element, namespace: str) -> None:
        self.root = root
        self.namespace = namespace
        self.problems: list[Problem] = []
        self.boxed = BoxedReader(namespace, self.problems)

    def definitions(self) -> tuple[m.Definitions, list[Problem]]:
        root = self.root
        found: dict[str, list[etree._Element]] = {}
        for child in _all_elements(root, self.namespace):
            found.setdefault(local(child), []).append(child)
        definitions = m.Definitions(
            id=root.get("id", ""),
            line=line_of(root),
            name=root.get("name", ""),
            namespace=root.get("namespace", ""),
            version=VERSIONS[self.namespace],
            language=root.get("expressionLanguage"),
            imports=tuple(self.import_(e) for e in found.get("import", ())),
            types=tuple(self.item_definition(e) for e in found.get("itemDefinition", ())),
            inputs=tuple(self.input_data(e) for e in found.get("inputData", ())),
            decisions=tuple(self.decision(e) for e in found.get("decision", ())),
            knowledge=tuple(self.knowledge_model(e) for e in found.get("businessKnowledgeModel", ())),
            services=tuple(self.service(e) for e in found.get("decisionService", ())),
            sources=tuple(self.source(e) for e in found.get("knowledgeSource", ())),
            prefixes={prefix: uri for prefix, uri in root.nsmap.items() if prefix is not None},
        )
        return definitions, self.problems

    def import_(self, e: etree._Element) -> m.Import:
        return m.Import(
            id=e.get("id", ""),
            line=line_of(e),
            name=e.get("name", ""),
            namespace=e.get("namespace", ""),
            kind=e.get("importType", ""),
        )

    # ---- types

    def item_definition(self, e: etree._Element) -> m.ItemDefinition:
        function = first(e, "functionItem", self.namespace)
        return m.ItemDefinition(
            id=e.get("id", ""),
            line=line_of(e),
            name=e.get("name", ""),
            type_ref=text_of(e, "typeRef", self.namespace),
            components=tuple(self.item_definition(c) for c in children(e, "itemComponent", self.namespace)),
            function=self.function_item(function) if function is not None else None,
            allowed_values=self.boxed.unary_tests(first(e, "allowedValues", self.namespace)),
            type_constraint=self.boxed.unary_tests(first(e, "typeConstraint", self.namespace)),
            is_collection=e.get("isCollection") in ("true", "1"),
        )

    def function_item(self, e: etree._Element) -> m.FunctionItem:
        return m.FunctionItem(
            id=e.get("id", ""),
            line=line_of(e),
            parameters=tuple(self.boxed.variable(p) for p in children(e, "parameters", self.namespace)),
            output_type_ref=e.get("outputTypeRef"),
        )

    # ---- elements of the graph

    def input_data(self, e: etree._Element) -> m.InputData:
        return m.InputData(**self.element(e))

    def source(self, e: etree._Element) -> m.KnowledgeSource:
        return m.KnowledgeSource(**self.element(e), location=e.get("locationURI", ""))

    def decision(self, e: etree._Element) -> m.Decision:
        information = children(e, "informationRequirement", self.namespace)
        return m.Decision(
            **self.element(e),
            question=text_of(e, "question", self.namespace) or "",
            allowed_answers=text_of(e, "allowedAnswers", self.namespace) or "",
            inputs=tuple(self.hrefs(information, "requiredInput")),
            decisions=tuple(self.hrefs(information, "requiredDecision")),
            knowledge=tuple(self.hrefs(children(e, "knowledgeRequirement", self.namespace), "requiredKnowledge")),
            sources=tuple(self.hrefs(children(e, "authorityRequirement", self.namespace), "requiredAuthority")),
            logic=self.boxed.only_expression(e),
        )

    def knowledge_model(self, e: etree._Element) -> m.BusinessKnowledgeModel:
        logic = first(e, "encapsulatedLogic", self.namespace)
        return m.BusinessKnowledgeModel(
            **self.element(e),
            knowledge=tuple(self.hrefs(children(e, "knowledgeRequirement", self.namespace), "requiredKnowledge")),
            sources=tuple(self.hrefs(children(e, "authorityRequirement", self.namespace), "requiredAuthority")),
            logic=self.boxed.function_definition(logic) if logic is not None else None,
        )

    def service(self, e: etree._Element) -> m.DecisionService:
        return m.DecisionService(
            **self.element(e),
            outputs=tuple(self.hrefs([e], "outputDecision")),
            encapsulated=tuple(self.hrefs([e], "encapsulatedDecision")),
            input_decisions=tuple(self.hrefs([e], "inputDecision")),
            inputs=tuple(self.hrefs([e], "inputData")),
        )

    def element(self, e: etree._Element) -> dict[str, Any]:
        """The fields that all elements share. The variable's name is what expressions call the element."""
        variable = first(e, "variable", self.namespace)
        name = e.get("name", "")
        if not name and variable is not None:
            name = variable.get("name", "")
        if not name:
            name = e.get("id", "")
            self.problems.append(
                Problem("dmn.no-name", Place(element=e.get("id"), line=line_of(e)), {"kind": local(e)})
            )
        return {
            "id": e.get("id", ""),
            "line": line_of(e),
            "name": " ".join(name.split()),
            "label": e.get("label", ""),
            "description": text_of(e, "description", self.namespace) or "",
            "type_ref": variable.get("typeRef") if variable is not None else None,
        }

    def hrefs(self, parents: Iterable[etree._Element], name: str) -> Iterable[str]:
        for parent in parents:
            for e in children(parent, name, self.namespace):
                if e.get("href"):
                    yield e.get("href")
                else:
                    place = Place(element=parent.get("id"), line=line_of(e))
                    self.problems.append(Problem("dmn.no-href", place, {"kind": name}))


def _all_elements(root: etree._Element, namespace: str) -> Iterable[etree._Element]:
    """Children of the root; DMN 1.1 to 1.3 files of some tools wrap them in `drgElement` groups, which are opened."""
    for child in root:
        if etree.QName(child).namespace == namespace:
            yield child
