"""The two doors: where each begins, what it offers, and how it says an error."""

from __future__ import annotations

from functools import cache

import msgspec

from gorel.api import engine_rest, oauth, openapi, v2
from gorel.api.errors import BadRequest, Conflict, Refused
from gorel.api.route import OPEN, Call, Door, Raw, Route, Table


class SevenError(msgspec.Struct):
    """An error as Camunda 7 and Operaton say it."""

    type: str
    message: str
    code: int | None


class ProblemDetail(msgspec.Struct):
    """An error as RFC 9457 and Camunda 8 say it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


SEVEN_TYPES = {
    400: "InvalidRequestException",
    401: "AuthenticationException",
    403: "AuthorizationException",
    404: "InvalidRequestException",
    405: "NotAllowedException",
    406: "NotAcceptableException",
    409: "OptimisticLockingException",
    413: "InvalidRequestException",
    415: "NotSupportedException",
    429: "TooManyRequestsException",
    501: "NotOfferedException",
}


def _say_seven(error: Refused, path: str) -> bytes:
    kind = str(error.more.get("type") or SEVEN_TYPES.get(error.status, "ProcessEngineException"))
    return msgspec.json.encode(SevenError(kind, error.detail, error.more.get("code", 0)))


def _say_eight(error: Refused, path: str) -> bytes:
    return msgspec.json.encode(ProblemDetail("about:blank", error.title, error.status, error.detail, path))


def _described(call: Call) -> Raw:
    door = at(call.request.path_info)
    assert door is not None  # the call came through it
    return Raw(_description(door), "application/json")


@cache
def _description(door: Door) -> bytes:
    return msgspec.json.encode(openapi.describe(door))


_DESCRIPTION = Route("GET", "/openapi.json", _described, OPEN, "This description", answer=Raw)

DOORS = (
    Door(
        "/engine-rest",
        "Görel as Camunda 7 and Operaton",
        Table((_DESCRIPTION, *engine_rest.ROUTES)),
        _say_seven,
        "application/json",
        BadRequest,
        SevenError,
        alias="/engine/default",
    ),
    Door(
        "/v2",
        "Görel as Camunda 8",
        Table((_DESCRIPTION, *v2.ROUTES)),
        _say_eight,
        "application/problem+json",
        Conflict,
        ProblemDetail,
    ),
    Door("/oauth", "Access tokens", Table(oauth.ROUTES), oauth.say, "application/json", BadRequest, oauth.OAuthError),
)


def at(path: str) -> Door | None:
    """Return the door that *path* leads to, or None for a page."""
    for door in DOORS:
        if path.startswith(door.prefix) and path[len(door.prefix) : len(door.prefix) + 1] in ("/", ""):
            return door
    return None


def together(path: str) -> Door | None:
    """Return the door that *path* leads to when a POST there may be answered together with others."""
    door = at(path)
    if door is None:
        return None
    route = door.table.find(door.inside(path))[0].get("POST")
    return door if route is not None and route[0].is_together else None
