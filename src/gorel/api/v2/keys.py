"""How this door names things: whole numbers, written as texts. An instance's has its case's id and its own key."""

from __future__ import annotations

from datetime import UTC, datetime

from gorel.api.errors import BadRequest, NotFound
from gorel.cases import outside
from gorel.ground import clock, ids

DEFAULT_TENANT = "<default>"


def of(case_id: int, key: int = 0) -> str:
    """Return the name of the instance *key* of a case; key 0 is the case itself."""
    return str(outside.number((case_id, key)))


def parse(text: str) -> tuple[int, int]:
    """Return the case's id and the key in *text*. Errors: NotFound."""
    return outside.name_of(number(text))


def number(text: str) -> int:
    """Return the number in *text*. Errors: NotFound, for such a thing cannot be there."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound(f"There is nothing with the key {text[:40]}")
    return int(text)


def fresh() -> str:
    """Return a key for what is not kept: the time-ordered part of an id."""
    return str(ids.uid().int >> 66)


def tenant(space: str) -> str:
    """Return the tenant that a space is told as."""
    return space or DEFAULT_TENANT


def space(tenant_id: str | None) -> str:
    """Return the space that a tenant means. Errors: BadRequest."""
    if tenant_id is not None and len(tenant_id) > 64:
        raise BadRequest("A tenantId has at most 64 characters")
    return "" if tenant_id in (None, DEFAULT_TENANT) else tenant_id


def moment(at: datetime | None) -> str | None:
    """Return a moment as this door writes it."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_moment(text: str, what: str) -> datetime:
    """Return the moment in *text*. Errors: BadRequest."""
    try:
        found = datetime.fromisoformat(text)
        found = found if found.tzinfo else found.replace(tzinfo=clock.ZONE)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRequest(f"{what}: {text[:60]!r} is no moment. Write it as 2026-11-22T09:00:00Z") from None
