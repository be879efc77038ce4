"""How a job is named to robots, how long they may have it, and what an answer may be refused for."""

from __future__ import annotations

Name = tuple[int, int]
SECOND = 1_000_000
LONGEST_LEASE = 30 * 24 * 3600
_KEY_BITS = 24  # a case gives out at most 16 million keys, the database half a billion cases, and JSON keeps 53 bits


class JobGone(LookupError):
    """There is no such open job: it is done, or no longer wanted."""


class NotYours(Exception):
    """Somebody else has the job on lease, or nobody has."""


def number(name: Name) -> int:
    """Return a job's name as one whole number."""
    case_id, key = name
    if key >> _KEY_BITS:
        raise ValueError(f"key {key} of case {case_id} does not fit into a job's number")
    return case_id << _KEY_BITS | key


def name_of(number: int) -> Name:
    """Return the job's name that `number` made a number of."""
    return number >> _KEY_BITS, number & ((1 << _KEY_BITS) - 1)


def check_lease(seconds: float) -> None:
    """See that a lease makes sense. Errors: ValueError."""
    if not 0 < seconds <= LONGEST_LEASE:
        raise ValueError(f"a lease of {seconds} seconds makes no sense; it is more than 0 and at most 30 days")
