"""Bars say their figures in words and keep their proportions."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from gorel.ground.bars import Bar, bar_chart


def drawn(*bars: Bar) -> etree._Element:
    return etree.fromstring(str(bar_chart(bars, title="Minuter")))


def test_no_bars_draw_nothing() -> None:
    assert bar_chart([], title="Minuter") == ""


def test_bars_are_as_long_as_their_values() -> None:
    chart = drawn(Bar("A", Decimal(100), "100 minuter"), Bar("B", Decimal(25), "25 minuter"))
    assert [rect.get("width") for rect in chart.iter("rect")] == ["640.0", "160.0"]
    assert [text.text for text in chart.iter("text")] == ["A", "100 minuter", "B", "25 minuter"]
    assert chart.get("aria-label") == "Minuter"


def test_a_bar_below_nothing_grows_the_other_way() -> None:
    chart = drawn(Bar("A", Decimal(30), "30"), Bar("B", Decimal(-10), "−10"))
    above, below = chart.iter("rect")
    assert (above.get("x"), above.get("width")) == ("160.0", "480.0")
    assert (below.get("x"), below.get("width"), below.get("class")) == ("0.0", "160.0", "bars__bar bars__bar--below")


def test_labels_are_escaped() -> None:
    assert "<b>" not in bar_chart([Bar("<b>", Decimal(1), "1")], title="<b>")
