"""What tests of the open interfaces share: two organisations with their robots, and models in both dialects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.test import Client

from gorel.accounts import tokens
from gorel.accounts.models import Organisation
from gorel.cases import programs


class Robot:
    """A robot with a token, and what it hears."""

    def __init__(self, secret: str, prefix: str) -> None:
        self.secret, self.prefix, self._client = secret, prefix, Client()

    def __call__(self, method: str, path: str, body: Any = None, *, status: int | None = None, **query: str) -> Any:
        """Call; with *status* the answer must have it. Return the answer's JSON, or the answer itself."""
        url = self.prefix + path
        if query:
            from urllib.parse import urlencode

            url += "?" + urlencode(query)
        more: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {self.secret}"}
        if body is not None:
            more |= {"data": msgspec.json.encode(body), "content_type": "application/json"}
        response = self._client.generic(method, url, **more)
        if status is not None:
            assert response.status_code == status, response.content.decode()
        else:
            assert response.status_code < 400, (method, url, response.status_code, response.content.decode())
        if (
            response.headers.get("Content-Type", "").startswith("application/")
            and response.content[:1] in b'[{"tfn0123456789'
        ):
            return msgspec.json.decode(response.content) if response.content else None
        return response if response.content else None

    def deploy(self, path: str, files: dict[str, bytes], field: str = "data", **form: str) -> Any:
        """Deploy files by multipart."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        parts: dict[str, Any] = {name.replace("_", "-"): value for name, value in form.items()}
        if field == "resources":
            parts["resources"] = [SimpleUploadedFile(name, data) for name, data in files.items()]
        else:
            parts |= {name: SimpleUploadedFile(name, data) for name, data in files.items()}
        response = self._client.post(self.prefix + path, parts, HTTP_AUTHORIZATION=f"Bearer {self.secret}")
        assert response.status_code == 200, response.content.decode()
        return response.json()


@pytest.fixture(autouse=True)
def _fresh() -> None:
    from gorel.api import limits, reach

    programs.forget()
    reach._known.clear()
    limits._buckets.clear()
    tokens._known.clear()


@pytest.fixture
def organisations(db: None) -> tuple[Organisation, Organisation]:
    """Alingsås and Borås."""
    return (
        Organisation.objects.create(name="Alingsås", slug="alingsas", kind="municipality"),
        Organisation.objects.create(name="Borås", slug="boras", kind="municipality"),
    )


@pytest.fixture
def robot(organisations: tuple[Organisation, Organisation]) -> Callable[..., Robot]:
    """Make a robot: robot("/engine-rest", "work:bill", of=1)."""

    def make(prefix: str, *scopes: str, of: int = 0) -> Robot:
        secret, _row = tokens.make(organisation=organisations[of], name="robot", scopes=scopes or ("all",))
        return Robot(secret, prefix)

    return make
