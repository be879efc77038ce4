"""One cell, as people write it, to the value that it means; `Wrong` when it means nothing, or more than one thing."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

KINDS = ("text", "number", "whole", "date", "yes-no", "any")
YES, NO = ("ja", "j", "sant", "yes", "y", "true", "x", "1"), ("nej", "n", "falskt", "no", "false", "0")
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_SPACES = str.maketrans("", "", " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}")
_CURRENCY = re.compile(r"^(kr|sek|€|\$)\s*|\s*(kr|sek|:-|€|\$)$", re.IGNORECASE)
_DATES = (
    (re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)"), False),
    (re.compile(r"(?P<y>\d{4})/(?P<m>\d\d?)/(?P<d>\d\d?)"), False),
    (re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)"), False),
    (re.compile(r"(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d{4})"), False),
    (re.compile(r"(?P<d>\d\d?)/(?P<m>\d\d?) (?P<y>\d{4})"), False),
    (re.compile(r"(?P<d>\d\d?)[/-](?P<m>\d\d?)[/-](?P<y>\d{4})"), True),  # may be month/day/year
)
_NAMED = re.compile(r"(?P<d>\d\d?) (?P<m>[a-zåäö]{3,9})\.? (?P<y>\d{4})")


class Wrong(ValueError):
    """The cell does not say what was asked for. Shape: the text is (Swedish, English)."""

    def __init__(self, sv: str, en: str) -> None:
        self.sv, self.en = sv, en
        super().__init__(en)


def value(cell: Any, kind: str = "any") -> Any:
    """Return what *cell* means as *kind*, in JSON values; None when it is empty. Errors: Wrong."""
    if isinstance(cell, str):
        cell = cell.strip()
    if cell is None or cell == "":
        return None
    if isinstance(cell, str) and re.fullmatch(r"#[A-ZÅÄÖ/0]+[!?]?", cell):
        raise Wrong(f"cellen visar felet {cell}", f"the cell shows the error {cell}")
    return {"number": number, "whole": whole, "date": day, "yes-no": yes_no, "text": text}.get(kind, plain)(cell)


def plain(cell: Any) -> Any:
    """Return a cell as JSON would hold it, its kind unasked."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else Decimal(repr(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return cell if isinstance(cell, bool | int | Decimal | str) else str(cell)


def text(cell: Any) -> str:
    """Return a cell as text; a number loses no leading zeros that it never had."""
    found = plain(cell)
    if isinstance(found, bool):
        return "ja" if found else "nej"
    return f"{found:f}" if isinstance(found, Decimal) else str(found)


def number(cell: Any) -> Any:
    """Return a number: 1 234,50 and 1234.50 and 1.234,50; `1.234` alone may be either, and is Wrong."""
    if isinstance(cell, bool):
        raise Wrong("det står ja eller nej, inte ett tal", "it says yes or no, not a number")
    if isinstance(cell, int | float | Decimal):
        return plain(cell)
    shown = plain(cell)
    if not isinstance(cell, str):
        raise Wrong(f"”{shown}” är inget tal", f"“{shown}” is no number")
    bare = _CURRENCY.sub("", cell).translate(_SPACES).replace("−", "-").replace("–", "-")
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}(\.\d{3})+", bare) or re.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3}){2,}", bare):
        if "," in bare or bare.count(".") > 1:
            return int(bare.replace(",", "").replace(".", ""))
        raise Wrong(
            f"”{cell}” kan vara tusental eller decimaler; skriv {bare.replace('.', '')} eller {bare.replace('.', ',')}",
            f"“{cell}” may be thousands or decimals; write {bare.replace('.', '')} or {bare.replace('.', ',')}",
        )
    if re.fullmatch(r"[-+]?\d{1,3}(\.\d{3})+,\d+", bare) or re.fullmatch(r"[-+]?\d+,\d+", bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+\.\d+", bare):
        bare = bare.replace(",", "")
    if not re.fullmatch(r"[-+]?\d+(\.\d+)?", bare, re.ASCII):
        raise Wrong(f"”{cell}” är inget tal", f"“{cell}” is no number")
    found = Decimal(bare)
    return int(found) if "." not in bare else found


def whole(cell: Any) -> int:
    """Return a whole number."""
    found = number(cell)
    if found != int(found):
        raise Wrong(f"”{text(cell)}” är inget heltal", f"“{text(cell)}” is no whole number")
    return int(found)


def day(cell: Any) -> str:
    """Return a date as ISO 8601; `3/4/2026` may be either, and is Wrong."""
    if isinstance(cell, datetime | date):
        return cell.date().isoformat() if isinstance(cell, datetime) else cell.isoformat()
    shown = text(cell)
    for form, has_two_readings in _DATES:
        found = form.fullmatch(shown.split("T")[0].removesuffix(" 00:00:00"))
        if found:
            year, month, day_ = int(found["y"]), int(found["m"]), int(found["d"])
            if has_two_readings and month <= 12 and day_ <= 12 and month != day_:
                iso = f"{year}-{month:02}-{day_:02}"
                raise Wrong(
                    f"”{shown}” kan vara två olika dagar; skriv {iso} om det är den",
                    f"“{shown}” may be two different days; write {iso} if that is it",
                )
            return _date(year, month, day_, shown)
    named = _NAMED.fullmatch(shown.lower())
    if named:
        short = {"may": "maj", "oct": "okt"}.get(named["m"][:3], named["m"][:3])
        if short in MONTHS:
            return _date(int(named["y"]), MONTHS.index(short) + 1, int(named["d"]), shown)
    raise Wrong(f"”{shown}” är inget datum; skriv som 2026-10-16", f"“{shown}” is no date; write as 2026-10-16")


def _date(year: int, month: int, day_: int, shown: str) -> str:
    try:
        return date(year, month, day_).isoformat()
    except ValueError:
        raise Wrong(f"dagen ”{shown}” finns inte", f"there is no day “{shown}”") from None


def yes_no(cell: Any) -> bool:
    """Return yes or no."""
    if isinstance(cell, bool):
        return cell
    shown = text(cell).lower()
    if shown in YES or shown in NO:
        return shown in YES
    raise Wrong(f"”{shown}” är varken ja eller nej", f"“{shown}” is neither yes nor no")
