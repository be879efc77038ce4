"""Small models for tests, written as text: a table is a list of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from gorel.core import dmn

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(content: str, *, namespace: str = NAMESPACE, attributes: str = "", name: str = "test") -> bytes:
    """Return a DMN file."""
    return (
        f'<definitions xmlns="{namespace}" id="defs" name="{name}" namespace="urn:{name}" {attributes}>'
        f"{content}</definitions>"
    ).encode()


def inputs_of(inputs: Mapping[str, str]) -> str:
    """Return input data elements; their ids are i_0, i_1, …"""
    return "".join(
        f'<inputData id="i_{n}" name={quoteattr(name)}><variable name={quoteattr(name)} typeRef={quoteattr(type_)}/>'
        "</inputData>"
        for n, (name, type_) in enumerate(inputs.items())
    )


def table(
    inputs: Mapping[str, str],
    rows: Sequence[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    outputs: Sequence[str] = ("svar",),
    output_type: str = "",
    default: str | None = None,
    output_values: str = "",
    input_values: Mapping[str, str] | None = None,
    type_ref: str = "",
) -> str:
    """Return a decision table. Shape: each row holds a cell per input, then one per output."""
    found = []
    for name, type_ in inputs.items():
        values = f"<inputValues><text>{escape((input_values or {}).get(name, ''))}</text></inputValues>"
        found.append(
            f'<input id="c_{len(found)}"><inputExpression typeRef={quoteattr(type_)}><text>{escape(name)}</text>'
            f"</inputExpression>{values if name in (input_values or {}) else ''}</input>"
        )
    for output in outputs:
        values = f"<outputValues><text>{escape(output_values)}</text></outputValues>" if output_values else ""
        values += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
        type_text = f" typeRef={quoteattr(output_type)}" if output_type else ""
        found.append(f"<output name={quoteattr(output)}{type_text}>{values}</output>")
    for number, row in enumerate(rows, start=1):
        cells = "".join(f"<inputEntry><text>{escape(c)}</text></inputEntry>" for c in row[: len(inputs)])
        end = len(inputs) + len(outputs)
        cells += "".join(f"<outputEntry><text>{escape(c)}</text></outputEntry>" for c in row[len(inputs) : end])
        cells += "".join(f"<annotationEntry><text>{escape(c)}</text></annotationEntry>" for c in row[end:])
        found.append(f'<rule id="r_{number}">{cells}</rule>')
    attributes = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="dt" hitPolicy="{policy}"{attributes}>{"".join(found)}</decisionTable>'


def decision(name: str, logic: str, *, requires: Sequence[str] = (), type_ref: str = "", id: str = "") -> str:
    """Return a decision. Shape: requires holds ids; those starting with i_ are inputs, b_ or s_ knowledge."""
    found = []
    for needed in requires:
        kind = {"i_": "requiredInput", "b_": "requiredKnowledge", "s_": "requiredKnowledge"}.get(
            needed[:2], "requiredDecision"
        )
        around = "knowledgeRequirement" if kind == "requiredKnowledge" else "informationRequirement"
        found.append(f'<{around}><{kind} href="#{needed}"/></{around}>')
    type_text = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    return (
        f"<decision id={quoteattr(id or 'd_' + name)} name={quoteattr(name)}>"
        f"<variable name={quoteattr(name)}{type_text}/>"
        f"{''.join(found)}{logic}</decision>"
    )


def literal(text: str) -> str:
    """Return a boxed FEEL text."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table_model(inputs: Mapping[str, str], rows: Sequence[Sequence[str]], **options: object) -> dmn.Model:
    """Return a model with one decision, `Svar`, that is one table over *inputs*."""
    type_ref = str(options.get("type_ref") or "")
    logic = table(inputs, rows, **options)  # type: ignore[arg-type]
    requires = [f"i_{n}" for n in range(len(inputs))]
    return dmn.read(definitions(inputs_of(inputs) + decision("Svar", logic, requires=requires, type_ref=type_ref)))
