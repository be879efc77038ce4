"""What a report says of a file and its rows, in the language of the page or of the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gorel.core.time_words import say_moment
from gorel.ground.language import spoken


class Outcome(TextChoices):
    """What became of a row."""

    IMPORTED = "imported", gettext_lazy("Imported")
    DRAFT = "draft", gettext_lazy("Draft, facts are missing")
    NEAR = "near-duplicate", gettext_lazy("Possible duplicate")
    UPDATED = "updated", gettext_lazy("Updated")
    UNCHANGED = "unchanged", gettext_lazy("Unchanged")
    SAME = "same", gettext_lazy("The same row twice")
    HEADING = "heading", gettext_lazy("A heading of the list")
    REFUSED = "refused", gettext_lazy("Refused")


TONES = {
    Outcome.IMPORTED: "good", Outcome.DRAFT: "wait", Outcome.NEAR: "wait", Outcome.UPDATED: "info",
    Outcome.UNCHANGED: "plain", Outcome.SAME: "plain", Outcome.HEADING: "plain", Outcome.REFUSED: "bad",
}  # fmt: skip

# What columns hold, as the report calls it.
FACTS = {
    "title": gettext_lazy("title"), "abstract": gettext_lazy("description"), "organiser": gettext_lazy("organiser"),
    "co_organisers": gettext_lazy("co-organisers"), "part_of": gettext_lazy("part of"),
    "level": gettext_lazy("whole or part"),
    "day": gettext_lazy("day"),
    "starts": gettext_lazy("start"), "ends": gettext_lazy("end"), "last_date": gettext_lazy("last day of several"),
    "duration": gettext_lazy("length"), "format": gettext_lazy("format"), "place": gettext_lazy("place"),
    "room": gettext_lazy("room"), "online": gettext_lazy("online or not"), "zone": gettext_lazy("time zone"),
    "all_day": gettext_lazy("all day"), "private": gettext_lazy("private"),
    "address": gettext_lazy("street address"), "joining_link": gettext_lazy("joining link"),
    "web_page": gettext_lazy("web page"), "sign_up": gettext_lazy("sign-up elsewhere"),
    "language": gettext_lazy("language"), "price": gettext_lazy("price"), "free": gettext_lazy("free of charge"),
    "last_day": gettext_lazy("last day to register"), "recorded": gettext_lazy("recorded"),
    "recording_url": gettext_lazy("recording"), "contact": gettext_lazy("contact"),
    "people": gettext_lazy("people taking part"), "themes": gettext_lazy("themes"),
    "target_group": gettext_lazy("target group"), "accessibility": gettext_lazy("accessibility"),
    "captions": gettext_lazy("captions"), "interpretation": gettext_lazy("interpretation"),
    "status": gettext_lazy("note or status"),
}  # fmt: skip

# Each has what stands there (`found`) and perhaps what more is known.
SENTENCES = {
    "day-unclear": gettext_lazy("The date “{found}” cannot be read; expected for example 2021-10-04 or 4 oktober 2021"),
    "year-unsure": gettext_lazy(
        "“{found}” is read as {day}, long before the rows above; write the year, if it is the next"
    ),
    "year-unclear": gettext_lazy("The date “{found}” has no year, and nothing else in the file tells it"),
    "weekday-wrong": gettext_lazy("The date “{found}” is not a {weekday}; write which of them is right"),
    "days-several": gettext_lazy("“{found}” names several days; write one row for each occasion"),
    "time-unclear": gettext_lazy("The time “{found}” cannot be read; expected for example 13.00–13.45"),
    "time-partly": gettext_lazy("“{found}” is read as {told}; look whether the rest of it matters"),
    "times-several": gettext_lazy("“{found}” names several times; write one row for each occasion"),
    "times-differ": gettext_lazy("The columns of the row tell different days or times: {found}"),
    "day-swapped": gettext_lazy("“{found}” is read as {day}: month first, as only that lies in the week"),
    "day-american": gettext_lazy("“{found}” is read as {day}: month first, as its hours are written am or pm"),
    "end-first": gettext_lazy("The end “{found}” lies before the start and is left out; write which of them is right"),
    "days-range": gettext_lazy(
        "“{found}” is several days without hours; the first is kept. Write when it starts and ends"
    ),
    "days-daily": gettext_lazy("“{found}” is several occasions; the first is kept. Write one row for each"),
    "days-through": gettext_lazy("Read as one occasion, {found}; if it is some hours each day, write one row for each"),
    "time-twice": gettext_lazy("{found} comes twice as the clock goes back from summer time then; the first is kept"),
    "zone": gettext_lazy("The times are those of {found}, and are read as {told}"),
    "last-day-late": gettext_lazy("The last day to register, “{found}”, lies after the day itself and is left out"),
    "title-unlike": gettext_lazy("“{found}” stands where the title should; write the title"),
    "organiser-unlike": gettext_lazy(
        "“{found}” stands where the organiser should: a person, an address or a number is no organisation"
    ),
    "parent-near": gettext_lazy(
        "The row says that it is part of “{found}”; no point is called so, but {like} nearly is"
    ),
    "tentative": gettext_lazy("The file says that it is not settled: “{found}”"),
    "private": gettext_lazy("The file marks it as private; look whether it is meant for others"),
    "struck": gettext_lazy("The row is struck through in the file; say whether it is cancelled"),
    "hidden": gettext_lazy("The row is hidden in the file; look whether it is meant"),
    "coloured": gettext_lazy("The colour of the row means “{found}”, as the file says"),
    "recurs": gettext_lazy("The event recurs; the first time is kept. Write one row for each occasion"),
    "not-an-event": gettext_lazy("This is no event: the file says {found}"),
    "sum": gettext_lazy("The row sums up the list"),
    "heading-alone": gettext_lazy(
        "One cell across the list, read as a heading; only a day in it would mean something for the rows below"
    ),
    "headings-again": gettext_lazy("The headings of the list once more"),
    "note": gettext_lazy("One cell alone, and not a title: read as a note of the list"),
    "all-day": gettext_lazy("The list says “{found}”; write when it starts and ends"),
    "day-heading": gettext_lazy("The rows below it are on {day} when they name no day of their own"),
    "day-from-heading": gettext_lazy("The day comes from the heading above, {like}"),
    "no-such-time": gettext_lazy("{found} does not exist: the clock goes forward to summer time then"),
    "format-unclear": gettext_lazy("The format “{found}” cannot be read; expected digital, on site or both"),
    "format-moved": gettext_lazy("The format has been moved to: {format} (“{found}”)"),
    "place-changed": gettext_lazy("The file says that the place has been changed: “{found}”"),
    "price-unclear": gettext_lazy("The price “{found}” cannot be read; expected free of charge or an amount"),
    "flag-unclear": gettext_lazy("“{found}” in {column} is neither yes nor no"),
    "language-unclear": gettext_lazy("The language “{found}” is kept with the row: a point has Swedish or English"),
    "address-unclear": gettext_lazy("“{found}” in {column} is not an address on the web"),
    "too-long": gettext_lazy("{column} is {length} signs long; at most {limit} are kept, and all of it with the row"),
    "contact-unknown": gettext_lazy("The contact is not known here and is kept with the row"),
    "theme-unknown": gettext_lazy("The week has no theme called “{found}”"),
    "parent-unknown": gettext_lazy("The row says that it is part of “{found}”, and no point is called so"),
    "parent-itself": gettext_lazy("The row says that it is part of itself, or of one of its own parts"),
    "organiser-missing": gettext_lazy("The organiser is missing: say whose point it is"),
    "organiser-foreign": gettext_lazy("You do not write points for {found}"),
    "organisers-one": gettext_lazy("“{found}” is kept as one organisation; part several with a semicolon"),
    "organiser-new": gettext_lazy("{found} is a new organisation; an editor needs to look at it"),
    "organiser-unit": gettext_lazy("“{found}” is read as {like}, of which it names a part"),
    "organiser-near": gettext_lazy("{found} is a new organisation, and much like {like}"),
    "nothing-said": gettext_lazy("The row has neither title, day nor description"),
    "not-a-row": gettext_lazy("This is not a point: expected names with values, found {found}"),
    "cancelled": gettext_lazy("The file says that it is cancelled; it stays a draft"),
    "cancelled-live": gettext_lazy("The file says that it is cancelled; cancel it on its page"),
    "full": gettext_lazy("The file says that no seat is left: “{found}”"),
    "postponed": gettext_lazy("The file says that it is postponed; the new day is missing"),
    "moved": gettext_lazy("The file says that it has been moved"),
    "moved-said": gettext_lazy("The file says that it has been moved: “{found}”"),
    "moved-from": gettext_lazy("The file says that it has been moved from {found}"),
    "moved-unclear": gettext_lazy(
        "The note “{found}” and the row's own day or time differ; write which of them is right"
    ),
    "over": gettext_lazy("The point is cancelled here and is left as it is"),
    "near": gettext_lazy("Much like {like}"),
    "translated": gettext_lazy("Perhaps {like} in another language: they start at the same time, and agree in {agree}"),
    "same": gettext_lazy("The same as {like}; kept once"),
    "occasion": gettext_lazy("Another occasion of {like}"),
    "changed": gettext_lazy("Changed: {fields}"),
    "part": gettext_lazy("Part of {like}"),
    "part-by-time": gettext_lazy(
        "Read as part of {like}: it names no organiser of its own and lies within its hours; look whether it is"
    ),
    "perhaps-part": gettext_lazy("Perhaps part of {like}: it is called so and lies within its hours"),
    "missing": "{found}",
}


def agreeing(facts: Iterable[str]) -> str:
    """Return the names of *facts* in a row, in the language of the page."""
    return ", ".join(str(FACTS[fact]) for fact in facts)


@dataclass(frozen=True)
class Finding:
    """One thing that a row's reader or checker noticed. Shape: is_missing tells facts that the point still lacks."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    is_missing: bool = False

    def __str__(self) -> str:
        values = {key: str(value) for key, value in self.values.items()}
        if day := values.get("day"):
            values["day"] = say_moment(day, spoken()) or day
        if (column := values.get("column")) in FACTS:
            values["column"] = str(FACTS[column])
        if agree := values.get("agree"):
            values["agree"] = agreeing(agree.split())
        return str(SENTENCES[self.code]).format(**values)


@dataclass
class Line:
    """One row of the report. Shape: place is the row as its file counts; point is the uid of what came of it."""

    place: str
    title: str
    outcome: Outcome
    findings: list[Finding] = field(default_factory=list)
    point: str = ""

    @property
    def tone(self) -> str:
        return TONES[self.outcome]


@dataclass
class Report:
    """What a file came to, row by row, and what was passed over. Says itself in a sentence."""

    file: str
    lines: list[Line] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    passed_sheets: list[str] = field(default_factory=list)
    is_dry_run: bool = False
    by_words: dict[str, str] = field(default_factory=dict)

    def read_by_words(self) -> list[str]:
        """Return how headings that are not known as they stand were read, for a person to look at."""
        return [_("“{heading}” as {fact}").format(heading=heading, fact=FACTS[fact])
                for heading, fact in self.by_words.items()]  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """Return the report as it is kept; finding by finding, so that it can be said in either language."""
        return {
            "file": self.file, "ignored_columns": self.ignored_columns, "passed_sheets": self.passed_sheets,
            "by_words": self.by_words,
            "lines": [
                {
                    "place": line.place, "title": line.title, "outcome": line.outcome, "point": line.point,
                    "findings": [[one.code, {k: str(v) for k, v in one.values.items()}, one.is_missing]
                                 for one in line.findings],
                }
                for line in self.lines
            ],
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Report:
        """Return a report that was kept."""
        lines = [
            Line(one["place"], one["title"], Outcome(one["outcome"]), [Finding(*found) for found in one["findings"]],
                 one["point"])
            for one in kept["lines"]
        ]  # fmt: skip
        return cls(
            kept["file"], lines, kept["ignored_columns"], kept["passed_sheets"], by_words=kept.get("by_words", {})
        )

    def counts(self) -> dict[Outcome, int]:
        """Return how many rows came to what, only what occurs."""
        return {outcome: count for outcome in Outcome if (count := sum(line.outcome == outcome for line in self.lines))}

    def __str__(self) -> str:
        rows = ngettext("{count} row", "{count} rows", len(self.lines)).format(count=len(self.lines))
        told = ", ".join(f"{count} {str(outcome.label).lower()}" for outcome, count in self.counts().items())
        said = f"{self.file}: {rows}" + (f" – {told}" if told else "")
        return f"{said}. {_('Nothing has been written: this was a dry run.')}" if self.is_dry_run else f"{said}."
