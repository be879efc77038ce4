"""Colours have the contrast that WCAG asks for, in light and dark, in her own colours and in her themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gorel.ground.colours import contrast, mixed

STATIC = Path(__file__).parents[2] / "src/gorel/ground/static/ground"
TEXT, EDGE = 4.5, 3.0
GROUNDS = ("paper", "surface", "sunken")
# What stands on what, and how much contrast it needs.
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "ink-muted", "sea", "sea-strong", "rust", "bad") for ground in GROUNDS],
    ("on-sea", "sea", TEXT), ("on-sea", "sea-strong", TEXT),
    ("band-ink", "band", TEXT), ("band-ink-muted", "band", TEXT), ("band-edge", "band", EDGE),
    ("sea", "sea-soft", TEXT), ("sea-strong", "sea-soft", TEXT), ("ink", "sea-soft", TEXT), ("rust", "rust-soft", TEXT),
    *[(tone, f"{tone}-soft", TEXT) for tone in ("good", "wait", "bad")],
    *[("ink", f"{tone}-soft", TEXT) for tone in ("good", "wait", "bad")],
    *[("line-strong", ground, EDGE) for ground in GROUNDS],
    ("focus", "paper", EDGE), ("focus", "surface", EDGE), ("focus", "sunken", EDGE),
    ("rust-mark", "paper", EDGE),
]  # fmt: skip


def _tokens(name: str) -> tuple[dict[str, str], dict[str, str]]:
    light, dark = _declared("css/tokens.css")
    own_light, own_dark = _declared(f"themes/{name}.css") if name else ({}, {})
    return {**light, **own_light}, {**light, **own_light, **dark, **own_dark}


def _declared(path: str) -> tuple[dict[str, str], dict[str, str]]:
    light, _mark, dark = (STATIC / path).read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
    return tuple(dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", part)) for part in (light, dark))


def test_contrast_is_measured_as_wcag_says() -> None:
    assert round(contrast("#ffffff", "#000000"), 1) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
    assert [mixed("#000000", "#ffffff", share) for share in (0, 0.5, 1)] == ["#000000", "#808080", "#ffffff"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["", *sorted(path.stem for path in STATIC.glob("themes/*.css"))])
def test_every_pair_has_its_contrast(theme: str, scheme: str) -> None:
    tokens = _tokens(theme)[scheme == "dark"]
    weak = [
        f"{ink} on {ground}: {measured:.2f} < {needed}"
        for ink, ground, needed in PAIRS
        if (measured := contrast(tokens[ink], tokens[ground])) < needed
    ]
    assert weak == []
