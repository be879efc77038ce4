"""The door: what every call of an open interface goes through, before all that pages need.

It stands first among the middleware, so that no session, cookie, language or CSRF check touches a call:

    known address → token → allowance → route → right → body → view → audit → answer

A page's address passes untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import msgspec
import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from gorel.accounts.models import RobotCommand
from gorel.api import asking, doors, limits
from gorel.api.errors import (
    BadRequest,
    Forbidden,
    NoMethod,
    NotFound,
    NotOffered,
    Refused,
    Unavailable,
    sentences,
)
from gorel.api.route import OPEN, Call, Door, Raw, Route
from gorel.cases import group
from gorel.cases.models import Case
from gorel.core.engine import IllegalEvent
from gorel.core.problems import ModelError
from gorel.ground import unavailable

log = structlog.get_logger("gorel.api")

Answer = Callable[[HttpRequest], HttpResponseBase]
Answering = group.Steps[HttpResponse]
JSON = "application/json"
_encoder = msgspec.json.Encoder(decimal_format="number")


def middleware(get_response: Answer) -> Answer:
    """Answer calls of the open interfaces; pass everything else on."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        door = doors.at(request.path_info)
        return get_response(request) if door is None else serve(door, request)

    return answer


def serve(door: Door, request: HttpRequest) -> HttpResponse:
    """Answer one call. Never raises: what goes wrong is an answer in the door's own shape."""
    return group.driven(answering(door, request))


def answering(door: Door, request: HttpRequest) -> Answering:
    """Yield what a call asks of cases, and return its answer: as `serve`, for who asks for several calls at once."""
    try:
        response = yield from _serve(door, request)
        if request.method == "HEAD":
            response.content = b""  # its length is still said
        return response
    except Refused as refused:
        error = refused
    except IllegalEvent as refused:
        error = door.moved_on(sentences(refused.problems))
    except ModelError as refused:
        error = BadRequest(sentences(refused.problems))
    except Case.DoesNotExist:
        error = NotFound("There is no such process instance")
    except Exception as failed:
        error = Refused("Something went wrong here; the operator's log says what")
        if why := unavailable.why(failed):
            log.error("api.no-database", why=why)
            error = Unavailable(after=unavailable.RETRY_AFTER)
        else:
            log.exception("api.failed", path=request.path_info.split("?")[0])
    response = _whole(door.say(error, request.path_info), status=error.status, type=door.error_type)
    for name, value in error.headers.items():
        response[name] = value
    return response


def _whole(content: bytes, *, status: int, type: str) -> HttpResponse:
    """An answer that says how long it is: without that the server sends it in pieces, each with a call of its own."""
    return HttpResponse(content, status=status, headers={"Content-Type": type, "Content-Length": str(len(content))})


def _serve(door: Door, request: HttpRequest) -> Answering:
    path = door.inside(request.path_info)
    found, values = door.table.find(path)
    here = found.get("GET" if request.method == "HEAD" else request.method or "")
    if here is not None and here[0].verb == OPEN:
        return (yield from _do(door, Call(here[0], request, None, {})))  # type: ignore[arg-type]
    grant = asking.authenticate(request)
    limits.spend(grant.token_id)
    if here is None:
        if found and request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": _allowed(found)})
        if found:
            raise NoMethod(f"{request.method} is not for {request.path_info}", _allowed(found))
        raise NotOffered(f"{request.method} {request.path_info} is not offered by Görel")
    route, names = here
    if route.verb != "any" and not grant.may(route.verb):
        raise Forbidden(f"This token may not {route.verb}. Make one with --scope {route.verb}")
    call = Call(route, request, grant, dict(zip(names, values, strict=True)))
    with limits.at_work():
        return (yield from _do(door, call))


def _allowed(found: Mapping[str, Any]) -> str:
    return ", ".join(sorted({*found, "OPTIONS", *(("HEAD",) if "GET" in found else ())}))


def _do(door: Door, call: Call) -> Answering:
    route = call.route
    asking.read(call)
    status = 500
    try:
        answer = route.view(call)
        if route.is_together:
            answer = yield from answer
        response = _response(route, answer)
        status = response.status_code
        return response
    except Refused as refused:
        status = refused.status
        raise
    except IllegalEvent:
        status = 409
        raise
    finally:
        if route.is_command and call.grant is not None:
            about = (call.about or "/".join(call.path.values()))[:160]
            RobotCommand.objects.create(
                token_id=call.grant.token_id, command=f"{door.prefix[1:]} {route.name}"[:80], about=about, status=status
            )


def _response(route: Route, answer: Any) -> HttpResponse:
    if isinstance(answer, Raw):
        response = _whole(answer.content, status=200, type=answer.type)
        if answer.name:
            response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(answer.name)}"
        response["X-Content-Type-Options"] = "nosniff"
        return response
    if answer is None:
        return HttpResponse(status=route.status or 204)
    return _whole(_encoder.encode(answer), status=route.status or 200, type=JSON)
