"""What the frame of every page shows, told by the rooms above: navigation, bars, footer links, and whose roles count.

The ground knows none of the rooms that use it. Each registers from its `AppConfig.ready`; the base template asks here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import Promise

    Text = str | Promise


@dataclass(frozen=True)
class Entry:
    """One link of the main navigation.

    Shape: `url` is the name of an address; `needs` are roles, one of which the person has (none: everybody sees it);
           `count` tells how much waits behind the link, 0 shows nothing; lower `order` stands earlier. What `is_seldom`
           needed moves under "More" for people with much work.
    """

    label: Text
    url: str
    needs: tuple[str, ...] = ()
    order: int = 100
    count: Callable[[Any], int] | None = None
    section: str = ""  # addresses that start with this belong to the entry; its own address when empty
    is_seldom: bool = False


@dataclass(frozen=True)
class Bar:
    """A strip above the header: a template, and what it shows. A context of None leaves the bar out."""

    template: str
    context: Callable[[HttpRequest], Mapping[str, Any] | None] = field(default=lambda _request: {})


@dataclass(frozen=True)
class Shown:
    """An entry as it stands on this page."""

    label: Text
    address: str
    is_current: bool
    count: int
    is_work: bool = False
    is_seldom: bool = False


_entries: dict[str, Entry] = {}
_footer: dict[str, Entry] = {}
_bars: dict[str, Bar] = {}
_roles: list[Callable[[Any], set[str]]] = []
# The links that somebody with certain roles sees in a language: what is registered changes while rooms are loaded only.
_seen: dict[tuple[object, ...], list[tuple[Entry, str, str]]] = {}


def register_navigation(entry: Entry) -> None:
    """Add a link to the main navigation; the same address name again replaces it."""
    _entries[entry.url] = entry
    _seen.clear()


def register_footer(entry: Entry) -> None:
    """Add a link to the footer."""
    _footer[entry.url] = entry
    _seen.clear()


def register_bar(bar: Bar) -> None:
    """Add a strip above the header of every page; the same template again replaces it."""
    _bars[bar.template] = bar


def ask_roles(of: Callable[[Any], set[str]]) -> None:
    """Tell who knows the roles of a signed-in person (`accounts` does)."""
    _roles[:] = [of]


def context(_request: HttpRequest) -> dict[str, object]:
    """Return what every template knows: whether this is a demo home."""
    return {"demo": settings.DEMO}


def navigation(request: HttpRequest) -> list[Shown]:
    """Return the links that this person sees, the current one marked."""
    return _shown(_entries, request)


MOST = 8  # entries that stand beside each other on the header's second row


def menus(request: HttpRequest) -> tuple[list[Shown], list[Shown], list[Shown]]:
    """Return what everybody sees, for the header's first row, and what this person works with: the second, and "More".

    Shape: whoever has no work here gets one menu, the second. The current entry always stands in sight.
    """
    entries = navigation(request)
    work = [entry for entry in entries if entry.is_work]
    if not work:
        return [], entries, []
    seldom = [entry for entry in work if entry.is_seldom and not entry.is_current] if len(work) > MOST else []
    return [entry for entry in entries if not entry.is_work], [one for one in work if one not in seldom], seldom


def footer(request: HttpRequest) -> list[Shown]:
    """Return the footer's links that this person sees."""
    return _shown(_footer, request)


def bars(request: HttpRequest) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the strips of this page: template and context."""
    found = ((bar.template, bar.context(request)) for bar in _bars.values())
    return [(template, context) for template, context in found if context is not None]


def _shown(entries: Mapping[str, Entry], request: HttpRequest) -> list[Shown]:
    visible = _visible(entries, _held(request))
    current = _current(request.path, visible)
    return [
        Shown(
            label,
            address,
            entry is current,
            entry.count(request) if entry.count else 0,
            bool(entry.needs),
            entry.is_seldom,
        )
        for entry, address, label in visible
    ]


def _visible(entries: Mapping[str, Entry], held: set[str]) -> list[tuple[Entry, str, str]]:
    """Return the entries that somebody with these roles sees, in order, with address and label."""
    key = (entries is _footer, len(entries), frozenset(held), get_language(), settings.ROOT_URLCONF)
    if key not in _seen:
        _seen[key] = [
            (entry, address, str(entry.label))
            for entry in sorted(entries.values(), key=lambda entry: (entry.order, str(entry.label)))
            if (not entry.needs or held.intersection(entry.needs)) and (address := _address(entry)) is not None
        ]
    return _seen[key]


def _current(path: str, visible: list[tuple[Entry, str, str]]) -> Entry | None:
    """Return the entry whose section is the longest start of *path*; the start page is current only on itself."""
    fits = [
        (len(section), entry)
        for entry, address, _label in visible
        if (section := entry.section or address) == path or (section != "/" and path.startswith(section))
    ]
    return max(fits, key=lambda found: found[0])[1] if fits else None


def _address(entry: Entry) -> str | None:
    try:
        return reverse(entry.url)
    except NoReverseMatch:
        return None  # a room whose addresses are not mounted has no link


def _held(request: HttpRequest) -> set[str]:
    user = getattr(request, "user", None)
    if not _roles or user is None or not user.is_authenticated:
        return set()
    return _roles[0](user)
