"""The two kinds of duration; they never mix.

Source: DMN 1.5 §10.3.2.3.6–7; text as in XML Schema part 2, canonical: largest units first, zeros left out.
"""

from __future__ import annotations

import msgspec

from gorel.core.feel.temporal.calendar import DAY_SECONDS, SECOND


class DaysTime(msgspec.Struct, frozen=True):
    """A days and time duration. Units: nanoseconds."""

    nanoseconds: int

    def __str__(self) -> str:
        seconds, fraction = divmod(abs(self.nanoseconds), SECOND)
        days, seconds = divmod(seconds, DAY_SECONDS)
        hours, seconds = divmod(seconds, 3600)
        minutes, seconds = divmod(seconds, 60)
        out = "-P" if self.nanoseconds < 0 else "P"
        if days:
            out += f"{days}D"
        if hours or minutes or seconds or fraction or not days:
            out += "T"
            out += f"{hours}H" if hours else ""
            out += f"{minutes}M" if minutes else ""
            if seconds or fraction or self.nanoseconds == 0:
                out += f"{seconds}{fraction_text(fraction)}S"
        return out


class YearsMonths(msgspec.Struct, frozen=True):
    """A years and months duration. Units: months."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        out = "-P" if self.months < 0 else "P"
        out += f"{years}Y" if years else ""
        return out + (f"{months}M" if months or not years else "")


def fraction_text(nanoseconds: int) -> str:
    """Return `.5` for half a second, and nothing for none."""
    return f".{nanoseconds:09}".rstrip("0") if nanoseconds else ""
