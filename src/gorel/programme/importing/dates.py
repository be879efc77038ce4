"""Reads days and times as people write them, in Swedish or English: "mån 4 okt kl. 13–13.45", "4/10", "2021-10-04".

A text is eaten up: days are found and cut out, then times; what is left must be filler. Nothing is guessed: a day whose
weekday is another, a day without a year that nothing tells, several days or times, are findings and no facts.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from gorel.ground import clock
from gorel.programme.importing.findings import Finding

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari january jan", "februari february feb febr", "mars march mar", "april apr", "maj may",
         "juni june jun", "juli july jul", "augusti august aug", "september sept sep", "oktober october okt oct",
         "november nov", "december dec"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("måndagen måndag mån må monday mon", "tisdagen tisdag tis ti tuesday tues tue",
         "onsdagen onsdag ons on wednesday wed", "torsdagen torsdag tors tor to thursday thurs thur thu",
         "fredagen fredag fre fr friday fri", "lördagen lördag lör lö saturday sat",
         "söndagen söndag sön sö sunday sun")
    )
    for name in names.split()
}  # fmt: skip
_M = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NTH = r"(?:\s?:?\s?(?:e|a|st|nd|rd|th)\b)?\.?"
_YEAR = r"(?:,?\s*(?P<year>(?:19|20)\d\d|['’]\d\d))?"
_ISO = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[t ]+(?P<time>\d{1,2}:\d\d)(?::\d\d(?:[.,]\d+)?)?\s?(?P<zone>z\b|[+-]\d\d:?\d\d\b)?)?(?!\d)"
)
_SHORT = re.compile(r"\s*(?P<year>\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?=\s*$|\s*,|\s+(?:kl|klockan|at)\b)")
_COMPACT = re.compile(r"\b(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)\b")
_WORDS = re.compile(
    rf"\b(?P<day>\d{{1,2}}){_NTH}\s*(?:of\s+)?(?:(?:-|till|to|och|and|&)\s*(?P<last>\d{{1,2}}){_NTH}\s*)?"
    rf"(?P<month>{_M})\b\.?{_YEAR}"
)
_AMERICAN = re.compile(
    rf"\b(?P<month>{_M})\b\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?!\d){_NTH}(?!\s*[:.]\d\d)(?:\s*-\s*(?P<last>\d{{1,2}}){_NTH})?{_YEAR}"
)
_SLASHED = re.compile(
    r"(?<![\d/.])(?:(?P<first>\d{1,2})\s?-\s?)?(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:[-/\s]+(?P<year>(?:20)?\d\d)\b(?![.:]\d\d))?(?![\d/])"
)
_DOTTED = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:20)?\d\d)(?![\d.:])")
_DASHED = re.compile(r"(?<![\d.-])(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>20\d\d)(?!\d)")
_WEEKDAY = re.compile(
    rf"(?<![^\W\d_])(?P<name>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})(?![^\W\d_])\.?,?(?:\s+den)?"
)
_CLOCK = r"(?P<{0}h>[01]?\d|2[0-4])(?:\s?[:.](?P<{0}m>[0-5]\d)(?:[:.][0-5]\d)?)?(?:\s?(?P<{0}p>[ap]\.?m\.?))?"
_SPAN = re.compile(
    rf"(?<![\d.:]){_CLOCK.format('a')}\s*(?:-|till|to|until|tom|t\.o\.m\.)\s*(?:kl\.?|klockan)?\s*"
    rf"{_CLOCK.format('b')}(?![\d])"
)
_ONE = re.compile(rf"(?<![\d.:]){_CLOCK.format('a')}(?![\d])")
_DIGITS = re.compile(r"(?<![\d.:])([01]\d|2[0-3])([0-5]\d)(?:\s*-\s*([01]\d|2[0-4])([0-5]\d))?(?![\d.:])")
_LENGTH = re.compile(
    r"[(,]\s*(?:ca\.?\s)?(?P<length>\d{1,3}\s?(?:min(?:uter|utes)?|tim(?:me|mar)?|hours?|h))\.?\s*(?:\)|$)"
)
_MOVED = re.compile(
    r"\b(?:flytta[td]|ändra[td]|ny(?:tt)?\s(?:dag|datum|tid)|moved|changed|rescheduled)\b\W*(?:från|from)\b(?P<was>.+?)"
    r"\b(?:till|to)\b(?P<now>.*\d.*)$", re.IGNORECASE,
)  # fmt: skip
_AM_PM = re.compile(r"\d\s?[ap]\.?m\b")
_ALL_DAY = re.compile(r"\b(?:hela dagen|heldag(?:ar)?|heldags\w*|all[- ]day|whole day|full day|hela veckan|all week)\b")
_WEEK_NUMBER = re.compile(r"\b(?:v\.?|vecka|week)\s?(\d{1,2})\b,?")
_LEADS = re.compile(r"\b(?:kl|klockan|klo|tid|time|at|@)\b[.:]?")
_FILLERS_TEXT = (
    "den det på i kl klockan från from between mellan börjar start startar slut till to until ca ungefär cirka "
    "circa the on of at h tim cet cest svensk tid swedish time och and datum date"
)
_FILLERS = frozenset(_FILLERS_TEXT.split())
_UNKNOWN = frozenset({
    "", "-", "?", "tba", "tbd", "n/a", "na", "okänt", "okänd", "saknas", "ej bestämt", "ej klart", "inte bestämt",
    "kommer senare", "meddelas senare", "bestäms senare", "att bestämma", "återkommer", "preliminärt", "oklart",
    "to be announced", "to be decided", "later", "unknown", "none", "null", "inget", "ingen", "ej satt", "...", "…",
    "tid kommer", "datum kommer", "ej angivet", "ej angiven", "not set", "xx", "x", "meddelas", "kommer",
    "tid meddelas senare", "datum meddelas senare", "ännu ej bestämt", "inte klart", "ej bestämd", "inte satt",
    "ej bekräftat", "under planering", "planeras", "ej fastställt",
})  # fmt: skip
DAY, MOST_NIGHT = timedelta(days=1), time(6, 0)


@dataclass(frozen=True)
class Near:
    """What the rest of the file and the week tell: the days of the week, and the years that the file names."""

    first: date | None = None
    last: date | None = None
    year: int | None = None
    years: frozenset[int] = frozenset()

    def holds(self, day: date) -> bool:
        return self.first is not None and self.last is not None and self.first <= day <= self.last


@dataclass
class Told:
    """What a text tells. What it does not tell is None; what cannot be read is a finding."""

    day: date | None = None
    last: date | None = None
    starts: time | None = None
    ends: time | None = None
    length: int | None = None  # minutes: "kl 14 (45 min)"
    findings: list[Finding] = field(default_factory=list)
    is_swapped: bool = False  # month first, which only the week tells
    is_american: bool = False  # month first, which only the hours tell: 2 pm


def is_unknown(text: object) -> bool:
    """Say whether a cell says that nobody knows yet: empty, "–", "TBA", "meddelas senare"."""
    said = flat(str(text)) if text is not None else ""
    return said.strip(" .!()") in _UNKNOWN or said in _UNKNOWN


def flat(text: str) -> str:
    """Return a text in small letters, with one kind of blank and one kind of dash."""
    said = unicodedata.normalize("NFC", text).casefold()
    said = re.sub(r"[\u2010-\u2015\u2212]", "-", said)
    return " ".join(said.split())


def read(value: object, near: Near, *, bare_hours: bool = False) -> Told:
    """Return what a cell tells of day and time. *bare_hours* lets a lone "13" be an hour, as in a column of times."""
    told = Told()
    if value is None or isinstance(value, bool):
        return told
    if isinstance(value, datetime):
        local = value.astimezone(clock.ZONE) if value.tzinfo else value
        told.day = local.date()
        told.starts = local.time().replace(microsecond=0, tzinfo=None) if local.time() != time() else None
        return told
    if isinstance(value, date):
        told.day = value
        return told
    if isinstance(value, time):
        told.starts = value.replace(tzinfo=None)
        return told
    if isinstance(value, int | float):
        return _serial(float(value), told, bare_hours=bare_hours)
    text = str(value)
    if is_unknown(text):
        return told
    if (moved := _MOVED.search(text)) is not None:
        told.findings.append(Finding("moved-from", {"found": moved["was"].strip(" ,(")}))
        text = moved["now"].strip(" )")
    rest = _days(flat(text), text, near, told)
    _times(rest, text, told, bare_hours=bare_hours)
    return told


def minutes(value: object) -> int | None:
    """Read a length: 45, "45 min", "1,5 timme", "1 h 30 min", "1:30"."""
    if isinstance(value, timedelta):
        return round(value.total_seconds() / 60)
    if isinstance(value, time):
        return value.hour * 60 + value.minute
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(value * 1440) if 0 < value < 1 else round(value)
    said = flat(str(value)).replace(",", ".")
    if found := re.fullmatch(r"(\d+):(\d\d)", said):
        return int(found[1]) * 60 + int(found[2])
    found = re.fullmatch(r"p?t?(?:(\d+(?:\.\d+)?)\s*(?:h|tim|timme|timmar|hours?)\.?)?\s*(?:och|and)?\s*"
                             r"(?:(\d+)\s*(?:m|min|minuter|minutes?)\.?)?", said)  # fmt: skip
    if found and (found[1] or found[2]):
        return round(float(found[1] or 0) * 60) + int(found[2] or 0)
    return int(said) if re.fullmatch(r"\d{1,3}", said) else None


def years_in(values: Sequence[object]) -> set[int]:
    """Return the years that cells of days name."""
    found = set()
    for value in values:
        if isinstance(value, date):
            found.add(value.year)
        elif isinstance(value, str):
            found |= {int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", value)}
            found |= {int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?=[01]\d[0-3]\d(?!\d))", value)}
    return found


def _serial(number: float, told: Told, *, bare_hours: bool) -> Told:
    """Read a spreadsheet's number: days since 1899-12-30, the time as a part of a day."""
    if number == int(number) and (found := _COMPACT.fullmatch(f"{number:.0f}") or _SHORT.fullmatch(f"{number:.0f}")):
        year, month, day = (int(found[name]) for name in ("year", "month", "day"))
        told.day = _maybe(year if year > 99 else 2000 + year, month, day)
    if told.day is not None:
        return told
    if 30_000 <= number <= 70_000:
        moment = datetime(1899, 12, 30) + timedelta(minutes=round(number * 1440))  # noqa: DTZ001 - a wall clock's
        told.day = moment.date()
        told.starts = moment.time() if moment.time() != time() else None
    elif 0 < number < 1:
        told.starts = (datetime(1899, 12, 30) + timedelta(minutes=round(number * 1440))).time()  # noqa: DTZ001
    elif bare_hours and 0 <= number <= 23 and number == int(number):
        told.starts = time(int(number))
    elif bare_hours and 0 <= number < 24:  # 13.45 that a spreadsheet took for a number
        hour, minute = divmod(round(number * 100), 100)
        if minute < 60:
            told.starts = time(hour, minute)
    else:
        code = "time-unclear" if bare_hours else "day-unclear"
        told.findings.append(Finding(code, {"found": f"{number:g}"}))
    return told


def _days(said: str, text: str, near: Near, told: Told) -> str:
    """Find the days in *said*, write them into *told*, and return what is left."""
    found: list[date] = []
    clocks: list[str] = []
    weekdays: list[int] = []
    wrong, whole = False, said
    years = set(re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", said))
    year_in_text = int(next(iter(years))) if len(years) == 1 else None

    def eat(pattern: re.Pattern[str], said: str) -> str:
        nonlocal wrong

        def cut(match: re.Match[str]) -> str:
            nonlocal wrong
            parts = match.groupdict()
            days = [int(parts[name]) for name in ("first", "day", "last") if parts.get(name)]
            month = _MONTHS.get(parts["month"]) or int(parts["month"])
            year = _year(parts.get("year")) or year_in_text
            swapped = bool(pattern is _SLASHED and month > 12 >= days[-1])
            if swapped:  # 10/13/2021: only the American way can be meant
                days, month = [month], days[-1]
            elif pattern is _SLASHED and len(days) == 1 and year and not near.first and _AM_PM.search(whole):
                told.is_american = days[0] <= 12 and days[0] != month
                days, month = ([month], days[0]) if told.is_american else (days, month)
            if pattern is _SLASHED and not swapped and len(days) == 1 and year and near.first:
                # 10/04/2021 in a list for a week in October: only the American way lies in it.
                as_said, other = (_maybe(year, *one) for one in ((month, days[0]), (days[0], month)))
                if other and near.holds(other) and not (as_said and near.holds(as_said)):
                    days, month, told.is_swapped = [month], days[0], True
            try:
                found.extend(_dated(day, month, year, near, weekdays_in_text) for day in days)
            except _YearUnknown:
                told.findings.append(Finding("year-unclear", {"found": text.strip()}, is_missing=True))
                wrong = True
            except ValueError:
                wrong = True
            if parts.get("time"):
                clocks.append(_local_clock(match, found))
            return " § "

        return pattern.sub(cut, said)

    weekdays_in_text = [_WEEKDAYS[match["name"]] for match in _WEEKDAY.finditer(said)]
    if re.search(r"\bon\b", said) and len(weekdays_in_text) > 1:  # "on" is a preposition in English
        weekdays_in_text = [_WEEKDAYS[m["name"]] for m in _WEEKDAY.finditer(said) if m["name"] != "on"]
    number = _WEEK_NUMBER.search(said) if weekdays_in_text and near.first else None
    if number is not None and near.first and int(number[1]) == near.first.isocalendar()[1]:
        said = _WEEK_NUMBER.sub(" ", said)  # another week's number is left, and is a finding
    elif near.first is None and near.year and (counted := _by_week(said, near.year)) is not None:
        found.append(counted)  # "v. 40 tisdag"
        said = _WEEKDAY.sub(" § ", _WEEK_NUMBER.sub(" ", said))
    if short := _SHORT.match(said):
        said = f"20{short['year']}-{short['month']}-{short['day']}{said[short.end() :]}"
    for pattern in (_ISO, _COMPACT, _WORDS, _AMERICAN, _DOTTED, _DASHED, _SLASHED):
        said = eat(pattern, said)
    has_date = bool(found) or wrong
    if has_date:
        said = _WEEKDAY.sub(" ", said)
        weekdays = weekdays_in_text
    elif weekdays_in_text and near.first and near.last and (near.last - near.first).days < 7:
        day = near.first + timedelta(days=(weekdays_in_text[0] - near.first.weekday()) % 7)
        found = [day]
        said = _WEEKDAY.sub(" § ", said)
    if wrong and not told.findings:
        told.findings.append(Finding("day-unclear", {"found": text.strip()}, is_missing=True))
    if told.is_american and found:
        told.findings.append(Finding("day-american", {"found": text.strip(), "day": found[0].isoformat()}))
    if told.is_swapped and found:
        told.findings.append(Finding("day-swapped", {"found": text.strip(), "day": found[0].isoformat()}))
    if found and not wrong:
        _settle(found, weekdays, text, told)
    if set(clocks) != {"00:00"}:  # a day that a program wrote as its midnight
        said += "".join(f" {at} " for at in clocks)
    # "2021-10-04 - 2021-10-05" and the T between day and time leave signs behind.
    return re.sub(r"§(\s*(?:-|/|till|to|och|,|:)\s*§)*", " ", said)


def _settle(found: list[date], weekdays: list[int], text: str, told: Told) -> None:
    days = list(dict.fromkeys(found))
    if (
        len(days) > 2
        or (len(days) == 2 and re.search(r"\b(?:och|samt|and)\b|&|\+", text.casefold()))
        or (len(days) == 2 and not re.search(r"-|–|—|/|till|to\b", text.casefold()))
        or days != sorted(days)
    ):
        told.findings.append(Finding("days-several", {"found": text.strip()}, is_missing=True))
        return
    if weekdays and len(weekdays) <= len(days) and any(
        day.weekday() != name for day, name in zip(days, weekdays, strict=False)
    ):  # fmt: skip
        from gorel.ground.times import DAYS, chosen

        name = DAYS[chosen()][weekdays[0]]
        told.findings.append(Finding("weekday-wrong", {"found": text.strip(), "weekday": name}, is_missing=True))
        return
    told.day = days[0]
    told.last = days[1] if len(days) == 2 else None


def _by_week(said: str, year: int) -> date | None:
    """Return the day that a week's number and one weekday name."""
    number, names = _WEEK_NUMBER.search(said), [match["name"] for match in _WEEKDAY.finditer(said)]
    if number is None or len(names) != 1 or re.search(r"\d", _WEEK_NUMBER.sub("", said)):
        return None
    try:
        return date.fromisocalendar(year, int(number[1]), _WEEKDAYS[names[0]] + 1)
    except ValueError:
        return None


def _maybe(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if _exists(year, month, day) else None


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


class _YearUnknown(Exception):
    """Nothing tells the year."""


def _year(said: str | None) -> int | None:
    if not said:
        return None
    digits = said.strip("'’")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _dated(day: int, month: int, year: int | None, near: Near, weekdays: Sequence[int]) -> date:
    if year is not None:
        return date(year, month, day)
    if near.first is not None and near.last is not None:
        for one in range(near.first.year, near.last.year + 1):
            if near.holds(date(one, month, day)):
                return date(one, month, day)
        return date(near.first.year, month, day)
    if near.year is not None:
        return date(near.year, month, day)
    if len(weekdays) == 1:
        this = clock.today().year
        tried = near.years or range(this - 5, this + 2)
        fitting = [one for one in tried if _exists(one, month, day) and date(one, month, day).weekday() == weekdays[0]]
        if len(fitting) == 1:
            return date(fitting[0], month, day)
    date(2024, month, day)  # raises when no year has such a day
    raise _YearUnknown


def _local_clock(match: re.Match[str], days: list[date]) -> str:
    """Return the time of an ISO instant as Sweden's clocks show it; the day follows when it moves over midnight."""
    at = match["time"]
    if not match["zone"] or not days:
        return at
    zone = match["zone"].replace("z", "+00:00")
    instant = datetime.fromisoformat(f"{days[-1].isoformat()}T{at.zfill(5)}:00{zone}").astimezone(clock.ZONE)
    days[-1] = instant.date()
    return instant.strftime("%H:%M")


def _times(rest: str, text: str, told: Told, *, bare_hours: bool) -> None:
    length = _LENGTH.search(rest)
    rest = _LENGTH.sub(" ", rest) if length else rest
    rest = re.sub(r"\(.*?\)", " ", rest)
    has_lead = bool(_LEADS.search(rest))
    rest = _LEADS.sub(" ", rest)
    rest = re.sub(r"(\d)\s?h\b", r"\1", rest)
    rest = re.sub(r"\bmidnatt\b|\bmidnight\b", "24.00", rest)
    rest = re.sub(r"\bnoon\b", "12.00", rest)
    if bare_hours or has_lead:
        rest = _DIGITS.sub(lambda m: f"{m[1]}.{m[2]}" + (f"-{m[3]}.{m[4]}" if m[3] else ""), rest)
    spans: list[tuple[time | None, time | None]] = []

    def take_span(match: re.Match[str]) -> str:
        half = match["bp"] if match["bp"] and not match["ap"] else match["ap"]
        spans.append((_clock(match["ah"], match["am"], half), _clock(match["bh"], match["bm"], match["bp"])))
        return " "

    def take_one(match: re.Match[str]) -> str:
        if match["am"] is None and match["ap"] is None and not (has_lead or bare_hours):
            return match[0]
        spans.append((_clock(match["ah"], match["am"], match["ap"]), None))
        return " "

    rest = _SPAN.sub(take_span, rest)
    rest = _ONE.sub(take_one, rest)
    if all_day := _ALL_DAY.search(rest):
        rest = _ALL_DAY.sub(" ", rest)
        if not spans:
            told.findings.append(Finding("all-day", {"found": all_day[0]}, is_missing=True))
    left = [word for word in re.findall(r"[^\W_]+", rest) if word not in _FILLERS]
    if len(spans) == 2 and spans[0][1] is None and spans[1][1] is None and not left:
        spans = [(spans[0][0], spans[1][0])]  # "2021-10-04 13:00 - 2021-10-04 14:00"
    if len(spans) > 1:
        told.findings.append(Finding("times-several", {"found": text.strip()}, is_missing=True))
    elif len(spans) == 1 and (spans[0][0] is not None):
        told.starts, told.ends = spans[0]
        if length and told.starts and told.ends is None:
            told.length = minutes(length["length"])
    elif left or spans:
        if told.day is None and not told.findings and not bare_hours:
            told.findings.append(Finding("day-unclear", {"found": text.strip()}, is_missing=True))
        elif not told.findings and " ".join(left) not in _UNKNOWN and not is_unknown(" ".join(left)):
            told.findings.append(Finding("time-unclear", {"found": text.strip()}, is_missing=True))


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    number, past = int(hour), int(minute or 0)
    if half:
        number = number % 12 + (12 if half.startswith("p") else 0)
    if number == 24:
        number = 0
    return time(number, past)
