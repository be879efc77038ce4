"""A small sign-in of an organisation's own: OpenID Connect with discovery, as a city has one. It knows one person."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from fido2.utils import websafe_encode


@dataclass
class City:
    """What the sign-in says of who comes. Shape: asked collects each code's nonce and challenge."""

    address: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))


@contextmanager
def serving(port: int) -> Iterator[City]:
    """Serve on *port* of this machine."""
    city = City(address=f"http://127.0.0.1:{port}")

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_what: Any) -> None:
            pass

        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
            if path == "/.well-known/openid-configuration":
                places = {"authorization_endpoint": "auth", "token_endpoint": "token", "userinfo_endpoint": "me",
                          "jwks_uri": "keys"}  # fmt: skip
                self._say({"issuer": city.address} | {name: f"{city.address}/{at}" for name, at in places.items()})
            elif path == "/keys":
                told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(city.key.public_key()))
                self._say({"keys": [told | {"kid": "1", "alg": "RS256", "use": "sig"}]})
            elif path == "/me":
                self._say(city.said)
            elif path == "/auth":
                code = secrets.token_urlsafe(8)
                city.codes[code] = {name: values[0] for name, values in query.items()}
                back = {"code": code, "state": query["state"][0]}
                self.send_response(302)
                self.send_header("Location", f"{query['redirect_uri'][0]}?{urlencode(back)}")
                self.end_headers()

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            asked = city.codes.pop(form["code"][0])
            hashed = websafe_encode(sha256(form["code_verifier"][0].encode()).digest())
            assert hashed == asked["code_challenge"], "PKCE"
            now = int(time.time())
            claims = {"iss": city.address, "aud": asked["client_id"], "iat": now, "exp": now + 60} | city.said
            claims |= {"nonce": asked["nonce"]} if "nonce" in asked else {}
            token = jwt.encode(claims, city.key, algorithm="RS256", headers={"kid": "1"})
            self._say({"access_token": "a", "token_type": "Bearer", "id_token": token})

        def _say(self, told: Any) -> None:
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    city.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield city
    finally:
        server.shutdown()
        server.server_close()
