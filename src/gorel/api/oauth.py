"""OAuth 2.0 client credentials (RFC 6749 §4.4): a token's secret is exchanged for one that lives an hour."""

from __future__ import annotations

from urllib.parse import parse_qs

import msgspec

from gorel.accounts import tokens
from gorel.api.asking import authenticate, body_of
from gorel.api.errors import BadRequest, Refused, Unknown
from gorel.api.route import OPEN, Call, Route


class OAuthError(msgspec.Struct):
    """An error as RFC 6749 §5.2 says it."""

    error: str
    error_description: str


class AccessToken(msgspec.Struct):
    """Units: expires_in in seconds."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str


def say(error: Refused, path: str) -> bytes:
    """Return an error in OAuth's shape."""
    word = {400: "invalid_request", 401: "invalid_client"}.get(error.status, "server_error")
    return msgspec.json.encode(OAuthError(str(error.more.get("error", word)), error.detail))


def token(call: Call) -> AccessToken:
    """The client's secret is the token; its id is not looked at."""
    form = parse_qs(body_of(call.request, 10_000).decode("utf-8", "replace"))
    kind = form.get("grant_type", [""])[-1]
    if kind != "client_credentials":
        raise BadRequest(
            "grant_type must be client_credentials", error="unsupported_grant_type" if kind else "invalid_request"
        )
    secret = form.get("client_secret", [""])[-1]
    grant = tokens.look_up(secret) if secret.startswith(tokens.PREFIX) and secret.isascii() else None
    if grant is None and call.request.META.get("HTTP_AUTHORIZATION", "").lower().startswith("basic "):
        grant = authenticate(call.request)
    if grant is None:
        raise Unknown("client_secret must be a token of Görel's, as `gorel token new` shows it")
    return AccessToken(tokens.access(grant), "Bearer", tokens.ACCESS_SECONDS, "")


ROUTES = (Route("POST", "/token", token, OPEN, "Exchange a token for an access token", answer=AccessToken),)
