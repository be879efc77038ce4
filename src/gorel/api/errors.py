"""What a call can be refused for. Each door says it in its own shape; the status and the text are the same.

Refused ── BadRequest 400 ── NotOffered 501
        ├─ Unknown 401, Forbidden 403, NotFound 404, Conflict 409
        ├─ NotAcceptable 406, TooLarge 413, WrongType 415
        └─ Busy 429, Unavailable 503
"""

from __future__ import annotations

from typing import Any

from gorel.core.problems import Problem
from gorel.core.say import say


class Refused(Exception):
    """A call that is answered with an error. Shape: title is one word of it, detail says what to do instead."""

    status = 500
    title = "INTERNAL"

    def __init__(self, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.more = more
        self.headers: dict[str, str] = {}


class BadRequest(Refused):
    """The call cannot be understood, or asks for what cannot be."""

    status, title = 400, "INVALID_ARGUMENT"


class NotOffered(BadRequest):
    """Others' engines have it; Görel has not."""

    status, title = 501, "NOT_OFFERED"


class Unknown(Refused):
    """Nobody who may come in."""

    status, title = 401, "UNAUTHENTICATED"

    def __init__(
        self, detail: str = "Give a token: Authorization: Bearer gorel_…, or Basic with it as password"
    ) -> None:
        super().__init__(detail)
        self.headers["WWW-Authenticate"] = 'Bearer, Basic realm="Görel", charset="UTF-8"'.encode(
            "ascii", "replace"
        ).decode()


class Forbidden(Refused):
    """The token's scopes do not reach so far."""

    status, title = 403, "FORBIDDEN"


class NotFound(Refused):
    """There is no such thing, or it is another organisation's."""

    status, title = 404, "NOT_FOUND"


class Conflict(Refused):
    """What it is about has moved on."""

    status, title = 409, "INVALID_STATE"


class NotAcceptable(Refused):
    """An answer is wanted in a format that Görel does not write."""

    status, title = 406, "NOT_ACCEPTABLE"


class TooLarge(Refused):
    """More than one call may carry."""

    status, title = 413, "PAYLOAD_TOO_LARGE"


class WrongType(Refused):
    """A body in another format."""

    status, title = 415, "UNSUPPORTED_MEDIA_TYPE"


class NoMethod(Refused):
    """The address is there, for other methods."""

    status, title = 405, "METHOD_NOT_ALLOWED"

    def __init__(self, detail: str, allowed: str) -> None:
        super().__init__(detail)
        self.headers["Allow"] = allowed


class Busy(Refused):
    """Too much at once. Units: after in seconds."""

    status, title = 429, "RESOURCE_EXHAUSTED"

    def __init__(self, detail: str, *, after: float = 1.0) -> None:
        super().__init__(detail)
        self.headers["Retry-After"] = str(max(1, round(after)))


class Unavailable(Refused):
    """The database cannot be had just now; nothing was done that is not undone. Try again."""

    status, title = 503, "UNAVAILABLE"

    def __init__(self, *, after: float) -> None:
        super().__init__("Görel's database cannot be had just now; try again")
        self.headers["Retry-After"] = str(round(after))


def sentences(problems: tuple[Problem, ...] | list[Problem]) -> str:
    """Return what the core found, in English, one line each."""
    return "\n".join(say(problem, "en") for problem in problems)
