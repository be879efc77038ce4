"""A bar chart as SVG, made on the server. Its figures always stand in a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ROW, BAR, WIDTH, LABEL_GAP = 52, 18, 640, 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length, and its length in words."""

    label: str
    value: Decimal
    said: str


def bar_chart(bars: Sequence[Bar], *, title: str) -> SafeString:
    """Return the chart, or nothing without bars. Bars of amounts below nothing grow to the left of the line.

    Shape: colours are the page's own (`currentcolor` and tokens by class), so that dark mode and print follow.
    """
    if not bars:
        return SafeString("")
    low = min([Decimal(0), *(bar.value for bar in bars)])
    high = max([Decimal(0), *(bar.value for bar in bars)])
    scale = Decimal(WIDTH) / (high - low or 1)
    zero = -low * scale
    rows = format_html_join("", "{}", ((_row(bar, index, zero, scale),) for index, bar in enumerate(bars)))
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="xMinYMin meet">{}'
        '<line class="bars__line" x1="{}" x2="{}" y1="0" y2="{}"/></svg>',
        WIDTH, ROW * len(bars), title, rows, _n(zero), _n(zero), ROW * len(bars),
    )  # fmt: skip


def _row(bar: Bar, index: int, zero: Decimal, scale: Decimal) -> SafeString:
    top = index * ROW
    length = abs(bar.value) * scale
    left = zero if bar.value >= 0 else zero - length
    state = "" if bar.value >= 0 else " bars__bar--below"
    return format_html(
        '<text class="bars__label" x="{}" y="{}">{}</text>'
        '<text class="bars__value" x="{}" y="{}" text-anchor="end">{}</text>'
        '<rect class="bars__bar{}" x="{}" y="{}" width="{}" height="{}" rx="4"/>',
        LABEL_GAP, top + 18, bar.label, WIDTH - LABEL_GAP, top + 18, bar.said,
        state, _n(left), top + 26, _n(max(length, Decimal(2))), BAR,
    )  # fmt: skip


def _n(value: Decimal) -> str:
    return f"{value:.1f}"
