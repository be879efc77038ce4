"""Says whether two points may be one, entered twice: near-duplicates. Two occasions, or two parts, are no duplicates.

Titles are compared by their words, without the words that say only what kind of meeting it is. Different numbers in
them ("del 1", "del 2") tell two points apart, as do different days, and times that do not meet.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from functools import lru_cache

from gorel.ground import search

_SMALL_TEXT = (
    "en ett den det de och eller i på om med för till av att som är hur vad vi din ditt dina vår vårt våra the "
    "a an and or of in on for to with how what your our från under över via genom inom"
)
_SMALL = frozenset(_SMALL_TEXT.split())
_KINDS_TEXT = (
    "seminarium webbinarium webinar webinarium workshop föreläsning frukostseminarium lunchseminarium digitalt "
    "fysiskt livesänt lecture seminar session kurs konferens nytt"
)
_KINDS = frozenset(_KINDS_TEXT.split())

MOST_OF_WHOLE = 0.6  # of its hours: a part
ONE_SIGN = 0.93  # of titles that differ in a sign or two: a slip of the hand


_OCCASION = re.compile(
    r"[\s,(–-]*\b(?:(?:tillfälle|omgång|föreställning|occasion|round)\s*\d+|\d+:?[ae]\s(?:tillfället|omgången)|"
    r"(?:extra |nytt )?tillfälle|repris|extrainsatt|encore|repeat|rerun)\b\)?", re.IGNORECASE,
)  # fmt: skip
_LABEL = re.compile(
    r"\b(?:[Dd]el|[Pp]art|[Ss]pår|[Tt]rack|[Pp]ass|[Ww]orkshop|[Gg]rupp|[Gg]roup|[Ss]ession)\s([A-H])\b"
)
_REFERS = re.compile(r"\b(?:ersätter|ersatt av|replaces|replaced by)\b.*$", re.IGNORECASE)  # "… ersätter punkt 24"


@dataclass(frozen=True)
class Shape:
    """What of a point is compared. Shape: pk is 0 for a row not written; organisers are ids."""

    pk: int
    place_in_file: str
    title: str
    organisers: frozenset[int]
    on_date: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    format: str = ""
    place: str = ""
    web_page: str = ""
    whole: int | None = None  # the point that it is a part of
    also: str = ""  # its title in the other language
    link: str = ""
    people: frozenset[str] = frozenset()  # names of who takes part, in small letters
    is_english: bool = False  # said to be in English; its title may not tell
    unread: str = ""  # what is said of its time and could not be read: "förmiddag"


class Known:
    """The points that new rows are compared with, found by day, by organiser and by the words of their titles."""

    def __init__(self, shapes: Iterable[Shape] = ()) -> None:
        self._by_stem: dict[str, dict[date | None, list[Shape]]] = defaultdict(lambda: defaultdict(list))
        self._how_many: Counter[str] = Counter()  # shapes of a stem, on all days
        self._by_page: dict[tuple[str, date | None], list[Shape]] = defaultdict(list)
        self._by_start: dict[datetime, list[Shape]] = defaultdict(list)
        self._by_ends: dict[tuple[datetime, str], list[Shape]] = defaultdict(list)
        for shape in shapes:
            self.add(shape)

    def add(self, shape: Shape) -> None:
        for stem in {*_stems(shape.title), *_stems(shape.also), _joined(shape.title)}:
            self._by_stem[stem][shape.on_date].append(shape)
            self._how_many[stem] += 1
        for page in {shape.web_page, shape.link} - {""}:
            self._by_page[page, shape.on_date].append(shape)
        if shape.starts_at is not None:
            self._by_start[shape.starts_at].append(shape)
            for end in _ends(shape.title):
                self._by_ends[shape.starts_at, end].append(shape)

    def nearest(self, shape: Shape) -> Shape | None:
        """Return the point that *shape* is most likely to be once more, if there is one."""
        days = (shape.on_date, None) if shape.on_date else None  # nobody is alike on another day
        alike = ((likeness(shape, other), other) for other in self._candidates(shape, days))
        scored = [(score, -other.pk, other) for score, other in alike if score]
        return max(scored, key=lambda one: one[:2])[2] if scored else None

    def beside(self, shape: Shape) -> list[Shape]:
        """Return the points that start at the same moment."""
        return self._by_start.get(shape.starts_at, []) if shape.starts_at else []

    def shares_page(self, one: Shape, other: Shape) -> bool:
        """Say whether both have an address on the web that no other point of the day has."""
        if not one.web_page or one.web_page != other.web_page or one.on_date != other.on_date:
            return False
        return {shape.pk for shape in self._by_page[one.web_page, one.on_date]} <= {one.pk, other.pk}

    def occasion(self, shape: Shape) -> Shape | None:
        """Return an earlier point of the same organiser and title at another time."""
        for other in self._candidates(shape):
            if (
                other.pk != shape.pk
                and other.organisers & shape.organisers
                and _joined(_without_occasion(other.title)) == _joined(_without_occasion(shape.title))
            ):
                return other
        return None

    def around(self, shape: Shape) -> Shape | None:
        """Return a point of the same organiser whose title *shape* begins with, and within whose hours it lies."""
        if shape.whole is not None:
            return None
        for other in self._candidates(shape):
            first, words = _words(other.title), _words(shape.title)
            if other.organisers & shape.organisers and words[: len(first)] == first and _lies_in(shape, other):
                return other
        return None

    def _candidates(self, shape: Shape, days: Collection[date | None] | None = None) -> Iterator[Shape]:
        """Yield the points that share something with *shape*, on some days or on all."""
        seen: set[int] = set()
        rare = sorted(_stems(shape.title), key=self._how_many.__getitem__)[:4]
        by_days = [self._by_stem.get(stem, {}) for stem in (*rare, *_stems(shape.also), _joined(shape.title))]
        lists = [found[day] for found in by_days for day in (found if days is None else days) if day in found]
        lists.append([other for other in self.beside(shape) if other.organisers & shape.organisers])  # "Policylabb"
        if shape.starts_at is not None:  # "Klimatkvall"
            lists += [self._by_ends.get((shape.starts_at, end), []) for end in _ends(shape.title)]
        lists += [self._by_page.get((page, shape.on_date), []) for page in {shape.web_page, shape.link} - {""}]
        for found in lists:
            for other in found:
                if id(other) not in seen:
                    seen.add(id(other))
                    yield other


def likeness(one: Shape, other: Shape) -> float:
    """Return how much two points are alike, 0 when they are two."""
    if one.pk == other.pk and one.pk:
        return 0.0
    if (one.pk and one.pk == other.whole) or (other.pk and other.pk == one.whole):
        return 0.0  # a part and its whole
    if numbers(one.title) != numbers(other.title):
        return 0.0
    if one.on_date and other.on_date and one.on_date != other.on_date:
        return 0.0
    if one.unread and other.unread and one.unread != other.unread:
        return 0.0
    meets = _times_meet(one, other)
    if meets is False:
        return 0.0
    titles = max(
        title_likeness(first, second)
        for first in (one.title, *filter(None, [one.also])) for second in (other.title, *filter(None, [other.also]))
    )  # fmt: skip
    same_organiser = bool(one.organisers & other.organisers)
    same_start = one.starts_at is not None and one.starts_at == other.starts_at
    same_page = bool({one.web_page, one.link} & {other.web_page, other.link} - {""})
    if not same_organiser and _are_apart(one, other):
        return 0.0  # the same idea in two towns
    if titles < 1 and (_lies_in(one, other) or _lies_in(other, one)):
        return 0.0  # rather a part, whoever says so
    needed = 0.86
    if same_organiser and (same_start or same_page):
        needed = 0.62
    elif same_organiser or (same_start and same_page):
        needed = 0.78
    elif same_start:
        needed = 0.82
    if not same_organiser and not (one.on_date and other.on_date):
        needed = 0.95
    return titles if titles >= needed else 0.0


def title_likeness(one: str, other: str) -> float:
    """Return 0 to 1: by the signs in order, or by how many of the shorter one's words the other has."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0.0
    if first == second or "".join(first) == "".join(second):
        return 1.0  # "Klimat-forum" and "Klimatforum"
    by_signs = SequenceMatcher(None, " ".join(first), " ".join(second), autojunk=False).ratio()
    by_sorted = SequenceMatcher(None, " ".join(sorted(first)), " ".join(sorted(second)), autojunk=False).ratio()
    short, long = sorted((frozenset(_stems(one)), frozenset(_stems(other))), key=len)
    within = 0.0
    if len(short) >= 2:
        shared = len(short & long)
        within = shared / len(short) * (0.95 if len(short) >= 3 or shared == len(long) else 0.8)
    found = max(by_signs, by_sorted, within)
    is_slip = by_signs >= ONE_SIGN and all(len(one) > 1 for one in {*first} ^ {*second})
    return found if is_slip or _share_enough(first, second) else min(found, 0.5)


def _share_enough(first: Sequence[str], second: Sequence[str]) -> bool:
    """Say whether two short titles share three words in four; "Framtidens skola" and "Framtidens bibliotek" do not."""
    short, long = sorted((first, second), key=len)
    if len(short) > 4:
        return True
    alike = [any(SequenceMatcher(None, one, other).ratio() >= 0.7 or one in other or other in one for other in long)
             for one in short]  # fmt: skip
    return sum(alike) / len(short) >= 0.75


def _are_apart(one: Shape, other: Shape) -> bool:
    """Say whether people meet in two places."""
    if not (one.place and other.place and {one.format, other.format} <= {"physical", "both"}):
        return False
    first, second = frozenset(_words(one.place)), frozenset(_words(other.place))
    return not (first <= second or second <= first) and title_likeness(one.place, other.place) < 0.5


def _lies_in(part: Shape, whole: Shape) -> bool:
    """Say whether one is clearly shorter than the other, and within its hours."""
    if not (part.starts_at and part.ends_at and whole.starts_at and whole.ends_at):
        return False
    is_short = part.ends_at - part.starts_at <= MOST_OF_WHOLE * (whole.ends_at - whole.starts_at)
    return is_short and whole.starts_at <= part.starts_at and part.ends_at <= whole.ends_at


def _times_meet(one: Shape, other: Shape) -> bool | None:
    """Say whether the times overlap; None when one has none."""
    if one.starts_at is None or other.starts_at is None:
        return None
    if one.starts_at == other.starts_at:
        return True
    if one.ends_at is None or other.ends_at is None:
        return abs((one.starts_at - other.starts_at).total_seconds()) <= 1800
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


@lru_cache(maxsize=50_000)
def _words(title: str) -> tuple[str, ...]:
    words = [word for word in search.words(title) if word not in _SMALL]
    return tuple([word for word in words if word not in _KINDS] or words)


def _without_occasion(title: str) -> str:
    return _OCCASION.sub(" ", title).strip() or title


def _ends(title: str) -> tuple[str, str]:
    """Return how a title begins and how it ends: a slip of the hand leaves one of them."""
    joined = _joined(title)
    return f"{joined[:4]}-", f"-{joined[-4:]}"


def _joined(title: str) -> str:
    return "".join(_words(title))


@lru_cache(maxsize=50_000)
def _stems(title: str) -> tuple[str, ...]:
    return tuple(search.stems(" ".join(_words(title))).split())


@lru_cache(maxsize=50_000)
def numbers(title: str) -> tuple[str, ...]:
    """Return the numbers that tell one title from another; a year does not."""
    title = _REFERS.sub("", title)
    roman = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
    found = re.findall(r"\d+", title)
    found += _LABEL.findall(title)
    found += [roman[one] for one in re.findall(r"\b(?:del|part)\s+(iv|v|i{1,3})\b", title.casefold())]
    return tuple(number for number in found if not re.fullmatch(r"20\d\d", number))
