"""A decision's explanation, as data, said in sentences that can stand in the decision as its grounds.

The data is what `Model.decide` returns: JSON that may be kept with the case for as long as the decision itself, and
be said in either language at any later time.

Shape of an explanation:
  decision    {"id", "name"} of what was asked
  inputs      [{"name", "value"}] what it rests on, in the order of the model
  steps       [step] the decisions evaluated, each after those that it needs
  value       the answer
Shape of a step:
  decision    {"id", "name"};  question: what the decision answers, where the model says
  kind        "table" or "expression";  text: the expression, where it is one text
  uses        [{"name", "value"}] what it was given
  tables      [table] the tables that it went through: its own, or those in its parts and in its knowledge
  sources     [{"name", "location"}] what the rules rest on
  value       what the decision came to
Shape of a table:
  name, policy, columns [{"title", "value"}], value
  hits        [{"rule", "row", "answers", "conditions": [{"column", "test"}], "outputs": [{"name", "value"}],
              "annotations": [text]}] the rules that matched; answers tells which of them the table went by
  default     true when no rule matched and the default outputs answered
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gorel.core import feel
from gorel.core.dmn.phrases import PHRASES
from gorel.core.dmn.words import WORDS, join, say_tests, say_value
from gorel.core.problems import ModelError
from gorel.core.say import Language


def explain(explanation: Mapping[str, Any], language: Language = "sv") -> str:
    """Return the explanation as plain text: the outcome, what it rests on, and one line per decision made."""
    phrases = PHRASES[language]
    lines = [
        phrases["outcome"].format(name=explanation["decision"]["name"], value=say_value(explanation["value"], language))
    ]
    inputs = [_use(use, language) for use in explanation.get("inputs", ())]
    if inputs:
        lines.append(phrases["inputs"].format(inputs="; ".join(inputs)))
    steps = [explain_step(step, language) for step in explanation.get("steps", ())]
    if len(steps) > 1:
        steps = [f"{number}. {text}" for number, text in enumerate(steps, start=1)]
    return "\n".join(lines + steps)


def explain_step(step: Mapping[str, Any], language: Language = "sv") -> str:
    """Return one decision of an explanation in words."""
    phrases = PHRASES[language]
    name, value = step["decision"]["name"], say_value(step["value"], language)
    tables = [explain_table(table, language) for table in step["tables"]]
    if step["kind"] != "table":
        text = phrases["expression"].format(name=name, value=value)
        uses = [_use(use, language) for use in step["uses"]]
        if uses:
            text += phrases["uses"].format(uses="; ".join(uses))
        tables.insert(0, text)
    return " ".join(tables) + _sources(step, language)


def explain_table(table: Mapping[str, Any], language: Language = "sv") -> str:
    """Return in words which rules of a table answered, and why."""
    phrases, words = PHRASES[language], WORDS[language]
    name, value, hits = table["name"], say_value(table["value"], language), table["hits"]
    columns = "; ".join(
        phrases["condition"].format(column=c["title"], value=say_value(c["value"], language)) for c in table["columns"]
    )
    rows = join([str(hit["row"]) for hit in hits], words["and"])
    if not hits:
        return phrases["default" if table["default"] else "no-row"].format(name=name, value=value, columns=columns)
    if table["value"] is None and len(hits) > 1 and table["policy"] in ("UNIQUE", "ANY"):
        return phrases["several"].format(name=name, columns=columns, rows=rows)
    answering = [hit for hit in hits if hit["answers"]]
    if len(answering) == 1:
        text = phrases["row"].format(name=name, value=value, row=answering[0]["row"])
        text += _conditions(answering[0], table, language) + "."
    else:
        text = phrases["rows"].format(name=name, value=value, rows=rows) + "."
    for hit in answering:
        for note in hit["annotations"]:
            text += phrases["note"].format(note=note if note.endswith((".", "!", "?")) else f"{note}.")
    return text


def _conditions(hit: Mapping[str, Any], table: Mapping[str, Any], language: Language) -> str:
    phrases = PHRASES[language]
    values = {column["title"]: column["value"] for column in table["columns"]}
    said = []
    for condition in hit["conditions"]:
        value = say_value(values.get(condition["column"]), language)
        test = _said_test(condition["test"], language)
        key = "condition" if test == value else "condition-test"
        said.append(phrases[key].format(column=condition["column"], value=value, test=test))
    if not said:
        return phrases["always"]
    return phrases["because"].format(conditions="; ".join(said))


def _said_test(text: str, language: Language) -> str:
    try:
        tests = feel.parse_tests(text)
    except ModelError:
        return text
    return say_tests(tests, text, language)


def _use(use: Mapping[str, Any], language: Language) -> str:
    return PHRASES[language]["use"].format(name=use["name"], value=say_value(use["value"], language))


def _sources(step: Mapping[str, Any], language: Language) -> str:
    sources = [source["name"] for source in step["sources"]]
    if not sources:
        return ""
    return PHRASES[language]["source"].format(sources=join(sources, WORDS[language]["and"]))
