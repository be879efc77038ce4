"""Functions of dates and of the passing of time. Source: DMN 1.5 §10.3.4.10–11."""

from __future__ import annotations

from decimal import Decimal

from gorel.core.feel.problems import Failure
from gorel.core.feel.registry import builtin
from gorel.core.feel.run import Run
from gorel.core.feel.temporal import Date, DateTime
from gorel.core.feel.temporal.calendar import day_of_year, week_of_year, weekday
from gorel.core.feel.temporal.moments import from_local_nanoseconds, in_zone

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@builtin("now")
def now(run: Run) -> DateTime | None:
    """The time that the evaluation was given, in its zone."""
    if run.now is None:
        raise Failure("feel.no-clock")
    if run.zone == "UTC":
        return from_local_nanoseconds(run.now * 1000, 0, None)
    return in_zone(run.now * 1000, run.zone)


@builtin("today")
def today(run: Run) -> Date | None:
    moment = now(run)
    return None if moment is None else moment.date


@builtin("day of year", "date: date|date and time")
def day_of_year_(run: Run, date: Date | DateTime) -> Decimal:
    return Decimal(day_of_year(date.year, date.month, date.day))


@builtin("day of week", "date: date|date and time")
def day_of_week(run: Run, date: Date | DateTime) -> str:
    return DAYS[weekday(Date(date.year, date.month, date.day).number) - 1]


@builtin("month of year", "date: date|date and time")
def month_of_year(run: Run, date: Date | DateTime) -> str:
    return MONTHS[date.month - 1]


@builtin("week of year", "date: date|date and time")
def week_of_year_(run: Run, date: Date | DateTime) -> Decimal:
    return Decimal(week_of_year(date.year, date.month, date.day))
