"""How this door names things: an execution, job, external task or subscription is its case's uid, a dot, its key."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from gorel.api.errors import BadRequest, NotFound
from gorel.cases.models import DecisionRule, Process, Resource
from gorel.ground import clock


def of(uid: UUID | str, key: int | None) -> str:
    """Return the name of the instance *key* of a case; key 0 is the case itself."""
    return f"{uid}.{key}" if key else str(uid)


def parse(text: str) -> tuple[UUID, int]:
    """Return the case's uid and the key in *text*. Errors: NotFound, for such a thing cannot be there."""
    head, dot, tail = text.partition(".")
    try:
        key = int(tail) if dot else 0
        if key < 0 or key > 2**53 or (dot and str(key) != tail):
            raise ValueError
        return UUID(head), key
    except ValueError:
        raise NotFound(f"There is nothing with the id {text[:80]}") from None


def uid(text: str, what: str) -> UUID:
    """Return the uid in *text*. Errors: NotFound."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(f"There is no {what} {text[:80]}") from None


def definition(process: Process) -> str:
    """Return the name of one version of a process, as others' tools read it: key, version, id."""
    return f"{process.key}:{process.version}:{process.uid}"


def moment(at: datetime | None) -> str | None:
    """Return a moment as this door writes it: milliseconds, an offset without a colon."""
    if at is None:
        return None
    local = at.astimezone(clock.ZONE)
    return local.strftime("%Y-%m-%dT%H:%M:%S.") + f"{local.microsecond // 1000:03}" + local.strftime("%z")


def to_moment(text: str, what: str) -> datetime:
    """Return the moment in *text*; without an offset it is Swedish time. Errors: BadRequest."""
    for form in ("%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S"):
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is put in below
            found = found if found.tzinfo else found.replace(tzinfo=clock.ZONE)
            found.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
        return found
    raise BadRequest(f"{what}: {text[:60]!r} is no moment. Write it as 2026-11-22T09:00:00.000+0100")


def moment_as_given(text: str) -> str:
    """Return an ISO 8601 moment with its own offset, as this door writes it."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}" + at.strftime("%z")


def resource(row: Resource) -> str:
    """Return the name of one version of a file of rules."""
    return f"{row.key}:{row.version}:{row.pk}"


def decision(row: DecisionRule) -> str:
    """Return the name of one version of a decision."""
    return f"{row.key}:{row.version}:{row.pk}"
