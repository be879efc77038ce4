"""What a call brings: the token of who asks, and what is asked."""

from __future__ import annotations

import base64
import binascii
import io
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from gorel.accounts import tokens
from gorel.api import limits
from gorel.api.errors import BadRequest, Busy, NotAcceptable, TooLarge, Unknown, WrongType
from gorel.api.route import Call, File
from gorel.ground.limits import allows

JSON = "application/json"
MOST_REFUSED = 300  # wrong tokens from one address in ten minutes; good ones from there are let in all the same


def authenticate(request: HttpRequest) -> tokens.Grant:
    """Return what the caller's token gives. Errors: Unknown."""
    kind, _, rest = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    secret = rest.strip()
    if kind.lower() == "basic":
        try:
            secret = base64.b64decode(secret, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            secret = ""
    elif kind.lower() != "bearer":
        secret = ""
    grant = tokens.look_up(secret) if secret and secret.isascii() else None
    if grant is None:
        address = request.META.get("REMOTE_ADDR") or ""
        if secret and not allows("api-refused", address, most=MOST_REFUSED, seconds=600):
            raise Busy("Too many wrong tokens came from this address", after=600)
        raise Unknown
    return grant


def read(call: Call) -> None:
    """Read what is asked: the query, the body, the files. Errors: those of `errors`."""
    request, route = call.request, call.route
    wanted = request.META.get("HTTP_ACCEPT", "")
    if "application/hal+json" in wanted and JSON not in wanted and "*/*" not in wanted:
        raise NotAcceptable(f"application/hal+json is not offered by Görel. Ask for {JSON}")
    call.query = route.ask(dict(request.GET.lists()))
    if route.multipart:
        _read_files(call)
    elif route.body is not None:
        data = body_of(request, limits.LARGEST_JSON)
        said = request.content_type or JSON
        if data and said != JSON and not said.endswith("+json"):
            raise WrongType(f"The body must be {JSON}, not {said}")
        call.body = route.decode(data)


def body_of(request: HttpRequest, largest: int) -> bytes:
    """Return the whole body. Errors: TooLarge; nothing more than *largest* bytes is read."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > largest:
        raise TooLarge(f"A body may have {largest} bytes; this has {length}")
    if not length and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", ""):
        data = request.environ["wsgi.input"].read(largest + 1)  # type: ignore[attr-defined]
        if len(data) > largest:
            raise TooLarge(f"A body may have {largest} bytes")
        return bytes(data)
    return request.read()


class _InMemory(MemoryFileUploadHandler):
    """Keeps files in memory, whatever their size: `body_of` has bounded it."""

    def handle_raw_input(self, *_given: Any, **_more: Any) -> None:
        self.activated = True


def _read_files(call: Call) -> None:
    request = call.request
    if request.content_type != "multipart/form-data":
        raise WrongType("The body must be multipart/form-data")
    data = body_of(request, limits.LARGEST_FILES)
    meta = {**request.META, "CONTENT_LENGTH": str(len(data))}
    handler = _InMemory(request)
    try:
        parser = MultiPartParser(meta, io.BytesIO(data), [handler], "utf-8")
        fields, files = parser.parse()
    except RequestDataTooBig as error:
        raise TooLarge(str(error)) from None
    except (MultiPartParserError, TooManyFilesSent, TooManyFieldsSent) as error:
        raise BadRequest(f"The body is no multipart/form-data: {error}") from None
    call.form = {name: values[-1] for name, values in fields.lists()}
    call.files = [
        File(name, upload.name or name, upload.read(), upload.content_type or "")
        for name, uploads in files.lists() for upload in uploads
    ]  # fmt: skip
