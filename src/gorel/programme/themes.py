"""A week's own colours: a few tokens, for light and dark, each measured before it is taken. No CSS is written.

An editor chooses them in a form (`week_form`); a week keeps them as TOML:

    [light]
    band = "#1f4630"   # the ground behind the page's head
    link = "#1d5c39"   # links and buttons
    mark = "#a06c0e"   # the line that marks what matters

    [dark]             # the same three; what is left out stays as it is
    link = "#9bd8b1"

The other tokens that must follow (a link that is pressed, the soft ground behind a chosen thing) are mixed from these.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gorel.ground.colours import contrast, mixed

MOST_SIGNS = 2_000
SCHEMES = ("light", "dark")
TOKENS = ("band", "link", "mark")
TEXT, EDGE = 4.5, 3.0  # WCAG 2.2: 1.4.3 and 1.4.11
PLACES = tuple((scheme, token) for scheme in SCHEMES for token in TOKENS)
COLOUR = "#[0-9a-fA-F]{6}"


@dataclass(frozen=True, slots=True)
class House:
    """The house's own tokens that a week's colours stand on, under and in place of; as `ground/css/tokens.css` has."""

    colours: dict[str, str]  # by token
    grounds: tuple[str, str, str]
    band_ink: str
    on_link: str
    pole: str  # what colours are made stronger with


HOUSE = {
    "light": House(
        {"band": "#0c3f5c", "link": "#0b5277", "mark": "#d2622f"},
        ("#fbf7f0", "#fffdfa", "#f3ecdf"),
        "#fdf8ee",
        "#ffffff",
        "#000000",
    ),
    "dark": House(
        {"band": "#0a2a3d", "link": "#93cce6", "mark": "#e07a49"},
        ("#101b23", "#182731", "#0b141a"),
        "#fdf3e3",
        "#07202e",
        "#ffffff",
    ),
}


class NotATheme(ValueError):
    """The text cannot be taken. Shape: faults are sentences, in the active language."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


def read(text: str) -> dict[str, dict[str, str]]:
    """Return the colours by scheme and token. Errors: NotATheme, with all that is wrong."""
    if len(text) > MOST_SIGNS:
        raise NotATheme([_("The colours may be at most %(most)d characters.") % {"most": MOST_SIGNS}])
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotATheme([_("This is not TOML: %(why)s.") % {"why": error}]) from None
    faults = [
        _("“%(name)s” is not known. Write [light] or [dark].") % {"name": name}
        for name, part in given.items()
        if name not in SCHEMES or not isinstance(part, dict)
    ]
    found: dict[str, dict[str, str]] = {}
    for scheme in SCHEMES:
        part = given.get(scheme)
        for token, colour in (part if isinstance(part, dict) else {}).items():
            where = {"scheme": scheme, "token": token}
            if token not in TOKENS:
                faults.append(
                    _("[%(scheme)s] has no “%(token)s”. It can have %(known)s.") % {**where, "known": ", ".join(TOKENS)}
                )
            elif not isinstance(colour, str) or not re.fullmatch(COLOUR, colour):
                faults.append(
                    _("[%(scheme)s] %(token)s: write the colour as # and six digits, such as #1d5c39.") % where
                )
            else:
                found.setdefault(scheme, {})[token] = colour.lower()
    faults += [f"[{fault.scheme}] {fault.token}: {fault}" for fault in faint(found)]
    if faults:
        raise NotATheme(faults)
    return found


def write(colours: Mapping[str, Mapping[str, str]]) -> str:
    """Return colours by scheme and token as `read` reads them, without those that are the house's own."""
    parts = []
    for scheme in SCHEMES:
        own = [(token, colours.get(scheme, {}).get(token, "").lower()) for token in TOKENS]
        said = [f'{token} = "{one}"' for token, one in own if one and one != HOUSE[scheme].colours[token]]
        parts += [f"[{scheme}]", *said] if said else []
    return "\n".join(parts)


def shown(text: str) -> dict[str, dict[str, str]]:
    """Return every colour that a week with *text* has, its own or the house's."""
    try:
        own = read(text)
    except NotATheme:  # taken by an older version's rules: the week is shown in the house's
        own = {}
    return {scheme: HOUSE[scheme].colours | own.get(scheme, {}) for scheme in SCHEMES}


def css(text: str) -> str:
    """Return the style sheet of colours that `read` takes; nothing when there are none."""
    found = read(text)
    # Each scheme in its own condition: what is said for light must not show through in the dark.
    ways = {"light": "not all and (prefers-color-scheme: dark)", "dark": "(prefers-color-scheme: dark)"}
    parts = [f"@media {ways[name]}{{:root{{{_rules(name, colours)}}}}}" for name, colours in found.items()]
    return f"@layer theme{{{''.join(parts)}}}" if parts else ""


@dataclass(frozen=True, slots=True)
class Faint:
    """A colour that cannot be read on what it stands on, or under. Says itself in a sentence."""

    scheme: str
    token: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def faint(colours: Mapping[str, Mapping[str, str]]) -> list[Faint]:
    """Return which of the colours, by scheme and token, cannot be read on what they stand on, or under."""
    return [fault for scheme, some in colours.items() for fault in _faint(scheme, some)]


def _faint(scheme: str, colours: Mapping[str, str]) -> Iterator[Faint]:
    house = HOUSE[scheme]
    if band := colours.get("band"):
        yield from _measured(scheme, "band", band, house.band_ink, TEXT, _("the text in the page's head"))
    if link := colours.get("link"):
        worst = min(house.grounds, key=lambda ground: contrast(link, ground))
        yield from _measured(scheme, "link", link, worst, TEXT, _("the page's ground"))
        yield from _measured(scheme, "link", link, house.on_link, TEXT, _("the text of a button"))
    if mark := colours.get("mark"):
        yield from _measured(scheme, "mark", mark, house.grounds[0], EDGE, _("the page's ground"))


def _measured(scheme: str, token: str, colour: str, other: str, least: float, what: str) -> Iterator[Faint]:
    measured = contrast(colour, other)
    if measured < least:
        darker = contrast(other, "#000000") > contrast(other, "#ffffff")
        said = _(
            "%(colour)s stands out too little from %(what)s: %(measured).1f to 1, and it must "
            "be at least %(least).1f to 1. Choose a %(way)s colour."
        ) % {
            "colour": colour, "what": what, "measured": measured, "least": least,
            "way": _("darker") if darker else _("lighter"),
        }  # fmt: skip
        yield Faint(scheme, token, said)


def _rules(scheme: str, colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in _derived(scheme, colours))


def _derived(scheme: str, colours: dict[str, str]) -> Iterator[tuple[str, str]]:
    house = HOUSE[scheme]
    if band := colours.get("band"):
        yield from (("band", band), ("band-ink-muted", _readable(house.band_ink, band, TEXT, 0.15)))
        yield "band-edge", _readable(house.band_ink, band, EDGE, 0.5)
    if link := colours.get("link"):
        yield from (("sea", link), ("sea-strong", mixed(link, house.pole, 0.25)))
        yield "sea-soft", _readable(house.grounds[1], link, TEXT, 0.12)
        if scheme == "light":
            yield "focus", link
    if mark := colours.get("mark"):
        yield "rust-mark", mark


def _readable(start: str, other: str, least: float, share: float) -> str:
    """Return *start* with as much of *other*, up to *share*, as leaves the two readable on each other."""
    while share > 0.01 and contrast(mixed(start, other, share), other) < least:
        share -= 0.02
    return mixed(start, other, max(share, 0))
