"""The pages about rules say what is true: their examples run, and their motivation is word for word."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from gorel.core import dmn
from gorel.core.dmn.sentences import SENTENCES

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"


def test_developers_examples_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    code = re.findall(r"```python\n(.*?)```", (DOCS / "dmn.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(code) == 1
    exec(compile(code[0], "docs/dmn.md", "exec"), {})


def test_staff_page_quotes_the_motivation_word_for_word():
    model = dmn.read((DOCS / "exempel" / "eldstad.dmn").read_bytes())
    with (DOCS / "exempel" / "eldstad-fall.csv").open(encoding="utf-8") as file:
        row = next(csv.DictReader(file, delimiter=";"))
    inputs = {name: {"ja": True, "nej": False}.get(row[name], row[name]) for name in model.inputs_of("Startbesked")}
    inputs |= {name: int(value) for name, value in inputs.items() if str(value).isdigit()}
    page = (DOCS / "sv" / "regler.md").read_text(encoding="utf-8")
    quoted = re.search(r"<!-- motivering -->\n(.*?)\n<!-- slut -->", page, re.DOTALL)
    assert quoted is not None
    said = dmn.explain(model.decide("Startbesked", inputs).explanation, "sv")
    assert [line.removeprefix("> ") for line in quoted[1].splitlines()] == said.splitlines()


def test_staff_page_quotes_the_findings_as_they_are_said():
    page = (DOCS / "sv" / "regler.md").read_text(encoding="utf-8")
    overlap = SENTENCES["dmn.overlap"]["sv"].format(rule=1, other=2, example="Ålder = 15")
    gap = SENTENCES["dmn.gap"]["sv"].format(example="Ålder = 18")
    assert (overlap in page, gap in page) == (True, True)


def test_every_problem_that_the_code_can_raise_is_said_in_both_languages():
    raised: set[str] = set()
    for path in (ROOT / "src" / "gorel" / "core" / "dmn").rglob("*.py"):
        if not path.name.startswith("sentences"):
            raised |= set(re.findall(r'"(dmn\.[a-z-]+)"', path.read_text(encoding="utf-8")))
    assert raised == set(SENTENCES)
    assert {tuple(sorted(texts)) for texts in SENTENCES.values()} == {("en", "sv")}
    for texts in SENTENCES.values():
        assert set(re.findall(r"\{\w+\}", texts["sv"])) == set(re.findall(r"\{\w+\}", texts["en"]))
