"""Finds times in what the days have left of a text: "kl 9–10.30", "9:00 AM", "0900-1000", "kl 14 (45 min)"."""

from __future__ import annotations

import re
from datetime import time, timedelta

from gorel.programme.importing.dates.told import UNKNOWN, Told, flat, is_unknown
from gorel.programme.importing.findings import Finding

_CLOCK = r"(?P<{0}h>[01]?\d|2[0-4])(?:\s?[:.](?P<{0}m>[0-5]\d)(?:[:.][0-5]\d)?)?(?:\s?(?P<{0}p>[ap]\.?m\.?))?"
_SPAN = re.compile(
    rf"(?<![\d.:]){_CLOCK.format('a')}\s*(?:-+|till|to|until|bis|tom|t\.o\.m\.)\s*(?:kl\.?|klockan|ca\.?|cirka)?\s*"
    rf"{_CLOCK.format('b')}(?![\d])"
)
_ONE = re.compile(rf"(?<![\d.:]){_CLOCK.format('a')}(?![\d])")
_DIGITS = re.compile(r"(?<![\d.:])([01]\d|2[0-3])([0-5]\d)(?:\s*-\s*([01]\d|2[0-4])([0-5]\d))?(?![\d.:])")
_LENGTH = re.compile(
    r"(?:\(|(?<!\d),|,\s)\s*(?:ca\.?\s)?(?P<length>\d{1,3}\s?(?:min(?:uter|utes)?|tim(?:me|mar)?|hours?|h))\.?\s*(?:\)|$)"
)
_ONLY_LENGTH = re.compile(
    r"(?:ca\.? )?(?:\d{1,3}\s?min(?:uter|utes?)?|\d{1,2}(?:[.,]\d)?\s?(?:tim(?:me|mar)?|hours?)|[1-8](?:[.,]\d)?\s?h"
    r"|\d\s?(?:h|tim(?:me|mar)?|hours?)\s?(?:och |and )?\d{1,2}\s?min(?:uter|utes)?)"
)  # "13 h" is an hour of the day
# "halv 2", "kvart över 3": of the morning or the afternoon, which the words do not tell.
_SPOKEN = re.compile(r"\b(?:halv|kvart (?:i|över)|half past|quarter (?:to|past))\s+\w+")
_ALL_DAY = re.compile(r"\b(?:hela dagen|heldag(?:ar)?|heldags\w*|all[- ]day|whole day|full day|hela veckan|all week)\b")
_ZONE = re.compile(r"(?<=\d)\s*(?:[ap]m\s*)?\(?\b(utc|gmt|eet|eest|bst|est|edt|pst|pdt)\b\)?")
_LEADS = re.compile(r"\b(?:kl|klockan|klo|tid|time|at|@)\b[.:]?")
_FILLERS_TEXT = (
    "den det på i kl klockan från from between mellan börjar start startar slut till to until bis uhr ca ungefär cirka "
    "circa the on of at h tim cet cest svensk tid swedish time och and datum date"
)
_FILLERS = frozenset(_FILLERS_TEXT.split())
# What adds nothing to a time, and alone tells none: "lunch 11.30-13", "dagligen 10-16".
_BESIDE_TEXT = "sent late dagligen varje dag daily every day lunch frukost förmiddag fm morgon morning drop in"
_BESIDE = frozenset(_BESIDE_TEXT.split())


def find(rest: str, text: str, told: Told, *, bare_hours: bool) -> None:
    if (zone := _ZONE.search(rest)) is not None:
        told.zone, rest = zone[1].upper(), rest.replace(zone[1], " ")
    length = _LENGTH.search(rest)
    rest = _LENGTH.sub(" ", rest) if length else rest
    if lone := _ONLY_LENGTH.fullmatch(rest.strip(" .")):  # "60 min", where another column tells the start
        told.length = minutes(lone[0].removeprefix("ca").lstrip(" ."))
        return
    aside = re.sub(r"\(.*?\)", " ", rest)
    if any(len(_SPAN.findall(one)) > 1 for one in re.findall(r"\(.*?\)", rest)):  # "13-16 (13-14.15 och 14.45-16)"
        told.findings.append(Finding("times-several", {"found": text.strip()}, is_missing=True))
        return
    # "lunch (11.30-13)": what stands in brackets is the time where nothing else is.
    rest = aside if _ONE.search(aside) or not _ONE.search(rest) else re.sub(r"[()]", " ", rest)
    has_lead = bool(_LEADS.search(rest))
    rest = _LEADS.sub(" ", rest)
    rest = re.sub(r"(\d)\s?h\b", r"\1", rest)
    rest = re.sub(r"\bmidnatt\b|\bmidnight\b", "24.00", rest)
    rest = re.sub(r"\bnoon\b", "12.00", rest)
    if bare_hours or has_lead:
        rest = _DIGITS.sub(lambda m: f"{m[1]}.{m[2]}" + (f"-{m[3]}.{m[4]}" if m[3] else ""), rest)
    spans: list[tuple[time | None, time | None]] = []
    told.is_next_midnight = bool(re.match(r"\s*24(?:[.:]00)?\b", rest))

    def take_span(match: re.Match[str]) -> str:
        half = match["bp"] if match["bp"] and not match["ap"] else match["ap"]
        spans.append((_clock(match["ah"], match["am"], half), _clock(match["bh"], match["bm"], match["bp"])))
        return " "

    def take_one(match: re.Match[str]) -> str:
        if match["am"] is None and match["ap"] is None and not (has_lead or bare_hours):
            return match[0]
        spans.append((_clock(match["ah"], match["am"], match["ap"]), None))
        return " "

    if _SPOKEN.search(rest):
        told.findings.append(Finding("time-unclear", {"found": text.strip()}, is_missing=True))
        return
    rest = _SPAN.sub(take_span, rest)
    rest = _ONE.sub(take_one, rest)
    if all_day := _ALL_DAY.search(rest):
        rest = _ALL_DAY.sub(" ", rest)
        if not spans:
            told.findings.append(Finding("all-day", {"found": all_day[0]}, is_missing=True))
    left = [word for word in re.findall(r"[^\W_]+", rest) if word not in _FILLERS]
    is_list = bool(re.search(r"\b(?:och|samt|and|eller|or)\b|&", text.casefold()))
    if len(spans) == 2 and spans[0][1] is None and spans[1][1] is None and not left and not is_list:
        spans, told.is_through = [(spans[0][0], spans[1][0])], True  # "2021-10-04 13:00 - 2021-10-04 14:00"
    if len(spans) > 1:
        told.findings.append(Finding("times-several", {"found": text.strip()}, is_missing=True))
    elif len(spans) == 1 and (spans[0][0] is not None):
        told.starts, told.ends = spans[0]
        if set(left) - _BESIDE:
            clock = f"{told.starts:%H.%M}" + (f"–{told.ends:%H.%M}" if told.ends else "")
            told.findings.append(Finding("time-partly", {"found": text.strip(), "told": clock}))
        if length and told.starts and told.ends is None:
            told.length = minutes(length["length"])
    elif left or spans:
        if told.day is None and not told.findings and not bare_hours:
            told.findings.append(Finding("day-unclear", {"found": text.strip()}, is_missing=True))
        elif not told.findings and " ".join(left) not in UNKNOWN and not is_unknown(" ".join(left)):
            told.findings.append(Finding("time-unclear", {"found": text.strip()}, is_missing=True))


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    number, past = int(hour), int(minute or 0)
    if half:
        number = number % 12 + (12 if half.startswith("p") else 0)
    if number == 24:
        number = 0
    return time(number, past)


_LEADING = re.compile(
    r"(?P<at>(?:(?:kl\.?|klockan)\s*)?\d{1,2}[.:]\d\d(?:\s*[-–—]\s*\d{1,2}[.:]\d\d)?|"
    r"(?:kl\.?|klockan)\s*\d{1,2}(?:\s*[-–—]\s*\d{1,2})?)\s*[:–—-]?\s+(?P<rest>[^\W\d].*)", re.DOTALL | re.IGNORECASE,
)  # fmt: skip
_LAST_DIGIT = re.compile(r".*\d(?:\s?(?:[ap]\.?m\b\.?|uhr\b|h\b))?|[^,;–]*(?=[,;–])", re.DOTALL | re.IGNORECASE)


def leading(title: str) -> tuple[str, str]:
    """Return the time that a title begins with and the rest of it: "kl 10 Pitch", "13.00–13.45 Panel"."""
    found = _LEADING.fullmatch(title)
    return (found["at"], found["rest"]) if found else ("", title)


def apart(text: str) -> tuple[str, str]:
    """Return what a cell says of the time, and of the place after it: "mån 4/10 kl 9-11, Teams"."""
    aside = text.find("(")  # digits in there tell no time
    found = _LAST_DIGIT.match(text if aside < 0 else text[:aside])
    at = found.end() if found else len(text)
    return text[:at].strip(" ,;"), text[at:].strip(" ,;–-")


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
