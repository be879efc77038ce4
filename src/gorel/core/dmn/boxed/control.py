"""Boxed conditional, filter, and the iterators for, some and every: they mean what FEEL's own do."""

from __future__ import annotations

from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.boxed.compiler import Compiler, Names, compiles
from gorel.core.dmn.boxed.structures import static_type
from gorel.core.dmn.run import Evaluated, Run, Scope
from gorel.core.feel import nodes, runtime
from gorel.core.feel import types as t
from gorel.core.feel.run import Site


@compiles(m.Conditional)
def compile_conditional(compiler: Compiler, node: m.Conditional, names: Names) -> Evaluated:
    """If, then, else; a condition that is neither true, false nor null gives null."""
    condition = compiler.inside("if").expression(node.condition, names)
    then = compiler.inside("then").expression(node.then, names)
    otherwise = compiler.inside("else").expression(node.otherwise, names)
    site = site_of("if")

    def conditional(scope: Scope, run: Run) -> Any:
        value = condition(scope, run)
        if value is True:
            return then(scope, run)
        if value is False or value is None:
            return otherwise(scope, run)
        run.at = compiler.place
        runtime.not_boolean(run, site, value)
        return None

    return conditional


@compiles(m.Filter)
def compile_filter(compiler: Compiler, node: m.Filter, names: Names) -> Evaluated:
    """The items that match; inside, `item` is the item, and a context's entries go by their own names."""
    source = compiler.inside("in").expression(node.source, names)
    element = t.element_of(source_type(compiler, node.source, names)) or t.ANY
    match = compiler.inside("match").expression(node.match, {**names, "item": element, **t.fields_of(element)})
    site = site_of("match")

    def filtered(scope: Scope, run: Run) -> Any:
        base = source(scope, run)

        def condition(item: Any) -> Any:
            inner = {**scope, "item": item}
            if isinstance(item, dict):
                inner.update(item)
            return match(inner, run)

        found = runtime.filtered(run, site, base, condition)
        run.at = compiler.place
        return found

    return filtered


@compiles(m.Iterator)
def compile_iterator(compiler: Compiler, node: m.Iterator, names: Names) -> Evaluated:
    """For, some or every over a list or a range."""
    source = compiler.inside("in").expression(node.source, names)
    declared = compiler.type_of(node.variable_type)
    element = t.element_of(declared if declared != t.ANY else source_type(compiler, node.source, names)) or t.ANY
    inner = {**names, node.variable: element}
    if node.kind == "for":
        inner["partial"] = t.LIST
    body = compiler.inside("return" if node.kind == "for" else "satisfies").expression(node.body, inner)
    site = site_of(node.kind)
    variable = node.variable
    keeps_partial = "partial" in _read(node)

    def values(scope: Scope, run: Run) -> list[Any] | None:
        run.at = compiler.place
        return runtime.domain(run, site, source(scope, run))

    def loop(scope: Scope, run: Run) -> Any:
        domain = values(scope, run)
        if domain is None:
            return None
        made: list[Any] = []
        run.charge(len(domain))
        for item in domain:
            # `partial` is the list as it stands; only a body that may keep it needs a copy.
            made.append(body({**scope, "partial": list(made) if keeps_partial else made, variable: item}, run))
        return made

    def quantified(scope: Scope, run: Run) -> Any:
        domain = values(scope, run)
        if domain is None:
            return None
        decisive = node.kind == "some"
        answers: list[Any] = []
        run.charge(len(domain))
        for item in domain:
            answer = body({**scope, variable: item}, run)
            if answer is not None and not isinstance(answer, bool):
                run.at = compiler.place
                runtime.not_boolean(run, site, answer)
                return None
            answers.append(answer)
        if decisive in answers:
            return decisive
        return None if None in answers else not decisive

    return loop if node.kind == "for" else quantified


def _read(node: m.Iterator) -> str:
    """Return the text of the body where it is one text, to see whether it asks for `partial`."""
    return (node.body.text or "") if isinstance(node.body, m.Literal) else "partial"


def source_type(compiler: Compiler, node: m.Expression | None, names: Names) -> t.Type:
    """Return what is known of the type of what is gone over: a variable's, when the source just names one."""
    if isinstance(node, m.Literal) and node.type_ref is None:
        return names.get((node.text or "").strip(), t.ANY)
    return static_type(compiler, node)


def site_of(text: str) -> Site:
    """Return a site for FEEL's warnings where there is no FEEL text."""
    return Site(text, nodes.Name(0, len(text), text))
