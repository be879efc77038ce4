"""Tokens of robots: who calls the open interfaces, for which organisation, and what they may do there.

A token is shown once and kept as a hash. What it may is a list of scopes, each a text `VERB[:PROCESS[:JOBTYPE]]`:
`work:invoice-*`, `start:reminder`, `work:*:mail.*`, `all`. A star stands for any ending.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing

from gorel.accounts.models import Organisation, RobotToken
from gorel.ground import machine

PREFIX = "gorel_"
# What a scope may allow, and what that means.
VERBS = {
    "read": "see cases, tasks, incidents and history",
    "start": "start cases, and send messages and signals that may start or move them",
    "work": "fetch and answer jobs",
    "task": "take, change and complete people's tasks",
    "decide": "ask decision rules and evaluate expressions",
    "deploy": "deploy processes, decision rules and forms",
    "manage": "change variables, modify, migrate, suspend, cancel and retry",
}
# A token is asked of the database again after this long: what is withdrawn stops within it, in every process.
FRESH_SECONDS = 2.0
ACCESS_SECONDS = 3600
_SALT = "gorel.accounts.tokens"
_known: dict[str, tuple[float, Grant | None]] = {}


class BadScope(ValueError):
    """The text is no scope; it says what was expected."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing that a token may. Shape: process and type are a name, or the beginning of names before a star."""

    verb: str
    process: str = "*"
    type: str = "*"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token gives the one who has it."""

    token_id: int
    uid: UUID
    name: str
    organisation_id: int
    scopes: tuple[Scope, ...]
    expires_at: datetime | None

    @property
    def actor(self) -> str:
        """How logs name the robot: an id, never a secret."""
        return f"robot:{self.uid}"

    @property
    def is_narrow(self) -> bool:
        """Whether some scope names job types."""
        return any(scope.type != "*" for scope in self.scopes)

    def may(self, verb: str, process: str | None = None, type: str | None = None) -> bool:
        """Return whether *verb* is allowed, for the process and the job type when they are given."""
        return any(
            scope.verb in (verb, "all")
            and (process is None or fits(scope.process, process))
            and (type is None or fits(scope.type, type))
            for scope in self.scopes
        )

    def patterns(self, verb: str) -> frozenset[tuple[str, str]] | None:
        """Return the (process, job type) patterns that *verb* is allowed for; None when that is everything."""
        found = {(scope.process, scope.type) for scope in self.scopes if scope.verb in (verb, "all")}
        return None if ("*", "*") in found else frozenset(found)


def fits(pattern: str, name: str) -> bool:
    """Return whether *name* is the pattern's, or begins as it says."""
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def parse(text: str) -> Scope:
    """Return the scope that *text* says. Errors: BadScope."""
    verb, *rest = text.strip().split(":")
    if verb not in VERBS and verb != "all":
        raise BadScope(
            f"{text!r} is no scope: {verb!r} is none of {', '.join(VERBS)}, all. Write for example work:invoice"
        )
    if len(rest) > 2 or any(not part or "*" in part[:-1] for part in rest):
        raise BadScope(f"{text!r} is no scope. Write VERB, VERB:PROCESS or VERB:PROCESS:JOBTYPE; a star ends a name.")
    return Scope(verb, *rest)


def make(
    *, organisation: Organisation, name: str, scopes: Iterable[str], expires_at: datetime | None = None, by: str = ""
) -> tuple[str, RobotToken]:
    """Make a token; return the secret, which is shown this once, and its row. Errors: BadScope. Writes one row."""
    texts = [text.strip() for text in scopes]
    if not texts:
        raise BadScope(f"a token without a scope may do nothing; give at least one of {', '.join(VERBS)}, all")
    for text in texts:
        parse(text)
    secret = PREFIX + secrets.token_urlsafe(32)
    row = RobotToken.objects.create(
        organisation=organisation, name=name, digest=_digest(secret), scopes=texts, expires_at=expires_at, made_by=by
    )
    return secret, row


def withdraw(row: RobotToken, *, by: str) -> None:
    """End a token; within `FRESH_SECONDS` nobody gets in with it. Writes one row."""
    row.withdrawn_at, row.withdrawn_by = machine.now(), by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _known.clear()


def look_up(secret: str) -> Grant | None:
    """Return what *secret* (a token, or an access token of one) gives; None when it gives nothing."""
    if secret.startswith(PREFIX):
        return _current(_remembered("digest", _digest(secret)))
    try:
        uid = signing.loads(secret, salt=_SALT, max_age=ACCESS_SECONDS)
        return _current(_remembered("uid", str(UUID(uid))))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def access(grant: Grant) -> str:
    """Return an access token that lives for `ACCESS_SECONDS`, or until its token is withdrawn."""
    return signing.dumps(str(grant.uid), salt=_SALT)


def _current(grant: Grant | None) -> Grant | None:
    if grant is None or (grant.expires_at is not None and grant.expires_at <= machine.now()):
        return None
    return grant


def _remembered(column: str, value: str) -> Grant | None:
    moment = time.monotonic()
    found = _known.get(value)
    if found is None or moment - found[0] > FRESH_SECONDS:
        if len(_known) > 10_000:  # somebody guesses: what is remembered must not grow for that
            _known.clear()
        found = _known[value] = moment, _read(column, value)
    return found[1]


def _read(column: str, value: str) -> Grant | None:
    row = RobotToken.objects.filter(**{column: value, "withdrawn_at": None}).first()
    if row is None:
        return None
    scopes = tuple(parse(text) for text in row.scopes)
    return Grant(row.pk, row.uid, row.name, row.organisation_id, scopes, row.expires_at)


def _digest(secret: str) -> str:
    """A hash without salt: the secret is 256 bits of chance, so there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
