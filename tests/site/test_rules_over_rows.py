"""`gorel decide` and `gorel test`: rules over files."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from gorel.core.feel import types as t
from gorel.site.command import main
from gorel.site.rules import cells, rows

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "exempel"
MODEL, CASES = str(EXAMPLES / "eldstad.dmn"), str(EXAMPLES / "eldstad-fall.csv")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def test_example_cases_all_hold_and_try_every_rule(capsys):
    assert run("test", MODEL, "--cases", CASES) == 0
    assert capsys.readouterr().out == "20 fall prövade: 20 stämmer, 0 stämmer inte.\n"


def test_a_case_that_fails_is_named_with_what_came(tmp_path, capsys):
    text = Path(CASES).read_text(encoding="utf-8").splitlines()
    cases = tmp_path / "fall.csv"
    cases.write_text("\n".join([text[0], text[1].removesuffix("startbesked") + "till handläggare"]), encoding="cp1252")
    assert run("test", MODEL, "--cases", str(cases), "--language", "en") == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "Case Allt i ordning (row 2), Startbesked: expected till handläggare, got startbesked."
    assert out[1:] == [
        "No case tries rule 1, 2, 3 of Godkänd eldstad.",
        "No case tries rule 1, 2, 3, 4, 5 of Startbesked.",
        "2 cases tried: 1 as expected, 1 not.",
    ]


def test_decide_writes_answers_rules_and_grounds_to_excel(tmp_path, capsys):
    out = tmp_path / "svar.xlsx"
    assert run("decide", MODEL, "Godkänd eldstad", "--each", CASES, "--explain", "--out", str(out)) == 0
    table = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    first = dict(zip(table[0], table[6], strict=True))
    assert (first["Fall"], first["Godkänd eldstad (Görel)"], first["Regel"]) == (
        "För nära väggen",
        "behöver granskas",
        "3",
    )
    assert "Avstånd utöver tillverkarens (mm) – −0,5 (regeln kräver under 0)" in first["Motivering"]
    assert capsys.readouterr().err.splitlines()[-1] == "10 rader: 10 fick svar, 0 blev utan."


def test_rows_without_an_answer_are_reported(tmp_path, capsys):
    given = tmp_path / "rader.jsonl"
    full = {"Eldstad": "braskamin", "Provad enligt standard": True, "Avstånd till brännbart (mm)": 3,
            "Tillverkarens avstånd (mm)": 2}  # fmt: skip
    lines = [full, {**full, "Eldstad": "öken"}, {**full, "Provad enligt standard": None}]
    given.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    out = tmp_path / "svar.jsonl"
    assert run("decide", MODEL, "godkand_eldstad", "--each", str(given), "--out", str(out)) == 1
    written = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["godkand_eldstad"] for line in written] == ["godkänd", None, None]
    assert written[1]["Att se över"].startswith("Eldstad (eldstad_typ), rad 21: Värdet ”öken” är inte tillåtet")
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "3 rader: 1 fick svar, 2 blev utan.",
        "Utan svar: rad 3, 4.",
    ]


def test_unknown_decision_is_said_with_those_that_exist(capsys):
    assert run("decide", MODEL, "Bygglov", "--each", CASES) == 1
    assert capsys.readouterr().err == ("eldstad.dmn has no decision “Bygglov”. It has: Godkänd eldstad, Startbesked.\n")


@pytest.mark.parametrize(
    ("cell", "type_", "value"),
    [
        ("12 500,5", t.NUMBER, Decimal("12500.5")),
        ("−3", t.NUMBER, Decimal(-3)),
        ("Nej", t.BOOLEAN, False),
        ("0042", t.STRING, "0042"),
        (Decimal(42), t.STRING, "42"),
        ("a, b", t.ListType(t.STRING), ["a", "b"]),
        ("null", t.STRING, None),
        ("2026-10-16", t.DATE, "2026-10-16"),
        ("", t.STRING, cells.MISSING),
    ],
)
def test_cells_become_what_the_decision_asks_for(cell, type_, value):
    assert cells.parse(cell, type_) == value


def test_formulas_in_answers_are_not_run_by_spreadsheets(tmp_path):
    path = tmp_path / "ut.csv"
    rows.write_rows(path, ["a"], [{"a": '=HYPERLINK("http://x")'}, {"a": Decimal("-1.5")}])
    assert path.read_text(encoding="utf-8-sig").splitlines() == ["a", '"\'=HYPERLINK(""http://x"")"', "-1,5"]


def test_an_excel_file_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "in.xlsx"
    rows.write_rows(path, ["namn", "antal"], [{"namn": "=1+1", "antal": Decimal(3)}, {"namn": "b", "antal": None}])
    assert rows.read_rows(path) == [{"namn": "=1+1", "antal": 3}, {"namn": "b", "antal": ""}]
