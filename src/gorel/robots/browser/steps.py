"""What the browser is asked to do, step by step."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from gorel.ability import says

Does = Literal[
    "open", "fill", "click", "choose", "check", "uncheck", "press", "wait", "read", "read-table", "download", "upload"
]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step.

    Shape: what it speaks of is found by role and name (`button` “Sök”), by label (a field's), by text, or by css where
    nothing else is there; `within` narrows it to the row, section or dialog that has this text. `into` names what is read.
    """

    do: Does
    url: str = ""
    role: str = ""
    name: str = ""
    label: str = ""
    text: str = ""
    css: str = ""
    within: str = ""
    value: str = ""
    into: str = ""
    file: str = ""
    seconds: float = 15


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """Steps, and where evidence goes."""

    steps: Annotated[list[Step], says(
        sv="Steg", en="Steps", help_sv='[{"do": "open", "url": "https://…"}, {"do": "fill", "label": "Namn", "value": …}, '
        '{"do": "click", "role": "button", "name": "Sök"}, {"do": "read", "label": "Status", "into": "status"}]',
        help_en='[{"do": "open", "url": "https://…"}, {"do": "fill", "label": "Name", "value": …}, '
        '{"do": "click", "role": "button", "name": "Search"}, {"do": "read", "label": "State", "into": "state"}]')]  # fmt: skip
    evidence: Annotated[str, says(
        sv="Mapp för bevis", en="Folder for evidence", help_sv="Dit sparas en skärmbild och sidans text när något inte går",
        help_en="A screenshot and the page's text are saved there when something does not work")] = ""  # fmt: skip


class Done(msgspec.Struct, frozen=True):
    """What was read, by the names that the steps gave."""

    values: Annotated[dict[str, object], says(sv="Avläst", en="Read")]
    steps: Annotated[int, says(sv="Gjorda steg", en="Steps done")]


class Stuck(Exception):
    """A step that cannot be done without guessing. Shape: texts in Swedish and English."""

    def __init__(self, code: str, sv: str, en: str) -> None:
        self.code, self.sv, self.en = code, sv, en
        super().__init__(en)


def said(step: Step, language: str) -> str:
    """Return what a step speaks of, in words; never the value that it writes."""
    found = [word for word in (step.role, f"”{step.name}”" if step.name else "", f"”{step.label}”" if step.label else "",
                               f"”{step.text}”" if step.text else "", step.css) if word]  # fmt: skip
    if step.within:
        found.append(f"{'i' if language == 'sv' else 'in'} ”{step.within}”")
    return " ".join(found) or step.do
