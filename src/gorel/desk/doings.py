"""What Görel has done since midnight, in sentences that somebody may read aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gorel.benefits import lines
from gorel.cases.models import Case, LogEntry, Process
from gorel.desk.steps import steps
from gorel.ground import clock
from gorel.robots.mail import letters
from gorel.robots.models import Mail

_WORK = frozenset({"serviceTask", "sendTask", "scriptTask", "businessRuleTask"})


@dataclass(frozen=True, slots=True)
class Doing:
    """One kind of thing done today. Shape: url is "" where nobody may look further."""

    text: str
    count: int
    url: str = ""


def done_today(cases: QuerySet[Case] | None = None) -> list[Doing]:
    """Return what she has done today for *cases* (all when None, without links), most often done first.

    Counts only: no names, no rows; the public start page may show it.
    """
    midnight = datetime.combine(clock.today(), time(), clock.ZONE)
    found = [*_letters(cases, midnight), *_steps(cases, midnight)]
    return sorted(found, key=lambda doing: (-doing.count, doing.text))


def _letters(cases: QuerySet[Case] | None, midnight: datetime) -> list[Doing]:
    sent = Mail.objects.filter(sent_at__gte=midnight, sent_at__lte=clock.now())
    if cases is not None:
        sent = sent.filter(organisation__in=cases.values("organisation"))
    rows = sent.values("kind").annotate(count=Count("pk")).order_by()
    return [
        Doing(
            letter_sentence(row["kind"], row["count"]),
            row["count"],
            ""
            if cases is None
            else f"{reverse('desk:outbox')}?{urlencode({'kind': row['kind'], 'day': clock.today()})}",
        )
        for row in rows
    ]


def letter_sentence(kind: str, count: int) -> str:
    """Return "Sent 37 confirmations"; letters of a kind that has no words here are called by their title."""
    words = _LETTERS.get(kind)
    if words is not None:
        return words(count) % {"count": count}
    known = letters.known().get(kind)
    title = known.title.get(get_language() or "sv") or known.title["sv"] if known else kind
    said = ngettext("Sent %(count)d letter: %(title)s", "Sent %(count)d letters: %(title)s", count)
    return said % {"count": count, "title": title}


def _steps(cases: QuerySet[Case] | None, midnight: datetime) -> list[Doing]:
    done = LogEntry.objects.filter(pk__gte=lines.first_since(midnight), at__gte=midnight, kind="left")
    if cases is not None:
        done = done.filter(case__in=cases.values("pk"))
    rows = done.values("element", version=F("case__process_id")).annotate(count=Count("pk")).order_by()
    versions = Process.objects.in_bulk({row["version"] for row in rows})
    counted: dict[tuple[str, str, str], int] = {}
    for row in rows:
        process = versions[row["version"]]
        step = steps(process).find(row["element"])
        if step.kind in _WORK and step.job != "mail.send":  # letters are counted where they are kept
            # Two steps with the same ability are the same kind of work; without one the step speaks for itself.
            key = (process.key, step.job if step.job in _WORDS else "", "" if step.job in _WORDS else step.said)
            counted[key] = counted.get(key, 0) + row["count"]
    return [
        Doing(
            _sentence(job, name, count),
            count,
            "" if cases is None else f"{reverse('desk:cases')}?{urlencode({'process': process})}",
        )
        for (process, job, name), count in counted.items()
    ]


def _sentence(job: str, name: str, count: int) -> str:
    if job in _WORDS:
        return _WORDS[job](count) % {"count": count}
    said = ngettext("%(step)s: %(count)d time", "%(step)s: %(count)d times", count)
    return said % {"step": name, "count": count}


# Each is a function of the count, so that every language has its own plural.
_LETTERS: dict[str, Callable[[int], str]] = {
    "confirmation": lambda n: ngettext("Sent %(count)d confirmation", "Sent %(count)d confirmations", n),
    "joining_link": lambda n: ngettext("Sent %(count)d joining link", "Sent %(count)d joining links", n),
    "missing_facts": lambda n: ngettext(
        "Asked %(count)d organiser for missing facts", "Asked for missing facts %(count)d times", n
    ),
    "published": lambda n: ngettext(
        "Told %(count)d organiser that the point is published",
        "Told %(count)d organisers that their points are published",
        n,
    ),
    "sent_back": lambda n: ngettext(
        "Sent %(count)d point back to its organiser", "Sent %(count)d points back to their organisers", n
    ),
    "thanks": lambda n: ngettext("Thanked %(count)d participant", "Thanked %(count)d participants", n),
    "withdrawn": lambda n: ngettext("Confirmed %(count)d withdrawal", "Confirmed %(count)d withdrawals", n),
}
_WORDS: dict[str, Callable[[int], str]] = {
    "programme.publish": lambda n: ngettext(
        "Published %(count)d programme point", "Published %(count)d programme points", n
    ),
    "programme.gather": lambda n: ngettext(
        "Gathered the facts of %(count)d programme point", "Gathered the facts of programme points %(count)d times", n
    ),
    "programme.publish_recording": lambda n: ngettext(
        "Published %(count)d recording", "Published %(count)d recordings", n
    ),
    "attendance.release_link": lambda n: ngettext(
        "Released the joining link of %(count)d event", "Released the joining links of %(count)d events", n
    ),
}


def nothing_today() -> str:
    return _("Nothing yet today.")
