"""FEEL's dates, times and durations: any year, nanoseconds, offsets with seconds, zone names kept."""

from gorel.core.feel.temporal.durations import DaysTime, YearsMonths
from gorel.core.feel.temporal.moments import Date, DateTime, Time
from gorel.core.feel.temporal.texts import parse_date, parse_date_time, parse_duration, parse_time

Temporal = Date | Time | DateTime | DaysTime | YearsMonths

__all__ = [
    "Date",
    "DateTime",
    "DaysTime",
    "Temporal",
    "Time",
    "YearsMonths",
    "parse_date",
    "parse_date_time",
    "parse_duration",
    "parse_time",
]
