"""What the commands over rows say, Swedish and English."""

from __future__ import annotations

from gorel.core.say import Language

WORDS: dict[Language, dict[str, str]] = {
    "sv": {
        "rule": "Regel", "reason": "Motivering", "problem": "Att se över", "row": "rad", "rows": "Rader",
        "decided": "{rows} rader: {answered} fick svar, {without} blev utan.",
        "without": "Utan svar: rad {numbers}.",
        "unused": "Kolumner som beslutet inte använder: {columns}.",
        "missing": "Uppgifter som beslutet behöver men som saknas i filen: {columns}.",
        "written": "Svaren finns i {path}.",
        "passed": "{cases} fall prövade: {passed} stämmer, {failed} stämmer inte.",
        "case": "Fall {name} (rad {row}), {decision}: väntade {expected}, fick {found}.",
        "untested": "Ingen prövar regel {rules} i {table}.",
        "nothing-expected": "Ingen kolumn heter som ett beslut ({decisions}), så det finns inget att jämföra med.",
        "nothing": "inget svar",
        "one-file": "Med --cases prövas en regelfil i taget.",
        "no-tests": "Här finns inget test. Spara en provkörning som test i verkstaden, eller ange --cases.",
        "tests": "{tests} test spelade: {passed} går igenom, {failed} går inte igenom.",
    },
    "en": {
        "rule": "Rule", "reason": "Grounds", "problem": "To look at", "row": "row", "rows": "Rows",
        "decided": "{rows} rows: {answered} got an answer, {without} did not.",
        "without": "Without an answer: row {numbers}.",
        "unused": "Columns that the decision does not use: {columns}.",
        "missing": "Facts that the decision needs but the file lacks: {columns}.",
        "written": "The answers are in {path}.",
        "passed": "{cases} cases tried: {passed} as expected, {failed} not.",
        "case": "Case {name} (row {row}), {decision}: expected {expected}, got {found}.",
        "untested": "No case tries rule {rules} of {table}.",
        "nothing-expected": "No column is called after a decision ({decisions}), so there is nothing to compare with.",
        "nothing": "no answer",
        "one-file": "With --cases, one file of rules is tried at a time.",
        "no-tests": "There is no test here. Save a try-out as a test in the workshop, or give --cases.",
        "tests": "{tests} tests played: {passed} as expected, {failed} not.",
    },
}  # fmt: skip
