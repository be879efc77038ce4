"""One call of an open interface as data: where it is, who may, what it takes and gives.

The tables of routes are all there is: from them come dispatch, decoding, rights, audit, the OpenAPI description and the
tests of every path. A view gets a `Call` and returns a struct, a list of them, `Raw`, or None for "done".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from django.http import HttpRequest

from gorel.accounts.tokens import Grant
from gorel.api.errors import BadRequest, Forbidden, Refused
from gorel.cases.group import Steps
from gorel.ground.typed import learned

OPEN = ""  # no token is asked for


class Body(msgspec.Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """Base of what a call takes. Shape: NOT_OFFERED names fields that others' engines have and Görel refuses."""


class Shape(msgspec.Struct, rename="camel", kw_only=True):
    """Base of what a call gives."""


class Nothing(Body):
    """A call without a body: an empty one is welcome."""


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file of a multipart call."""

    field: str
    name: str
    content: bytes
    type: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer that is not JSON."""

    content: bytes
    type: str
    name: str = ""


@dataclass(slots=True)
class Call:
    """One call, understood. Shape: path has the address's parts by name."""

    route: Route
    request: HttpRequest
    grant: Grant
    path: Mapping[str, str]
    query: Any = None
    body: Any = None
    files: list[File] = field(default_factory=list)
    form: Mapping[str, str] = field(default_factory=dict)
    about: str = ""

    @property
    def organisation_id(self) -> int:
        """The only organisation that this call can see."""
        return self.grant.organisation_id

    @property
    def by(self) -> str:
        """How logs name who calls."""
        return self.grant.actor

    def need(self, process: str, type: str | None = None, *, verb: str = "") -> None:
        """See that the token reaches this process, and this job type. Errors: Forbidden."""
        verb = verb or self.route.verb
        if not self.grant.may(verb, process, type):
            what = f"{verb}:{process}" + (f":{type}" if type else "")
            raise Forbidden(f"This token may not {what}. Make one with --scope {what}")

    def need_type(self, type: str) -> None:
        """See that the token reaches this job type in some process. Errors: Forbidden."""
        if not self.grant.may(self.route.verb, None, type):
            raise Forbidden(
                f"This token may not {self.route.verb} {type}. Make one with --scope {self.route.verb}:*:{type}"
            )


# A view that asks something of cases may yield that, and goes on when it is durable: who calls it may ask for many
# calls at once. What it returns is the answer.
Together = Steps[Any]
View = Callable[[Call], Any]


@dataclass(frozen=True)
class Route:
    """One path and method. Shape: path has `{name}` parts; verb is a scope's, `OPEN`, or "any" for every token;
    multipart calls take files; *long* ones may wait; audit is whether the call writes a line of its own; a view that is
    answered *together* is a `Together`, quick but for what it yields.
    """

    method: str
    path: str
    view: View
    verb: str
    about: str
    body: Any = None
    query: Any = None
    answer: Any = None
    status: int = 0
    multipart: bool = False
    is_long: bool = False
    audit: bool | None = None
    is_together: bool = False
    errors: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What the call is called in the description and in the audit."""
        words = re.findall(r"[A-Za-z0-9]+", self.path)
        return self.method.lower() + "".join(word[:1].upper() + word[1:] for word in words)

    @property
    def is_command(self) -> bool:
        """Whether it changes anything, so that it stands in the audit."""
        if self.audit is not None:
            return self.audit
        return self.method != "GET" and self.verb not in ("read", "decide", OPEN)

    def decode(self, data: bytes) -> Any:
        """Return the body. Errors: BadRequest, which says where and what."""
        if self.body is None:
            return None
        if not data.strip():
            data = b"{}"
        try:
            body = decoder(self.body).decode(data)
        except msgspec.ValidationError as error:
            raise BadRequest(f"The body does not fit: {error}") from None
        except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
            raise BadRequest(f"The body is no JSON: {error}") from None
        refuse_not_offered(body)
        return body

    def ask(self, given: Mapping[str, list[str]]) -> Any:
        """Return the query's filters. Errors: BadRequest for a filter that there is none of."""
        if self.query is None:
            return None
        lists = _lists(self.query)
        plain: dict[str, Any] = {}
        for name, values in given.items():
            plain[name] = [part for value in values for part in value.split(",")] if name in lists else values[-1]
        try:
            asked = msgspec.convert(plain, learned(self.query), strict=False)
        except msgspec.ValidationError as error:
            raise BadRequest(f"The address does not fit: {error}") from None
        refuse_not_offered(asked)
        return asked


def refuse_not_offered(body: Any) -> None:
    """Refuse a field that is not offered, rather than leave it out in silence. Errors: BadRequest."""
    for name in getattr(type(body), "__not_offered__", ()):
        if getattr(body, name, None) not in (None, False, "", [], {}, ()):
            raise BadRequest(f"{_camel(name)} is not offered by Görel")


def not_offered(*names: str) -> Callable[[type], type]:
    """Mark fields of a body that others' engines have and Görel refuses."""

    def mark(struct: type) -> type:
        struct.__not_offered__ = (*getattr(struct, "__not_offered__", ()), *names)  # type: ignore[attr-defined]
        return struct

    return mark


_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


def decoder(type: Any) -> msgspec.json.Decoder[Any]:
    """Return the decoder of a body; numbers with a fraction keep their digits."""
    found = _decoders.get(type)
    if found is None:
        found = _decoders[type] = msgspec.json.Decoder(learned(type), float_hook=Decimal)
    return found


_list_names: dict[Any, frozenset[str]] = {}


def _lists(struct: Any) -> frozenset[str]:
    """The fields, by their outside names, that take several values with commas between."""
    if struct not in _list_names:
        hints = get_type_hints(struct)
        renamed = dict(zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True))
        _list_names[struct] = frozenset(
            renamed[name] for name, hint in hints.items()
            if name in renamed and any(get_origin(part) is list for part in (hint, *get_args(hint)))
        )  # fmt: skip
    return _list_names[struct]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class Table:
    """Routes by address. A literal part wins over a named one."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._root: dict[str, Any] = {}
        for route in self.routes:
            node = self._root
            for part in route.path.strip("/").split("/"):
                node = node.setdefault("*" if part.startswith("{") else part, {})
            here = node.setdefault("/", {})
            assert route.method not in here, f"{route.method} {route.path} stands twice"
            here[route.method] = route, re.findall(r"{(\w+)}", route.path)

    def find(self, path: str) -> tuple[dict[str, tuple[Route, list[str]]], list[str]]:
        """Return the routes at *path* by method, and the values of its named parts; none when nothing is there."""
        return _walk(self._root, path.strip("/").split("/"), [])


def _walk(node: dict[str, Any], parts: list[str], values: list[str]) -> tuple[dict[str, Any], list[str]]:
    if not parts:
        return node.get("/", {}), values
    first, *rest = parts
    if first in node and first not in ("*", "/"):
        found = _walk(node[first], rest, values)
        if found[0]:
            return found
    if "*" in node and first:
        return _walk(node["*"], rest, [*values, first])
    return {}, values


@dataclass(frozen=True)
class Door:
    """One interface. Shape: prefix has no slash at its end; aliases are beginnings of paths that mean nothing."""

    prefix: str
    title: str
    table: Table
    say: Callable[[Refused, str], bytes]
    error_type: str
    moved_on: type[Refused]
    error: type
    alias: str = ""

    def inside(self, path: str) -> str:
        """Return the path below the prefix."""
        inside = path[len(self.prefix) :]
        return inside.removeprefix(self.alias) if self.alias and inside.startswith(self.alias + "/") else inside
