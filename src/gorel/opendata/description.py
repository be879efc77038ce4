"""The interface about itself: `api-info`, and OpenAPI 3.1 in Swedish and English, made from the resources.

Source: the national REST API profile (DOK.*, VER.06).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from django.conf import settings

from gorel.opendata import asking, files, publisher, resources
from gorel.opendata.shape import Field, Filter, Resource, Said

VERSION, RELEASED = "1.0.0", "2026-11-22"
LICENCE = {"name": "CC0 1.0", "identifier": "CC0-1.0"}
_JSON_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"}, "whole": {"type": "integer"}, "number": {"type": "number"},
    "yes-no": {"type": "boolean"}, "date": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"}, "address": {"type": "string", "format": "uri"},
    "id": {"type": "string", "format": "uuid"}, "texts": {"type": "array", "items": {"type": "string"}},
}  # fmt: skip
_TITLE = Said("Görels öppna data", "Görel's open data")
_ABOUT = Said(
    "Program, arrangörer, inspelningar och mer, fritt att använda. Ingen nyckel behövs. Listor kommer sidvis med "
    "`limit` och `page`; `links.next` leder vidare. Tider är RFC 3339 i UTC. `ETag` besparar den som frågar ofta "
    "att hämta samma sak igen. Tillgängligheten är densamma som webbplatsens; högst 1 000 poster per sida.",
    "Programme, organisers, recordings and more, free to use. No key is needed. Lists come by page with `limit` and "
    "`page`; `links.next` leads on. Moments are RFC 3339 in UTC. `ETag` spares whoever asks often from fetching "
    "the same again. It is as available as the site itself; at most 1,000 items on a page.",
)


def info() -> dict[str, str]:
    """Return what the profile calls api-info."""
    return {
        "apiName": "gorel-open-data",
        "apiVersion": VERSION,
        "apiReleased": RELEASED,
        "apiDocumentation": f"{settings.ADDRESS}/open-data/",
        "apiStatus": "active",
    }


def encoded(language: str) -> bytes:
    """Return the OpenAPI document as JSON."""
    contact = publisher.contact()
    return _encoded(language, contact.name, contact.email)


@cache
def _encoded(language: str, name: str, email: str) -> bytes:
    return msgspec.json.encode(_document(language, name, email))


def _document(language: str, name: str, email: str) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for resource in resources.ALL:
        paths |= _paths(resource, language)
    paths["/api-info"] = {"get": _operation("api-info", Said("Om gränssnittet.", "About the interface."), language, [],
                                            {"type": "object"}, info())}  # fmt: skip
    schemas = {one.name: _schema(one, language) for one in resources.ALL}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _TITLE.in_(language), "version": VERSION, "description": _ABOUT.in_(language), "license": LICENCE,
            "contact": {"name": name, "email": email} if email else {"name": name or "Görel"},
            "termsOfService": f"{settings.ADDRESS}/terms/",
        },
        "externalDocs": {"url": f"{settings.ADDRESS}/open-data/"},
        "servers": [{"url": f"{settings.ADDRESS}/open/v1"}],
        "security": [],
        "tags": [{"name": one.name, "description": one.about.in_(language)} for one in resources.ALL],
        "paths": paths,
        "components": {"schemas": {**schemas, "problem": _PROBLEM}},
    }  # fmt: skip


def _paths(resource: Resource, language: str) -> dict[str, Any]:
    name = resource.name
    item = {"$ref": f"#/components/schemas/{name}"}
    example = example_of(resource)
    page = {
        "type": "object",
        "required": ["items", "page", "limit", "total", "links"],
        "properties": {
            "items": {"type": "array", "items": item}, "page": {"type": "integer", "minimum": 1},
            "limit": {"type": "integer", "minimum": 1, "maximum": asking.MOST},
            "total": {"type": "integer", "minimum": 0},
            "links": {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}},
        },
    }  # fmt: skip
    address = f"{settings.ADDRESS}/open/v1/{name}"
    shown = {"items": [example], "page": 1, "limit": 20, "total": 1, "links": {"self": f"{address}?limit=20&page=1"}}
    parameters = [_page(language), _limit(language), *(_parameter(one, language) for one in resource.filters)]
    found = {f"/{name}": {"get": _operation(name, resource.about, language, parameters, page, shown, tag=name)}}
    if resource.find is not None:
        about = Said(f"En post ur {resource.title.sv}.", f"One item of {resource.title.en}.")
        path = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"},
                "example": str(example["id"])}  # fmt: skip
        one = _operation(f"{name}-one", about, language, [path], item, example, tag=name)
        one["responses"] |= {"404": _refused("No such item"), "410": _refused("It was open once; detail says why")}
        found[f"/{name}/{{id}}"] = {"get": one}
    if resource.changes is not None:
        found[f"/{name}/changes"] = {"get": _changes(resource, language)}
    for format_ in files.of(resource):
        about = Said(f"Allt som en fil: {format_.eu}.", f"Everything as one file: {format_.eu}.")
        operation = _operation(f"{name}-{format_.name}", about, language, [], {"type": "string"}, None, tag=name)
        operation["responses"]["200"]["content"] = {format_.media: {}}
        found[f"/{name}/files/{format_.name}"] = {"get": operation}
    return found


def _changes(resource: Resource, language: str) -> dict[str, Any]:
    about = Said(
        "Vad som kommit, ändrats och försvunnit sedan en tidpunkt.", "What came, changed and went since a moment."
    )
    change = {
        "type": "object",
        "required": ["id", "kind", "changed_at", "url"],
        "properties": {
            "id": {"type": "string", "format": "uuid"}, "kind": {"type": "string", "enum": ["changed", "gone"]},
            "changed_at": {"type": "string", "format": "date-time"}, "url": {"type": "string", "format": "uri"},
        },
    }  # fmt: skip
    schema = {
        "type": "object",
        "required": ["items", "limit", "links"],
        "properties": {
            "items": {"type": "array", "items": change},
            "limit": {"type": "integer"},
            "links": {"type": "object"},
        },
    }
    after = Said("Bara det som ändrats efter den tidpunkten.", "Only what changed after that moment.")
    since = {"name": "since", "in": "query", "description": after.in_(language),
             "schema": {"type": "string", "format": "date-time"}, "example": "2021-10-04T00:00:00Z"}  # fmt: skip
    return _operation(f"{resource.name}-changes", about, language, [since, _limit(language, 100)], schema, None,
                      tag=resource.name)  # fmt: skip


def example_of(resource: Resource) -> dict[str, Any]:
    """Return an item made of its fields' examples."""
    return {field.name: field.example for field in resource.fields}


def _operation(
    name: str, about: Said, language: str, parameters: list[Any], schema: Any, example: Any, *, tag: str = "about"
) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": schema}
    if example is not None:
        content["example"] = example
    return {
        "operationId": name,
        "summary": about.in_(language).split(". ")[0].rstrip("."),
        "description": about.in_(language),
        "tags": [tag],
        "parameters": parameters,
        "responses": {
            "200": {"description": "OK", "content": {"application/json": content},
                    "headers": {"ETag": {"schema": {"type": "string"}}}},
            "304": {"description": "You have it"},
            "400": _refused("A parameter that cannot be used"),
            "405": _refused("Open data is read with GET"),
        },
    }  # fmt: skip


def _refused(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}},
    }


def _parameter(one: Filter, language: str) -> dict[str, Any]:
    return {"name": one.name, "in": "query", "description": one.about.in_(language), "schema": _JSON_TYPES[one.type],
            "example": one.example}  # fmt: skip


def _page(language: str) -> dict[str, Any]:
    said = Said("Vilken sida, från 1.", "Which page, from 1.")
    return {"name": "page", "in": "query", "description": said.in_(language),
            "schema": {"type": "integer", "minimum": 1, "maximum": 1_000_000, "default": 1}}  # fmt: skip


def _limit(language: str, default: int = asking.DEFAULT) -> dict[str, Any]:
    said = Said("Poster på en sida.", "Items on a page.")
    return {"name": "limit", "in": "query", "description": said.in_(language),
            "schema": {"type": "integer", "minimum": 1, "maximum": asking.MOST, "default": default}}  # fmt: skip


def _schema(resource: Resource, language: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": resource.about.in_(language),
        "required": [field.name for field in resource.fields],
        "properties": {field.name: _property(field, language) for field in resource.fields},
        "additionalProperties": False,
    }


def _property(field: Field, language: str) -> dict[str, Any]:
    found = {**_JSON_TYPES[field.type], "description": field.about.in_(language), "examples": [field.example]}
    if field.codes:
        words = "; ".join(f"{code}: {said.in_(language)}" for code, said in field.codes.items())
        found["description"] = f"{found['description']} {words}."
        found["enum"] = [*field.codes, *([None] if field.may_be_empty else [])]
    if field.may_be_empty:
        found["type"] = [found["type"], "null"]
    return found


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string"}, "instance": {"type": "string"},
    },
}  # fmt: skip
