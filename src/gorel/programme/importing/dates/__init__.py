"""Days and times as people write them, in Swedish or English: `read` tells what a cell says, or what it cannot tell."""

from gorel.programme.importing.dates.clocks import apart, leading, minutes
from gorel.programme.importing.dates.reading import is_american, read, was, years_in
from gorel.programme.importing.dates.told import Near, Told, flat, is_unknown

__all__ = [
    "Near",
    "Told",
    "apart",
    "flat",
    "is_american",
    "is_unknown",
    "leading",
    "minutes",
    "read",
    "was",
    "years_in",
]
