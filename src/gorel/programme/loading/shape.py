"""What each table of a file of facts may hold, and how one value is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from gorel.accounts.models import Membership, Organisation
from gorel.ground import zones
from gorel.programme.words import Format, Language

Reader = Callable[[Any], Any]


class Malformed(ValueError):
    """The value is not what its key wants. The text says what is expected."""


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Malformed('a text in quotes, as "Öppna data"')
    return value.strip()


def texts(value: Any) -> dict[str, str]:
    """Read a text in one language (Swedish) or both."""
    if isinstance(value, dict) and value and set(value) <= {"sv", "en"}:
        return {language: text(said) for language, said in value.items()}
    if isinstance(value, str):
        return {"sv": text(value)}
    raise Malformed('a text, or both languages: { sv = "…", en = "…" }')


def slug(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise Malformed("small letters a to z, digits and hyphens, as goteborgs-stad")
    return value


def slugs(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise Malformed('a list, as ["goteborgs-stad", "kfi"]')
    return [slug(one) for one in value]


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Malformed("true or false, without quotes")
    return value


def day(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Malformed("a date without quotes, as 2021-10-04")
    return value


def time_or_moment(value: Any) -> time | datetime:
    if isinstance(value, time):
        return value
    if isinstance(value, datetime):
        return moment(value)
    raise Malformed("a time without quotes, as 13:00:00, or a day and time, as 2021-10-04T13:00:00")


def moment(value: Any) -> datetime:
    if not isinstance(value, datetime):
        raise Malformed("a day and time without quotes, as 2020-10-21T09:00:00")
    return value


def in_zone(value: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment without offset as what *zone*'s clocks show. Errors: Malformed for an hour that they skip."""
    said = value if value.tzinfo else zones.local(value, zone)
    if said is None:
        raise Malformed("a time that exists: that hour is skipped when summer time begins")
    return said


def zone(value: Any) -> str:
    """Read the name of a zone; "" is the house's."""
    if not isinstance(value, str) or not zones.is_known(value):
        raise Malformed("the name of a time zone, as Europe/Helsinki")
    return zones.key(zones.named(value))


def email(value: Any) -> str:
    try:
        validate_email(value if isinstance(value, str) else "")
    except ValidationError:
        raise Malformed('an e-mail address, as "namn@kommunen.example"') from None
    return str(value).lower()


def address(value: Any) -> str:
    if not isinstance(value, str) or urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc:
        raise Malformed('an address, as "https://www.example.se/sidan"')
    return value


def one_of(words: list[str]) -> Reader:
    def read(value: Any) -> str:
        if value not in words:
            raise Malformed("one of " + ", ".join(words))
        return str(value)

    return read


def some_of(words: list[str]) -> Reader:
    read_one = one_of(words)

    def read(value: Any) -> list[str]:
        return [read_one(one) for one in (value if isinstance(value, list) else [value])]

    return read


def contributors(value: Any) -> list[dict[str, str]]:
    """Read the people who take part. Shape: a list of {name, title, organisation}."""
    if not isinstance(value, list) or not all(isinstance(one, dict) and "name" in one for one in value):
        raise Malformed('a list, as [{ name = "…", title = "…", organisation = "…" }]')
    for one in value:
        unknown = set(one) - {"name", "title", "organisation"}
        if unknown:
            raise Malformed(f"only name, title and organisation, not {', '.join(sorted(unknown))}")
    return [{key: text(said) for key, said in one.items()} for one in value]


_LANGUAGE = one_of(list(Language.values))
_POINT: Mapping[str, Reader] = {
    "slug": slug, "organiser": slug, "co_organisers": slugs, "contact": email, "title": texts, "abstract": texts,
    "series": text, "themes": slugs, "day": day, "starts": time_or_moment, "ends": time_or_moment,
    "format": one_of(list(Format.values)), "place": text, "platform": text, "joining_link": address,
    "language": _LANGUAGE, "free": flag, "price": text, "web_page": address, "last_day": day, "link_at": moment,
    "recorded": flag, "recording_url": address, "people": contributors,
}  # fmt: skip

TABLES: Mapping[str, Mapping[str, Reader]] = {
    "organisations": {
        "slug": slug, "name": text, "kind": one_of(list(Organisation.Kind.values)), "publicly_owned": flag,
        "number": text, "email_domain": text,
    },
    "people": {
        "email": email, "name": text, "organisation": slug, "roles": some_of(list(Membership.Role.values)),
        "language": _LANGUAGE,
    },
    "week": {
        "slug": slug, "title": texts, "about": texts, "starts_on": day, "ends_on": day, "owner": slug,
        "initiators": slugs, "call_opens_at": moment, "call_closes_at": moment, "published_on": day,
        "time_zone": zone,
    },
    "themes": {"slug": slug, "title": texts},
    "points": _POINT,
    "seminars": {**_POINT, "time_zone": zone},
}  # fmt: skip

NEEDED: Mapping[str, tuple[str, ...]] = {
    "organisations": ("slug", "name", "kind"),
    "people": ("email", "name", "organisation", "roles"),
    "week": ("slug", "title", "starts_on", "ends_on", "owner"),
    "themes": ("slug", "title"),
    "points": ("slug", "organiser"),
    "seminars": ("slug", "organiser"),
}
