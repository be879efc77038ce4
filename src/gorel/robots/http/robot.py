"""The ability over HTTP."""

from __future__ import annotations

import base64
from typing import Annotated, Any, Literal
from urllib.parse import urlencode, urlsplit

import msgspec

from gorel.ability import Context, Doubt, Refused, ability, grants, says
from gorel.robots.file import places
from gorel.robots.http import asking

SAFE = ("GET", "HEAD", "PUT", "DELETE")  # RFC 9110, 9.2.2: idempotent
_JSON = msgspec.json.Encoder(decimal_format="number")
LATER = (408, 425, 429, 500, 502, 503, 504)


class Oauth(msgspec.Struct, frozen=True, kw_only=True):
    """OAuth 2 client credentials. Shape: id and secret name secrets: `secrets.NAME`."""

    token_url: str
    client_id: str
    client_secret: str
    scope: str = ""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask."""

    url: Annotated[str, says(sv="Adress", en="Address", help_sv="https://…", help_en="https://…")]
    method: Annotated[Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"], says(sv="Metod", en="Method")] = "GET"
    query: Annotated[dict[str, Any], says(sv="Frågedel", en="Query")] = {}
    headers: Annotated[dict[str, str], says(
        sv="Huvuden", en="Headers", help_sv='Hemligheter vid namn: {"Authorization": "Bearer secrets.NAMN"}',
        help_en='Secrets by name: {"Authorization": "Bearer secrets.NAME"}')] = {}  # fmt: skip
    json: Annotated[Any, says(sv="JSON att skicka", en="JSON to send")] = None
    form: Annotated[dict[str, str], says(sv="Formulärfält", en="Form fields")] = {}
    files: Annotated[dict[str, str], says(sv="Filer att skicka", en="Files to send", help_sv='Fält och fil: {"bilaga": '
                     '"ut/avtal.pdf"}', help_en='Field and file: {"attachment": "out/contract.pdf"}')] = {}  # fmt: skip
    user: Annotated[str, says(sv="Användare (Basic)", en="User (Basic)")] = ""
    password: Annotated[str, says(sv="Lösenord (Basic)", en="Password (Basic)", help_sv="secrets.NAMN",
                                  help_en="secrets.NAME")] = ""  # fmt: skip
    oauth: Annotated[Oauth | None, says(
        sv="OAuth", en="OAuth", help_sv='{"token_url": …, "client_id": "secrets.ID", "client_secret": "secrets.NAMN"}',
        help_en='{"token_url": …, "client_id": "secrets.ID", "client_secret": "secrets.NAME"}')] = None  # fmt: skip
    accept: Annotated[list[int], says(sv="Svar som är svar", en="Answers that are answers", help_sv="Utöver 200–299: "
                      "[404] låter bilden gå vidare när något inte finns", help_en="Beside 200–299: [404] lets the "
                      "picture go on when something is not there")] = []  # fmt: skip
    save_as: Annotated[str, says(sv="Spara svaret som fil", en="Save the answer as a file")] = ""
    seconds: Annotated[int, says(sv="Längsta väntan, sekunder", en="Longest wait, seconds")] = 30


class Answer(msgspec.Struct, frozen=True):
    """What came back. Shape: json when it was JSON, text when it was other text."""

    status: Annotated[int, says(sv="Status", en="Status")]
    json: Annotated[Any, says(sv="JSON", en="JSON")] = None
    text: Annotated[str, says(sv="Text", en="Text")] = ""
    headers: Annotated[dict[str, str], says(sv="Huvuden", en="Headers")] = {}


@ability(
    "http.request",
    title={"sv": "Fråga ett system (HTTP)", "en": "Ask a system (HTTP)"},
    about={
        "sv": "Anropar ett API med JSON, formulär eller filer. Hemligheter nämns vid namn och går bara till den värd de "
        "är till för; privata adresser nås bara när de har släppts fram.",
        "en": "Calls an API with JSON, forms or files. Secrets are named and go only to the host they are for; private "
        "addresses are reached only when granted.",
    },
    timeout_seconds=120,
    icon="M3 12h18M12 3a14 14 0 0 1 0 18M12 3a14 14 0 0 0 0 18M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
)
def request(given: Request, context: Context) -> Answer | Doubt:
    """Ask once. What may work later is tried again when asking twice does no harm; otherwise it is a doubt.

    Errors: Refused for an answer that says no, Busy and OSError for another try.
    """
    url = given.url
    if given.query:
        pairs = {name: str(value).lower() if isinstance(value, bool) else value for name, value in given.query.items()}
        url += ("&" if urlsplit(url).query else "?") + urlencode(pairs, doseq=True)
    host = urlsplit(url).hostname or ""
    body, kind = _body(given, context)
    harmless = given.method in SAFE
    for renewed in (False, True):
        headers = {"Accept": "application/json, */*;q=0.5", "Idempotency-Key": context.job_key, **kind}
        headers |= grants.reveal_all(given.headers, context, host=host)
        headers |= _credentials(given, context, host, renewed=renewed)
        try:
            answer = asking.ask(given.method, url, context, headers=headers, body=body, seconds=given.seconds)
        except OSError:
            if harmless:
                raise
            return _unsure(given, host, None)
        if answer.status != 401 or given.oauth is None:
            break
    if answer.status in LATER and answer.status not in given.accept:
        if harmless or answer.status in (425, 429, 503):  # these say that nothing was done
            raise asking.Busy(f"{host} answered {answer.status}")
        return _unsure(given, host, answer.status)
    if not 200 <= answer.status < 300 and answer.status not in given.accept:
        said = grants.blot(answer.body[:300].decode("utf-8", "replace"))
        raise Refused(
            f"{host} answered {answer.status} to {given.method}: {said}",
            sv=f"{host} svarade {answer.status} på {given.method}: {said}",
        )
    return _answer(given, answer, context)


def _answer(given: Request, answer: asking.Asked, context: Context) -> Answer:
    kept = {name: value for name, value in answer.headers.items() if name in ("content-type", "etag", "location")}
    if given.save_as:
        places.write(given.save_as, answer.body, context)
        return Answer(answer.status, None, "", kept)
    kind = answer.headers.get("content-type", "")
    if "json" in kind and answer.body:
        try:
            return Answer(answer.status, msgspec.json.decode(answer.body, strict=False), "", kept)
        except msgspec.DecodeError:
            raise Refused(
                f"{urlsplit(given.url).hostname} says that its answer is JSON, but it is not",
                sv=f"{urlsplit(given.url).hostname} säger att svaret är JSON, men det är det inte",
            ) from None
    return Answer(answer.status, None, answer.body.decode("utf-8", "replace")[:1_000_000], kept)


def _body(given: Request, context: Context) -> tuple[bytes | None, dict[str, str]]:
    if given.files:
        import urllib3

        fields: dict[str, Any] = dict(given.form)
        for name, path in given.files.items():
            called, data = places.named(path, context)
            fields[name] = (called.rpartition("/")[2], data)
        boundary = context.job_key.replace(":", "-")
        body, kind = urllib3.encode_multipart_formdata(fields, boundary=f"gorel-{boundary}")
        return body, {"Content-Type": kind}
    if given.form:
        return urlencode(given.form).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    if given.json is not None:
        return _JSON.encode(given.json), {"Content-Type": "application/json"}
    return None, {}


def _credentials(given: Request, context: Context, host: str, *, renewed: bool) -> dict[str, str]:
    if given.oauth is not None:
        one = given.oauth
        token = asking.token(
            one.token_url, one.client_id, one.client_secret, one.scope, context, seconds=given.seconds, renewed=renewed
        )
        return {"Authorization": f"Bearer {token}"}
    if given.user:
        pair = f"{grants.reveal(given.user, context, host=host)}:{grants.reveal(given.password, context, host=host)}"
        coded = base64.b64encode(pair.encode()).decode("ascii")
        grants.note(coded)
        return {"Authorization": f"Basic {coded}"}
    return {}


def _unsure(given: Request, host: str, status: int | None) -> Doubt:
    sv = f"svarade {status}" if status else "svarade inte"
    en = f"answered {status}" if status else "did not answer"
    return Doubt(
        "http.unsure",
        {"sv": f"{host} {sv}, och det går inte att veta om {given.method} redan har gjort sitt. Se efter där innan hon "
               "försöker igen.",
         "en": f"{host} {en}, and whether the {given.method} has done its work cannot be known. Look there before she "
               "tries again."},
        {"host": host, "method": given.method, "status": status},
    )  # fmt: skip
