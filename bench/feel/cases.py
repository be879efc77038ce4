"""The fourteen expressions that are timed, each with its variables, its value, and the same by hand over Decimal.

`L("12")` in the hand-written text is a constant that is made once, as a compiler would hoist it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

ITEMS = [
    {"sku": f"s{i}", "price": Decimal((i * 37) % 100) + Decimal("0.5"), "qty": Decimal(i % 5 + 1)} for i in range(20)
]


@dataclass(frozen=True)
class Case:
    """One expression. Shape: by_hand is a function of the scope."""

    name: str
    text: str
    scope: dict[str, Any]
    by_hand: Callable[[dict[str, Any]], Any]


def D(text: str | int) -> Decimal:
    return Decimal(text)


def month_later(day: datetime.date) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month, 12)
    return datetime.date(year, month + 1, min(day.day, 28))


K0, K1, K2, K4, K10, K12, K18 = (Decimal(n) for n in (0, 1, 2, 4, 10, 12, 18))
K50, K99, K600, K700, K30000 = (Decimal(n) for n in (50, 99, 600, 700, 30000))
K35, K425 = Decimal("3.5"), Decimal("4.25")


def _if_chain(c: dict[str, Any]) -> str:
    return "A" if c["score"] >= K700 else "B" if c["score"] >= K600 else "C"


def _date(c: dict[str, Any]) -> bool:
    return month_later(datetime.date.fromisoformat("2026-03-01")) > datetime.date.fromisoformat("2026-03-15")


CASES = [
    Case("arith", "principal * rate / 12 + fee", {"principal": D(100000), "rate": D("0.05"), "fee": D("25.5")},
         lambda c: c["principal"] * c["rate"] / K12 + c["fee"]),
    Case("and-cmp", "age >= 18 and income > 30000", {"age": D(35), "income": D(42000)},
         lambda c: c["age"] >= K18 and c["income"] > K30000),
    Case("if-chain", 'if score >= 700 then "A" else if score >= 600 then "B" else "C"', {"score": D(640)}, _if_chain),
    Case("concat", '"Hello, " + first + " " + last', {"first": "Ada", "last": "Lovelace"},
         lambda c: "Hello, " + c["first"] + " " + c["last"]),
    Case("path", 'order.customer.address.city = "Izmir"',
         {"order": {"customer": {"address": {"city": "Izmir"}}}},
         lambda c: c["order"]["customer"]["address"]["city"] == "Izmir"),
    Case("spaces", "Monthly Income * 12 > Annual Threshold", {"Monthly Income": D(4000), "Annual Threshold": D(45000)},
         lambda c: c["Monthly Income"] * K12 > c["Annual Threshold"]),
    Case("range", "x in [1..10]", {"x": D(7)}, lambda c: K1 <= c["x"] <= K10),
    Case("strfun", "upper case(substring(name, 1, 3))", {"name": "gorel engine"}, lambda c: c["name"][0:3].upper()),
    Case("filter", "count(items[price > 50])", {"items": ITEMS},
         lambda c: len([i for i in c["items"] if i["price"] > K50])),
    Case("for", "for i in items return i.price * i.qty", {"items": ITEMS},
         lambda c: [i["price"] * i["qty"] for i in c["items"]]),
    Case("some", "some i in items satisfies i.price > 99", {"items": ITEMS},
         lambda c: any(i["price"] > K99 for i in c["items"])),
    Case("date", 'date("2026-03-01") + duration("P1M") > date("2026-03-15")', {},
         _date),
    Case("context", "{a: x + 1, b: a * 2}.b", {"x": D(20)}, lambda c: (c["x"] + K1) * K2),
    Case("sum-list", "sum([x, y, 3.5, 4.25]) / 4", {"x": D("1.5"), "y": D("2.75")},
         lambda c: sum([c["x"], c["y"], K35, K425]) / K4),
]  # fmt: skip
