"""What people do with recordings, and the facts that their rules decide by. Rights are the caller's to check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from gorel.cases import programs
from gorel.core import dmn
from gorel.forms import uploads
from gorel.ground import clock, ids
from gorel.programme import actions, captions, picture
from gorel.programme.models import Captions, FilmPart, Point, Recording

DECISION = "recording-check"
MOST_FILM = 300_000_000  # bytes
FILMS = frozenset({"video/mp4", "video/webm"})
PART = 1 << 20
MOST_CHAPTERS = 100
WRITABLE = frozenset({
    "length_s", "captions", "captions_text", "captions_language", "captions_are_read", "is_described", "chapters",
})  # fmt: skip


class Chapter(NamedTuple):
    """Where something begins in a film. Shape: seconds from its start; clock as people read it."""

    starts: int
    clock: str
    title: str


def of(point: Point) -> Recording:
    """Return the point's recording, a new one that is not written when it has none."""
    found = Recording.objects.filter(point=point).first()
    return found or Recording(point=point)


@transaction.atomic
def save(*, point: Point, by: str, url: str | None = None, facts: Mapping[str, Any]) -> Recording:
    """Write what is told of a recording. Its case hears of it (`point.recorded`) and asks the rules anew.

    Shape: *facts* are fields of `WRITABLE`; *url* None leaves the film where it is. Errors: ValueError when a fact is
    not writable; NotPossible when the point is cancelled or declined.
    """
    if foreign := sorted(set(facts) - WRITABLE):
        raise ValueError(f"no person writes {', '.join(foreign)} of a recording")
    recording = of(point)
    for name, value in facts.items():
        setattr(recording, name, value)
    recording.changed_at = clock.now()
    had_film = bool(point.recording_url)
    recording.save()
    if url is not None and url != point.recording_url:
        if recording.has_film and url != _own_address(point):
            forget_film(recording)
        actions.change_point(point=point, by=by, facts={"recording_url": url})
    if (url or point.recording_url) and recording.came_at is None:
        recording.came_at = clock.now()
        recording.save(update_fields=["came_at"])
    if had_film and point.submitted_at is not None:  # a first film is told of by `change_point`
        picture.tell("point.recorded", point)
    return recording


def keep_film(*, point: Point, by: str, file: UploadedFile[Any]) -> Recording:
    """Keep a film piece by piece; the old one goes when the new one is whole. Errors: uploads.Refused."""
    kind = uploads.kind_of_start(file, kinds=FILMS, most_bytes=MOST_FILM)
    recording = of(point)
    if recording.pk is None:
        recording.save()
    film, size = ids.uid(), 0
    for number, piece in enumerate(_pieces(file)):
        size += len(piece)
        if size > MOST_FILM:
            FilmPart.objects.filter(film=film).delete()
            raise uploads.Refused("too-large")
        # Each piece is a commit of its own: a film must not hold the database while it comes in.
        FilmPart.objects.create(film=film, recording=recording, number=number, content=piece)
    with transaction.atomic():
        FilmPart.objects.filter(recording=recording).exclude(film=film).delete()
        recording.film_id, recording.film_size, recording.film_type = film, size, kind
        recording.film_name = uploads.clean_name(file.name or "film")
        recording.save()
        point.refresh_from_db()
        if point.recording_url == _own_address(point) and point.submitted_at is not None:
            picture.tell("point.recorded", point)
        return save(point=point, by=by, url=_own_address(point), facts={})


@transaction.atomic
def take_away(*, point: Point, by: str) -> None:
    """Take the recording away: the film, its link, its captions. Its case hears of it and asks no more."""
    recording = of(point)
    if recording.pk is not None:
        forget_film(recording)
        recording.captions, recording.captions_text, recording.captions_are_read = Captions.NONE, "", False
        recording.findings, recording.came_at, recording.asked_at = [], None, None
        recording.save()
    if point.recording_url:
        point.recording_published_at = None
        point.save(update_fields=["recording_published_at"])
        actions.change_point(point=point, by=by, facts={"recording_url": ""})
        if point.submitted_at is not None:
            picture.tell("point.recorded", point)


def forget_film(recording: Recording) -> None:
    """Take a film away. Deletes its parts."""
    FilmPart.objects.filter(recording=recording).delete()
    recording.film_id, recording.film_size, recording.film_type, recording.film_name = None, 0, "", ""
    recording.save()


def film(recording: Recording, first: int, last: int) -> Iterator[bytes]:
    """Yield the film's bytes from *first* to *last*, both of them in it. One query per mebibyte."""
    for number in range(first // PART, last // PART + 1):
        parts = FilmPart.objects.filter(film=recording.film_id or "", number=number)
        content = parts.values_list("content", flat=True).get()
        start = first - number * PART if number == first // PART else 0
        end = last - number * PART + 1 if number == last // PART else PART
        yield bytes(content[max(0, start) : end])


def faults(recording: Recording) -> list[captions.Fault]:
    """Return what is wrong with the captions that are kept here."""
    if recording.captions != Captions.FILE or not recording.captions_text:
        return []
    return captions.check(captions.read(recording.captions_text), length_s=recording.length_s)


def chapters(recording: Recording) -> list[Chapter]:
    """Return the chapters in their order; lines that name no time are left out."""
    return read_chapters(recording.chapters)[0]


def read_chapters(text: str) -> tuple[list[Chapter], list[str]]:
    """Read "12:30 Frågor" line by line. Return the chapters, and the lines that cannot be read."""
    found, wrong = [], []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        match = re.fullmatch(r"[(\[]?((?:\d{1,2}:)?\d{1,3}:\d\d)[)\]]?\s*[-–:.]?\s*(\S.*)", line)
        at = captions.seconds(match[1]) if match else None
        if match is None or at is None:
            wrong.append(line[:60])
        else:
            found.append(Chapter(at, captions.clock(at), match[2][:120]))
    return sorted(found)[:MOST_CHAPTERS], wrong


def paragraphs(recording: Recording) -> list[tuple[str, str]]:
    """Return what is said, as time and text: a new paragraph at a chapter, a pause, or after half a minute."""
    cues = captions.read(recording.captions_text).cues
    marks = [one.starts for one in chapters(recording)]
    found: list[tuple[float, list[str]]] = []
    ended = 0.0
    for cue in cues:
        begins = not found or (cue.starts - found[-1][0] > 30 and ended and found[-1][1][-1].endswith((".", "?", "!")))
        begins = begins or cue.starts - ended > 4 or any(ended <= mark <= cue.starts for mark in marks)
        if begins:
            found.append((cue.starts, []))
        found[-1][1].append(cue.text)
        ended = cue.ends
    return [(captions.clock(at), " ".join(said)) for at, said in found]


def facts_of(point: Point) -> dict[str, Any]:
    """Return what `recording-check.dmn` reads, as JSON values."""
    recording = of(point)
    given = recording.captions if recording.captions != Captions.FILE or recording.captions_text else Captions.NONE
    return {
        "film": bool(point.recording_url),
        "captions": str(given),
        "faults": sum(not one.is_advice for one in faults(recording)),
        "length": recording.length_s,
        "read": recording.captions_are_read,
        "described": recording.is_described,
        "days": recording.days_since(clock.now()),
    }


def findings(point: Point) -> list[dict[str, str]]:
    """Return what keeps the recording from being published. Shape: {code, text, text_en} each; empty when nothing."""
    owner = point.week.owner_id if point.week else point.organiser_id
    asked, now = {"facts": facts_of(point)}, int(clock.now().timestamp() * 1_000_000)
    try:
        decided = programs.Rules(owner)[DECISION].decide(asked, now=now)
    except KeyError:  # nothing is deployed yet
        decided = _shipped().decide(DECISION, asked, now=now)
    return [one for one in decided.value if one["code"] != "complete"]


def _own_address(point: Point) -> str:
    return settings.ADDRESS + reverse("programme:recording", args=[point.uid])


def _pieces(file: UploadedFile[Any]) -> Iterator[bytes]:
    """Yield what was sent in pieces of `PART` bytes, whatever pieces it came in."""
    file.seek(0)
    while piece := file.read(PART):
        yield piece


@cache
def _shipped() -> Any:
    return dmn.read((resources.files("gorel.programme") / "processes" / f"{DECISION}.dmn").read_bytes())
