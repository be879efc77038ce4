"""What one version of a draft would change of another, in words: its picture, its rules rule by rule, its forms."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.utils.translation import gettext as _

from gorel import forms
from gorel.desk.processes.comparing import ADDED, CHANGED, REMOVED, Difference, differences
from gorel.desk.workshop import elements, tables
from gorel.desk.workshop import files as sets
from gorel.ground.language import spoken


def between(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Difference]:
    """Return what differs between two sets of files, the picture first. How it is drawn, and tests, do not count."""
    drawn = [one.process() if (one := sets.definitions(files)) else None for files in (old, new)]
    found = list(differences(*drawn))
    for kind, what, lines in (("rules", _("decision rules"), _rules), ("form", _("form"), _questions)):
        before, after = ({name: lines(data) for name, data in sets.of_kind(one, kind).items()} for one in (old, new))
        for name in {**after, **before}:
            if before.get(name) != after.get(name):
                found.append(_difference(name, what, before.get(name), after.get(name)))
    return found


def _difference(name: str, what: str, before: list[str] | None, after: list[str] | None) -> Difference:
    if before is None or after is None:
        return Difference("", ADDED if before is None else REMOVED, name, what)
    gone = [_("gone: %(line)s") % {"line": line} for line in before if line not in after]
    come = [_("new: %(line)s") % {"line": line} for line in after if line not in before]
    return Difference("", CHANGED, name, what, (*gone, *come) or (_("the order"),))


def _rules(data: bytes) -> list[str]:
    """Return each rule of a file of tables as one line; what is no table, as its text."""
    try:
        return [line for key, _name in tables.tables(data) for line in _lines(tables.Editing(data, key).shown())]
    except (elements.NotATable, tables.NotATable):
        return data.decode(errors="replace").splitlines()


def _lines(table: tables.Table) -> list[str]:
    found = [f"{table.name}: {table.policy}"]
    for _id, tests, answers, note in table.rules:
        asked = [
            f"{column.label or column.text} {test}"
            for column, test in zip(table.inputs, tests, strict=False)
            if test not in ("", "-")
        ]
        given = ", ".join(answers)
        found.append(f"{', '.join(asked) or _('whatever')} → {given}{f' ({note})' if note else ''}")
    return found


def _questions(data: bytes) -> list[str]:
    """Return each question of a form as one line, with what its answers are held to."""
    try:
        schema = json.loads(data)
    except ValueError:
        return [data.decode(errors="replace")]
    language, found = spoken(), []
    for one in forms.parse(schema).walk() if isinstance(schema, dict) else ():
        said = one.label(language) or one.words("text", language) or one.kind
        offered = ", ".join(option.label[language] for option in one.options)
        found.append(
            " · ".join(part for part in (said, offered, json.dumps(one.limits or {}) if one.limits else "") if part)
        )
    return found
