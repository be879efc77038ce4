"""A list leaves as a file that a spreadsheet in Sweden opens as it is, and runs nothing of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gorel.ground.export import as_csv

COLUMNS = [(_("Title"), lambda row: row[0]), ("Värde", lambda row: row[1])]


def _read(language: str, rows: list[tuple[object, object]]) -> str:
    with translation.override(language):
        response = as_csv(iter(rows), COLUMNS, name="anmälda 2021/10")
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''anm%C3%A4lda-2021-10.csv"
    return b"".join(response.streaming_content).decode("utf-8")


def test_swedish_file_has_semicolons_decimal_commas_and_a_byte_order_mark() -> None:
    rows = [
        ("Öppna; data", Decimal("1.5")),
        ('Säg "hej"', datetime(2021, 10, 4, 11, 0, tzinfo=UTC)),
        ("tom", None),
        ("dag", date(2021, 10, 4)),
        ("ja", True),
    ]
    assert _read("sv", rows) == (
        "\ufeffRubrik;Värde\r\n"
        '"Öppna; data";1,5\r\n'
        '"Säg ""hej""";2021-10-04 13:00\r\n'
        "tom;\r\n"
        "dag;2021-10-04\r\n"
        "ja;ja\r\n"
    )


def test_english_file_has_commas_and_points() -> None:
    assert _read("en", [("a", Decimal("1.5")), ("b", False)]) == "\ufeffTitle,Värde\r\na,1.5\r\nb,no\r\n"


def test_texts_that_spreadsheets_would_run_are_texts() -> None:
    wicked = ["=1+1", "+46", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]
    lines = _read("sv", [(text, -1) for text in wicked]).split("\r\n")
    assert all(line.lstrip('"').startswith("'") for line in lines[1:5])
    assert _read("sv", [("=1", -1)]) == "\ufeffRubrik;Värde\r\n'=1;-1\r\n"


def test_rows_are_taken_one_by_one() -> None:
    taken = []

    def rows():
        for number in range(3):
            taken.append(number)
            yield ("rad", number)

    parts = iter(as_csv(rows(), COLUMNS, name="x").streaming_content)
    next(parts), next(parts)
    assert taken == [0]
