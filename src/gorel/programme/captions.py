"""Captions in WebVTT: reads them, and says in plain words what keeps people from following a film by them.

Source: W3C WebVTT for the file; the bounds are the ones that Swedish broadcasters and Myndigheten för tillgängliga
medier give for captions that adults have time to read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_BYTES = 1_000_000
MOST_CUES = 20_000
OVERLAP_S = 0.1  # what two cues may overlap: a frame or two
MOST_SPEED = 20.0  # signs per second
LEAST_SPEAKING = 60  # seconds without captions that are pointed out
END_S, START_S = 60, 60  # how far from the film's ends captions may begin and end
_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_TIMING = re.compile(rf"^{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?$")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Cue:
    """One caption. Shape: seconds from the film's start; text without tags."""

    starts: float
    ends: float
    text: str


@dataclass(frozen=True)
class Fault:
    """What is wrong. Shape: the sentence is in the page's language; at is where it first is, in seconds."""

    code: str
    sentence: str
    at: float | None = None
    is_advice: bool = False  # worth a look, but it keeps nobody from following


@dataclass
class Track:
    """A file of captions as it was read."""

    cues: list[Cue] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(text: str) -> Track:
    """Read WebVTT; what cannot be read is a fault with its line, and the rest is read all the same."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    track = Track()
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        said = _("The file does not begin with WEBVTT. Save the captions as WebVTT (.vtt), not as .srt or text.")
        track.faults.append(Fault("header", said))
    lines = text.split("\n")
    number = 0
    while number < len(lines) and len(track.cues) < MOST_CUES:
        line = lines[number].strip()
        if line.startswith(("NOTE", "STYLE", "REGION")):
            number = _after_block(lines, number)
        elif "-->" in line:
            number = _cue(lines, number, track)
        else:
            number += 1
    if not track.cues:
        track.faults.append(Fault("empty", _("There are no captions in the file.")))
    return track


def check(track: Track, *, length_s: int | None = None) -> list[Fault]:
    """Return all that is wrong with *track* beside a film of *length_s* seconds."""
    cues = track.cues
    found = list(track.faults)
    if not cues:
        return found
    found += _order(cues) + _speed(cues) + _silences(cues)
    if length_s:
        found += _ends(cues, length_s)
    return found


def clock(seconds: float) -> str:
    """Return "1:02:05" or "2:05"."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def seconds(text: str) -> int | None:
    """Read "47:10", "1:02:05" or "00:47:10" as seconds; None when it is no such time."""
    match = re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)", text.strip())
    if match is None or (match[1] and int(match[2]) > 59):
        return None
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])


def srt_as_vtt(text: str) -> str:
    """Return SubRip as WebVTT: the same but for its head and the sign before the thousandths."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").lstrip()
    if not re.match(r"\d+\s*\n\d{2}:\d{2}:\d{2},\d{3} --> ", text):
        return text
    return "WEBVTT\n\n" + re.sub(r"(\d{2}:\d{2}:\d{2}),(\d{3})", r"\1.\2", text)


def _after_block(lines: Sequence[str], number: int) -> int:
    while number < len(lines) and lines[number].strip():
        number += 1
    return number


def _cue(lines: Sequence[str], number: int, track: Track) -> int:
    match = _TIMING.match(lines[number].strip())
    first = number + 1
    end = first
    while end < len(lines) and lines[end].strip():
        end += 1
    if match is None:
        said = _("Line {number} of the captions cannot be read: “{line}”. Expected for example 00:01:02.000 --> "
                 "00:01:05.500.").format(number=number + 1, line=lines[number].strip()[:60])  # fmt: skip
        track.faults.append(Fault("timing", said))
        return end
    starts, ends = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    said = " ".join(_TAG.sub("", line).strip() for line in lines[first:end]).strip()
    if ends <= starts:
        words = _("The caption at {at} ends before it begins.").format(at=clock(starts))
        track.faults.append(Fault("backwards", words, starts))
    elif said:
        track.cues.append(Cue(starts, ends, said))
    return end


def _seconds(parts: Sequence[Any]) -> float:
    hours, minutes, rest, thousandths = parts
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(rest) + int(thousandths) / 1000


def _order(cues: Sequence[Cue]) -> list[Fault]:
    found = []
    for before, cue in pairwise(cues):
        if cue.starts < before.starts:
            said = _("The captions are not in order: the one at {at} comes after a later one.")
            found.append(Fault("order", said.format(at=clock(cue.starts)), cue.starts))
            break
    lasting = [(before, cue) for before, cue in pairwise(cues)
               if before.starts <= cue.starts < before.ends - OVERLAP_S]  # fmt: skip
    if lasting:
        at = lasting[0][1].starts
        said = ngettext("{count} caption begins before the one before it has ended, at {at}.",
                        "{count} captions begin before the one before has ended, the first at {at}.",
                        len(lasting))  # fmt: skip
        found.append(Fault("overlap", said.format(count=len(lasting), at=clock(at)), at))
    return found


def _speed(cues: Sequence[Cue]) -> list[Fault]:
    fast = [cue for cue in cues if len(cue.text) / (cue.ends - cue.starts) > MOST_SPEED and len(cue.text) > 8]
    # A few fast ones are speech as it is; many are captions that nobody has time to read.
    if len(fast) <= max(2, len(cues) // 50):
        return []
    said = ngettext("{count} caption is shown for too short a time to be read, at {at}.",
                    "{count} captions are shown for too short a time to be read, the first at {at}.",
                    len(fast))  # fmt: skip
    return [Fault("speed", said.format(count=len(fast), at=clock(fast[0].starts)), fast[0].starts, is_advice=True)]


def _silences(cues: Sequence[Cue]) -> list[Fault]:
    gaps = [(before.ends, cue.starts - before.ends) for before, cue in pairwise(cues)
            if cue.starts - before.ends > LEAST_SPEAKING]  # fmt: skip
    if not gaps:
        return []
    at, length = max(gaps, key=lambda one: one[1])
    said = _("There are no captions for {length} minutes from {at}. If nobody speaks then, write what is heard, such "
             "as [music] or [pause].").format(length=clock(length), at=clock(at))  # fmt: skip
    return [Fault("gap", said, at, is_advice=True)]


def _ends(cues: Sequence[Cue], length_s: int) -> list[Fault]:
    found = []
    last = max(cue.ends for cue in cues)
    first = min(cue.starts for cue in cues)
    if last > length_s + 2:
        said = _("The captions go on until {last}, but the film is {length} long. Do they belong to this film?")
        found.append(Fault("beyond", said.format(last=clock(last), length=clock(length_s)), last))
    elif length_s - last > max(END_S, length_s * 0.05):
        said = _("The captions end at {last}, but the film goes on until {length}.")
        found.append(Fault("short", said.format(last=clock(last), length=clock(length_s)), last))
    if first > max(START_S, length_s * 0.05):
        said = _("The captions begin at {first}; the film before that has none.")
        found.append(Fault("late", said.format(first=clock(first)), first))
    return found
