"""Jobs for robots that ask for work over the wire: fetched on a lease, and answered one by one, by group commit.

A job's name is (case id, key); `number` makes one whole number of it. A *worker* is whatever name the robot gives
itself: it alone may answer while its lease stands. *tries*, when a robot sends it back, also tells two leases of one
worker apart. Lease and fence are those of our own worker (`worker.leases`): a late answer is refused.
"""

from gorel.cases.outside.answers import (
    complete,
    completing,
    extend,
    fail,
    lock,
    set_priority,
    set_retries,
    throw_error,
    unlock,
)
from gorel.cases.outside.fetching import CHOOSES, Taken, Topic, fetch_and_lock, fetching
from gorel.cases.outside.names import LONGEST_LEASE, JobGone, Name, NotYours, name_of, number

__all__ = [
    "CHOOSES", "LONGEST_LEASE", "JobGone", "Name", "NotYours", "Taken", "Topic", "complete", "completing", "extend",
    "fail", "fetch_and_lock", "fetching", "lock", "name_of", "number", "set_priority", "set_retries", "throw_error",
    "unlock",
]  # fmt: skip
