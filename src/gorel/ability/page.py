"""The page of an ability in the docs, written from its declaration."""

from __future__ import annotations

from typing import Any

import msgspec

from gorel.ability.declare import Ability
from gorel.ability.fields import FieldOf, fields_of
from gorel.ability.template import said

KINDS = {"map": "context", "moment": "date and time", "any": "anything"}


def page(ability: Ability) -> str:
    """Return the page as Markdown, English first and the Swedish words beside."""
    lines = [f"# `{ability.type}` – {said(ability.title, 'en')}", "", said(ability.about, "en"), ""]
    lines += [f"*På svenska: {said(ability.title, 'sv')}.* {said(ability.about, 'sv')}", ""]
    lines += _table("Takes", fields_of(ability.takes), is_input=True)
    lines += _table("Gives", fields_of(ability.gives), is_input=False)
    lines += ["## How it runs", "", *_facts(ability), ""]
    lines += ["## In a picture", "", "```xml", *_xml(ability), "```", ""]
    return "\n".join(lines)


def _table(title: str, fields: tuple[FieldOf, ...], *, is_input: bool) -> list[str]:
    if not fields:
        return [f"## {title}", "", "Nothing.", ""]
    lines = [f"## {title}", "", "| field | kind | | på svenska | what |", "|---|---|---|---|---|"]
    for field in fields:
        kind = ", ".join(f"`{choice}`" for choice in field.choices) or KINDS.get(field.kind, field.kind)
        needed = ("required" if field.required else _default(field)) if is_input else ""
        lines.append(f"| `{field.name}` | {kind} | {needed} | {field.title('sv')} | {field.help('en')} |")
    return [*lines, ""]


def _default(field: FieldOf) -> str:
    if field.default in (None, "", (), [], {}, msgspec.NODEFAULT):
        return "optional"
    value: Any = field.default
    shown = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else value
    return f"else `{shown}`"


def _facts(ability: Ability) -> list[str]:
    if ability.transactional:
        facts = ["- inside the transaction that completes its job: exactly once"]
    else:
        facts = [
            "- outside any transaction, at least once; its job's key is the same at every try",
            f"- {ability.retries} tries, each at most {ability.timeout_seconds} seconds",
        ]
    if ability.concurrency is not None:
        facts.append(f"- at most {ability.concurrency} at once in one worker")
    if ability.per_minute is not None:
        facts.append(f"- at most {ability.per_minute} a minute")
    return facts


def _xml(ability: Ability) -> list[str]:
    required = [field for field in fields_of(ability.takes) if field.required]
    lines = ["<bpmn:extensionElements>", f'  <zeebe:taskDefinition type="{ability.type}" />']
    if required:
        lines.append("  <zeebe:ioMapping>")
        lines += [f'    <zeebe:input source="=…" target="{field.name}" />' for field in required]
        lines.append("  </zeebe:ioMapping>")
    return [*lines, "</bpmn:extensionElements>"]
