"""Days that are over, summed up, so that figures neither read the whole log nor lose what is purged.

    sums(day) = what log, tasks and cases said of the day when it was summed up; never changed

A day is summed up once the day after it is over, too: whoever wrote something in it has long committed by then.
Business time does not go backwards in a home, so nothing is added to a day afterwards.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from gorel.cases.models import DaySum, LogEntry, Summed
from gorel.cases.queries import lines, totals
from gorel.ground import clock


def sum_up() -> int:
    """Sum up the next day that something was done on; return 1, or 0 when all that can be is summed up.

    Side effects: rows of `DaySum`, and the day in `Summed`, in one transaction.
    """
    last = clock.today() - timedelta(days=1)
    known = Summed.objects.values_list("until", flat=True).first()
    if known is not None and known >= last:
        return 0
    with transaction.atomic():
        done, _made = Summed.objects.select_for_update().get_or_create(pk=1)
        day = _next(done)
        if day is None and done.until is None:  # nothing has ever been done
            return 0
        over = day if day is not None and day < last else None
        until = last if over is None else over + timedelta(days=1)
        line = lines.first_since(totals.midnight(until))
        if over is not None:
            _keep(over, until, first=done.line, beyond=line + 2 * lines.MARGIN)
        Summed.objects.filter(pk=1).update(until=until, line=line)
    return int(over is not None)


def _keep(day: date, until: date, *, first: int, beyond: int) -> None:
    found = totals.counted(totals.midnight(day), totals.midnight(until), {}, first=first, beyond=beyond)
    DaySum.objects.bulk_create(
        DaySum(
            process_id=process, organisation_id=organisation, element=element, day=on, finished=numbers[0],
            tasks=numbers[1], measured=numbers[2], seconds_spent=numbers[3],
        )
        for (process, organisation, element, on), numbers in found.items()
    )  # fmt: skip


def locked() -> datetime | None:
    """Return the first moment that is not summed up, and hold it until the transaction ends; None when nothing is."""
    until = Summed.objects.select_for_update().values_list("until", flat=True).first()
    return None if until is None else totals.midnight(until)


def _next(done: Summed) -> date | None:
    """Return the first day that is not summed up and that the log has a line of."""
    found = LogEntry.objects.filter(pk__gte=done.line).order_by("pk")
    if done.until is not None:
        found = found.filter(at__gte=totals.midnight(done.until))
    at = found.values_list("at", flat=True).first()
    return None if at is None else at.astimezone(clock.ZONE).date()
