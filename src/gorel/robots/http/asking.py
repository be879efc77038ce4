"""One request and its answer, over connections to addresses that were judged; redirects are followed by hand."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from gorel.ability import Context, Refused, grants
from gorel.robots import network

LARGEST = 20_000_000  # bytes of an answer
REDIRECTS = 5
_tokens: dict[tuple[str, ...], tuple[float, str]] = {}
_tokens_lock = threading.Lock()


class Busy(Exception):
    """The server asks to come again later (429, 502, 503, 504), or did not answer."""


class Asked:
    """What a server answered. Shape: headers have lower-case names."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes, url: str) -> None:
        self.status, self.headers, self.body, self.url = status, dict(headers), body, url


def ask(
    method: str, url: str, context: Context, *, headers: Mapping[str, str], body: bytes | None, seconds: float
) -> Asked:
    """Ask, following redirects. What goes along as credentials stays with the host it was for.

    Errors: Refused, NotGranted; OSError and Busy when it may work later.
    """
    try:
        import urllib3
    except ModuleNotFoundError:
        raise Refused(
            "http.request needs urllib3: pip install 'gorel[robots]'",
            sv="http.request behöver urllib3: pip install 'gorel[robots]'",
        ) from None
    sent = dict(headers)
    first: tuple[str, str] | None = None
    for _ in range(REDIRECTS + 1):
        scheme, host, port, address = network.judged(url, context)
        if first is not None and (host, scheme) != first:
            sent = {name: value for name, value in sent.items() if name.lower() not in ("authorization", "cookie")}
        first = first or (host, scheme)
        path = _path(url)
        where = f"{host}:{port}" if port != network.SCHEMES[scheme] else host
        more: dict[str, Any] = {"server_hostname": host, "assert_hostname": host} if scheme == "https" else {}
        kind = urllib3.HTTPSConnectionPool if scheme == "https" else urllib3.HTTPConnectionPool
        with kind(address, port=port, timeout=urllib3.Timeout(total=seconds), retries=False, **more) as pool:
            try:
                answer = pool.urlopen(
                    method, path, body=body, headers={"Host": where, "User-Agent": "Gorel", **sent}, redirect=False,
                    preload_content=False, assert_same_host=False,
                )  # fmt: skip
                content = answer.read(LARGEST + 1, decode_content=True)
            except urllib3.exceptions.SSLError as error:
                raise Refused(
                    f"{host} has no certificate that can be trusted: {error}",
                    sv=f"{host} har inget certifikat att lita på: {error}",
                ) from None
            except urllib3.exceptions.HTTPError as error:
                raise OSError(f"{host}: {grants.blot(str(error))}") from None
            finally:
                pool.close()
        if len(content) > LARGEST:
            raise Refused(
                f"the answer of {host} has more than {LARGEST:,} bytes",
                sv=f"svaret från {host} har mer än {LARGEST} byte",
            )
        target = answer.headers.get("Location")
        if answer.status in (301, 302, 303, 307, 308) and target:
            url = urljoin(url, target)
            if answer.status == 303 or (answer.status in (301, 302) and method == "POST"):
                method, body = "GET", None
                sent = {name: value for name, value in sent.items() if name.lower() != "content-type"}
            continue
        return Asked(answer.status, {name.lower(): value for name, value in answer.headers.items()}, content, url)
    raise Refused(f"{url} redirects more than {REDIRECTS} times", sv=f"{url} skickar vidare mer än {REDIRECTS} gånger")


def token(
    at: str, client: str, secret: str, scope: str, context: Context, *, seconds: float, renewed: bool = False
) -> str:
    """Return an access token by OAuth 2 client credentials (RFC 6749, 4.4), kept until a minute before its end."""
    key = (at, client, secret, scope)
    with _tokens_lock:
        until, kept = _tokens.get(key, (0.0, ""))
    if kept and until > time.monotonic() and not renewed:
        return kept
    _, host, _, _ = network.judged(at, context)
    clear = grants.reveal(client, context, host=host), grants.reveal(secret, context, host=host)
    basic = base64.b64encode(":".join(urlencode({"": part})[1:] for part in clear).encode()).decode()
    form = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
    answer = ask("POST", at, context, headers=headers, body=urlencode(form).encode(), seconds=seconds)
    if answer.status in (429, 500, 502, 503, 504):
        raise Busy(f"{host} answered {answer.status} when asked for a token")
    try:
        said = json.loads(answer.body)
        made = str(said["access_token"])
    except (ValueError, KeyError, TypeError):
        raise Refused(
            f"{host} gave no token: it answered {answer.status}",
            sv=f"{host} gav ingen åtkomstnyckel: den svarade {answer.status}",
        ) from None
    grants.note(made)
    with _tokens_lock:
        _tokens[key] = time.monotonic() + float(said.get("expires_in", 300)) - 60, made
    return made


def _path(url: str) -> str:
    parts = urlsplit(url)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._')}" if parts.query else path
