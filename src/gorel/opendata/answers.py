"""How the open interface answers: JSON that every site may read, problems as problem+json, nothing sent twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from gorel.opendata.asking import Wrong

ALLOWED = "GET, HEAD, OPTIONS"
_FRESH = "public, max-age=60"
View = Callable[..., HttpResponseBase]


def given(
    request: HttpRequest, body: Any, *, links: dict[str, str] | None = None, type_: str = "application/json"
) -> HttpResponse:
    """Return *body* as JSON with its ETag, or 304 when the caller has it. Shape: links are rel -> address."""
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    has_it = tag in request.headers.get("If-None-Match", "").replace("W/", "").split(", ")
    response = HttpResponse(status=304) if has_it else HttpResponse(data, content_type=type_)
    response["ETag"] = tag
    response["Cache-Control"] = _FRESH
    if links:
        response["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items())
    return response


def problem(request: HttpRequest, status: int, code: str, title: str, detail: str, **more: Any) -> HttpResponse:
    """Return what is wrong (RFC 9457). Shape: type is an address that explains the code."""
    body = {
        "type": f"{settings.ADDRESS}/open-data/#{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.get_full_path(),
        **more,
    }
    response = HttpResponse(msgspec.json.encode(body), status=status, content_type="application/problem+json")
    response["Cache-Control"] = "no-cache"
    return response


def not_here(request: HttpRequest) -> HttpResponse:
    """Return that there is no such thing and never was."""
    return problem(
        request, 404, "not-found", "Not found",
        f"There is nothing at {request.path}. See {settings.ADDRESS}/open/v1/openapi.json for what there is.",
    )  # fmt: skip


def opened(view: View) -> View:
    """Let every site call the view, with GET alone; what a caller got wrong becomes a problem."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204)
            response["Allow"] = ALLOWED
        elif request.method not in ("GET", "HEAD"):
            response = problem(
                request,
                405,
                "method-not-allowed",
                "Method not allowed",
                "Open data is read with GET, never written.",
            )
            response["Allow"] = ALLOWED
        else:
            try:
                response = view(request, *args, **kwargs)
            except Wrong as wrong:
                response = problem(
                    request, 400, "bad-parameter", "Bad parameter", wrong.detail, parameter=wrong.parameter
                )
        for name, value in _EVERYBODY.items():
            response[name] = value
        return response

    return csrf_exempt(answered)  # nothing is written, and a POST gets its 405


_EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ALLOWED,
    "Access-Control-Allow-Headers": "If-None-Match, Accept, Accept-Language",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
