"""Reads the organisations and the people that a cell names."""

from __future__ import annotations

import re
from typing import Any

from gorel.programme.importing import dates, words
from gorel.programme.importing.rows.facts import text_of
from gorel.programme.models import Contributor


def organisers(main: str, others: str) -> tuple[str, list[str]]:
    """Return the organiser and its co-organisers. Only signs that no name has part them: "och" stands in many."""
    named = [one.strip(" .,") for one in re.split(
        r"[;|\n]|\s\+\s|\s/\s|\s(?:i samarbete med|tillsammans med|in cooperation with|in collaboration with|"
        r"together with)\s", main,
    )]  # fmt: skip
    named = [one for one in named if one and not dates.is_unknown(one)]
    also = [one.strip() for one in re.split(r"[;|\n]|,\s|\s\+\s", others)]
    also = [one for one in also if one and not dates.is_unknown(one)]
    if not named:
        return "", also
    return named[0], [one for one in dict.fromkeys([*named[1:], *also]) if one != named[0]]


def is_unlike_organisation(name: str) -> bool:
    """Say whether a name is no organisation's: an address, a number, "Efternamn, Förnamn"."""
    if any(words.kind_by_name(one) != "other" for one in name.split(", ")):
        return False  # "Digg, Skatteverket"
    return bool(re.search(r"\S@\S|https?://", name) or not re.search(r"[^\W\d_]{2}", name)
                or re.fullmatch(r"[A-ZÅÄÖÉ][\w-]*[a-zåäöé], [A-ZÅÄÖÉ][\w-]*[a-zåäöé]", name))  # fmt: skip


def people(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, list):
        found = [_person_of(one) if isinstance(one, dict) else _person(str(one)) for one in value]
    else:
        text = text_of(value)
        if not text or dates.is_unknown(text):
            return []
        found = [_person(one) for one in _split_people(text)]
    fields = ((name, Contributor._meta.get_field(name)) for name in ("name", "title", "organisation"))
    limits = {name: getattr(field, "max_length", None) or 200 for name, field in fields}
    return [
        {name: text[: limits[name]] for name, text in one.items() if text} for one in found[:40] if one.get("name")
    ]  # fmt: skip


def _person_of(one: dict[str, Any]) -> dict[str, str]:
    by = {str(key).casefold(): value for key, value in one.items()}
    pick = lambda *names: next((_name(by[name]) for name in names if by.get(name)), "")  # noqa: E731
    return {
        "name": pick("name", "namn", "public_name", "fullname", "full_name"),
        "title": pick("title", "titel", "role", "roll", "jobtitle"),
        "organisation": pick("organisation", "organization", "affiliation", "worksfor"),
    }  # fmt: skip


def _name(value: Any) -> str:
    return text_of(value.get("name") if isinstance(value, dict) else value)


def _split_people(text: str) -> list[str]:
    if re.search(r"[;\n|]", text):
        return [one for one in re.split(r"[;\n|]", text) if one.strip()]
    parts = [one.strip() for one in re.split(r",|\soch\s|\s&\s|\sand\s", text)]
    is_name = re.compile(r"(?:[A-ZÅÄÖÉÜ][\w’'-]*)(?:\s+(?:af|av|von|de|van|[A-ZÅÄÖÉÜ][\w’'-]*))+")
    return parts if len(parts) > 1 and all(is_name.fullmatch(part) for part in parts) else [text]


def _person(text: str) -> dict[str, str]:
    if match := re.fullmatch(r"\s*([^,(]+?)\s*\(([^)]*)\)\s*", text):
        return {"name": match[1], "organisation": match[2].strip()}
    parts = [part.strip() for part in text.split(",")]
    return {
        "name": parts[0], "title": parts[1] if len(parts) > 1 else "",
        "organisation": ", ".join(parts[2:]) if len(parts) > 2 else "",
    }  # fmt: skip
