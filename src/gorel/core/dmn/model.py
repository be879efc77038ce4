"""What a DMN file says, as data: decisions, knowledge, types and boxed expressions.

Nothing here evaluates. `read` makes these from XML, `check` finds their faults, `program` compiles them.
The names are the standard's own (DMN 1.5, chapters 6, 7, 8 and 10); every node knows its id and line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class HitPolicy(Enum):
    """How a table answers when rules match."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


class Aggregator(Enum):
    """What COLLECT does with the outputs that it collects."""

    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything with a place in the file."""

    id: str = ""
    line: int | None = None


# ---- boxed expressions


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Node):
    """A FEEL text. Shape: text is None where the element is there without a text."""

    text: str | None = None
    language: str | None = None
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextEntry(Node):
    """One line of a boxed context. Shape: name is None for the result line."""

    name: str | None = None
    type_ref: str | None = None
    value: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Node):
    entries: tuple[ContextEntry, ...] = ()
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(Node):
    """A boxed list."""

    items: tuple[Expression, ...] = ()
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Node):
    """A list of contexts written as a table. Shape: each row has as many cells as there are columns."""

    columns: tuple[Variable, ...] = ()
    rows: tuple[tuple[Expression, ...], ...] = ()
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable(Node):
    """An information item: a name and a type."""

    name: str = ""
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding(Node):
    parameter: Variable
    value: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(Node):
    function: Expression | None = None
    bindings: tuple[Binding, ...] = ()
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDefinition(Node):
    """A boxed function. Shape: kind is "FEEL", "Java" or "PMML"."""

    kind: str = "FEEL"
    parameters: tuple[Variable, ...] = ()
    body: Expression | None = None
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(Node):
    condition: Expression | None = None
    then: Expression | None = None
    otherwise: Expression | None = None
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Node):
    source: Expression | None = None
    match: Expression | None = None
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Iterator(Node):
    """A boxed for, some or every. Shape: kind is "for", "some" or "every"; body is what it returns or satisfies."""

    kind: str
    variable: str = ""
    variable_type: str | None = None
    source: Expression | None = None
    body: Expression | None = None
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaryTests(Node):
    """The text of an input entry, of allowed values or of output values."""

    text: str = "-"
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputClause(Node):
    expression: Literal
    label: str = ""
    values: UnaryTests | None = None

    @property
    def title(self) -> str:
        """What a person calls this column."""
        return self.label or (self.expression.text or "").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputClause(Node):
    name: str = ""
    label: str = ""
    type_ref: str | None = None
    values: UnaryTests | None = None
    default: Literal | None = None

    @property
    def title(self) -> str:
        """What a person calls this column."""
        return self.label or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Node):
    """One row. Shape: number counts from 1; as many entries as the table has clauses."""

    number: int
    inputs: tuple[UnaryTests, ...] = ()
    outputs: tuple[Literal, ...] = ()
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable(Node):
    inputs: tuple[InputClause, ...] = ()
    outputs: tuple[OutputClause, ...] = ()
    rules: tuple[Rule, ...] = ()
    annotations: tuple[str, ...] = ()
    hit_policy: HitPolicy = HitPolicy.UNIQUE
    aggregation: Aggregator | None = None
    label: str = ""
    type_ref: str | None = None


Expression = (
    Literal
    | Context
    | ListOf
    | Relation
    | Invocation
    | FunctionDefinition
    | Conditional
    | Filter
    | Iterator
    | DecisionTable
)

# ---- types


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDefinition(Node):
    """A named type, or a component of one.

    Shape: exactly one of type_ref, components and function says what it is; none means Any.
    """

    name: str = ""
    type_ref: str | None = None
    components: tuple[ItemDefinition, ...] = ()
    function: FunctionItem | None = None
    allowed_values: UnaryTests | None = None
    type_constraint: UnaryTests | None = None
    is_collection: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionItem(Node):
    parameters: tuple[Variable, ...] = ()
    output_type_ref: str | None = None


# ---- elements of the decision requirements graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Element(Node):
    """An element of the graph. Shape: hrefs are as written, `#id` or `namespace#id`."""

    name: str = ""
    label: str = ""
    description: str = ""
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData(Element):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Element):
    question: str = ""
    allowed_answers: str = ""
    inputs: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    logic: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessKnowledgeModel(Element):
    knowledge: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    logic: FunctionDefinition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionService(Element):
    outputs: tuple[str, ...] = ()
    encapsulated: tuple[str, ...] = ()
    input_decisions: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSource(Element):
    """Where a rule comes from: a law, a decision of the board. Shape: location is a URI or empty."""

    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import(Node):
    name: str = ""
    namespace: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions(Node):
    """One DMN file. Shape: version is "1.1" … "1.6"; language is the expression language of the file."""

    name: str = ""
    namespace: str = ""
    version: str = "1.5"
    language: str | None = None
    imports: tuple[Import, ...] = ()
    types: tuple[ItemDefinition, ...] = ()
    inputs: tuple[InputData, ...] = ()
    decisions: tuple[Decision, ...] = ()
    knowledge: tuple[BusinessKnowledgeModel, ...] = ()
    services: tuple[DecisionService, ...] = ()
    sources: tuple[KnowledgeSource, ...] = ()
    prefixes: dict[str, str] = field(default_factory=dict)
