"""OpenAPI 3.1 of each door, made from its table of routes: nothing is described that is not served, and the reverse."""

from __future__ import annotations

import re
from importlib.metadata import version
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec

from gorel.api.route import OPEN, Body, Door, Raw, Route

COMMON = (400, 401, 403, 404, 405, 406, 409, 413, 415, 429)
WORDS = {
    400: "The call cannot be understood, or asks for what cannot be",
    401: "No token, or none that is good",
    403: "The token's scopes do not reach so far",
    404: "There is no such thing, or it is another organisation's",
    405: "The address is there, for other methods",
    406: "The answer is wanted in a format that there is none of",
    409: "What it is about has moved on",
    413: "More than one call may carry",
    415: "A body in another format",
    429: "Too much at once; see Retry-After",
    504: "It was not done in time",
}


def describe(door: Door) -> dict[str, Any]:
    """Return the description of a door."""
    types = [door.error]
    for route in door.table.routes:
        types += [one for one in (route.body, route.query, _plain(route.answer)) if one is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    named = dict(zip([id(one) for one in types], schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in door.table.routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, door, named)
    return {
        "openapi": "3.1.0",
        "info": {"title": door.title, "version": version("gorel"), "license": {"name": "Apache-2.0"}},
        "servers": [{"url": door.prefix}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
                "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}}},
            },
        },
    }


def _plain(answer: Any) -> Any:
    return None if answer is None or _is_raw(answer) else answer


def _is_raw(answer: Any) -> bool:
    return answer is Raw or Raw in get_args(answer)


def _can_be_nothing(answer: Any) -> bool:
    return get_origin(answer) in (Union, UnionType) and type(None) in get_args(answer)


def _operation(route: Route, door: Door, named: dict[int, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    plain = _plain(route.answer)
    if _is_raw(route.answer):
        answers["200"] = {"description": "The content", "content": {"*/*": {"schema": {}}}}
    elif plain is not None:
        answers[str(route.status or 200)] = {
            "description": "It is so", "content": {"application/json": {"schema": named[id(plain)]}},
        }  # fmt: skip
    if (plain is None and not _is_raw(route.answer)) or _can_be_nothing(route.answer):
        answers[str(route.status or 204)] = {"description": "Done"}
    error = {"description": "", "content": {door.error_type: {"schema": named[id(door.error)]}}}
    for status in COMMON + route.errors:
        answers[str(status)] = {**error, "description": WORDS[status]}
    found: dict[str, Any] = {
        "operationId": route.name, "summary": route.about,
        "tags": [route.path.strip("/").split("/")[0]], "responses": answers,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
            for name in re.findall(r"{(\w+)}", route.path)
        ] + (_parameters(route.query) if route.query is not None else []),
        "security": [] if route.verb == OPEN else [{"bearer": []}, {"basic": []}, {"oauth": []}],
    }  # fmt: skip
    if route.verb not in (OPEN, "any"):
        found["x-scope"] = route.verb
    if route.body is not None:
        found["requestBody"] = {
            "content": {"application/json": {"schema": named[id(route.body)]}},
            "required": _needs(route.body),
        }
    if route.multipart:
        found["requestBody"] = {"content": {"multipart/form-data": {"schema": {"type": "object"}}}, "required": True}
    return found


def _needs(body: Any) -> bool:
    """Whether an empty body will not do."""
    return issubclass(body, Body) and any(field.required for field in msgspec.structs.fields(body))


def _parameters(query: Any) -> list[dict[str, Any]]:
    schema = msgspec.json.schema(query)
    schema = schema["$defs"][schema["$ref"].rpartition("/")[2]]
    found = []
    for name, kind in schema.get("properties", {}).items():
        plain = {key: value for key, value in kind.items() if key != "default"}
        options = [one for one in plain.pop("anyOf", []) if one != {"type": "null"}]
        if len(options) == 1:
            plain.update(options[0])
        elif options:
            plain["anyOf"] = options
        if "$ref" in plain.get("items", {}):
            continue  # structs stand in bodies alone
        one = {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": plain}
        if plain.get("type") == "array":
            one |= {"style": "form", "explode": False}
        found.append(one)
    return found
