"""What Görel has done since midnight, in sentences that somebody may read aloud."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from gorel.accounts.models import Organisation
from gorel.benefits.baselines import baselines
from gorel.cases.models import Case, LogEntry, Process
from gorel.cases.queries import lines
from gorel.desk.phrases import ABILITIES, LETTERS, RULES, Phrase
from gorel.desk.steps import steps
from gorel.ground import clock
from gorel.ground.language import spoken
from gorel.robots.mail import letters
from gorel.robots.models import Mail

AT_ONCE = 5_000  # cases
_WORK = frozenset({"serviceTask", "sendTask", "scriptTask", "businessRuleTask"})


@dataclass(frozen=True, slots=True)
class Doing:
    """One kind of thing done today. Shape: url is "" where nobody may look further."""

    text: str
    count: int
    url: str = ""


def done_today(cases: QuerySet[Case] | None = None, organisations: QuerySet[Organisation] | None = None) -> list[Doing]:
    """Return what she has done today for *cases* (all when None, without links), most often done first.

    Shape: *organisations* are those whose letters count; those of the cases when they are not given.
    Counts only: no names, no rows; the public start page may show it.
    """
    if cases is not None and organisations is None:
        organisations = Organisation.objects.filter(pk__in=cases.values("organisation"))
    midnight = datetime.combine(clock.today(), time(), clock.ZONE)
    found = [*_letters(organisations, midnight), *_steps(cases, midnight)]
    return sorted(found, key=lambda doing: (-doing.count, doing.text))


def _letters(organisations: QuerySet[Organisation] | None, midnight: datetime) -> list[Doing]:
    sent = Mail.objects.filter(sent_at__gte=midnight, sent_at__lte=clock.now())
    if organisations is not None:
        sent = sent.filter(organisation__in=organisations.values("pk"))
    rows = sent.values("kind").annotate(count=Count("pk")).order_by()
    return [
        Doing(
            letter_sentence(row["kind"], row["count"]),
            row["count"],
            ""
            if organisations is None
            else f"{reverse('desk:outbox')}?{urlencode({'kind': row['kind'], 'day': clock.today()})}",
        )
        for row in rows
    ]


def letter_sentence(kind: str, count: int) -> str:
    """Return "Sent 37 confirmations"; letters of a kind that has no words are called by their title."""
    phrase = LETTERS.get(kind)
    if phrase is not None:
        return phrase(count) % {"count": count}
    known = letters.known().get(kind)
    title = known.title.get(spoken()) or known.title["sv"] if known else kind
    said = ngettext("Sent %(count)d letter: %(title)s", "Sent %(count)d letters: %(title)s", count)
    return said % {"count": count, "title": title}


def _steps(cases: QuerySet[Case] | None, midnight: datetime) -> list[Doing]:
    """Return the finished steps that a person would else have done (they have a baseline), letters apart."""
    done = LogEntry.objects.filter(pk__gte=lines.first_since(midnight), at__gte=midnight, kind="left").order_by()
    # Lines first, then whose they are: joined, the database would begin with all cases that ever were.
    left = Counter(done.values_list("case_id", "element"))
    of_case = _versions({case for case, _element in left}, cases)
    rows: Counter[tuple[int, str]] = Counter()
    for (case, element), count in left.items():
        if case in of_case:
            rows[of_case[case], element] += count
    versions = Process.objects.in_bulk({version for version, _element in rows})
    counted: dict[tuple[str, str, Phrase | None], int] = {}
    for (version, element), times in rows.items():
        process = versions[version]
        step, worth = steps(process).find(element), baselines(process).get(element)
        if step.kind not in _WORK or step.job == "mail.send" or worth is None or worth.minutes is None:
            continue
        phrase = ABILITIES.get(step.job) or RULES.get(step.rule)
        # Steps with the same words are the same kind of work, whichever version they belong to.
        key = process.key, "" if phrase else step.said, phrase
        counted[key] = counted.get(key, 0) + times
    return [
        Doing(
            phrase(count) % {"count": count} if phrase else _by_name(name, count),
            count,
            "" if cases is None else f"{reverse('desk:cases')}?{urlencode({'process': process})}",
        )
        for (process, name, phrase), count in counted.items()
    ]


def _versions(ids: set[int], cases: QuerySet[Case] | None) -> dict[int, int]:
    """Return the versions of those of *ids* that are among *cases*."""
    found: dict[int, int] = {}
    among, every = Case.objects.all() if cases is None else cases, sorted(ids)
    for first in range(0, len(every), AT_ONCE):
        some = among.filter(pk__in=every[first : first + AT_ONCE]).order_by()
        found.update(some.values_list("pk", "process_id"))
    return found


def _by_name(name: str, count: int) -> str:
    said = ngettext("%(step)s: %(count)d time", "%(step)s: %(count)d times", count)
    return said % {"step": name, "count": count}
