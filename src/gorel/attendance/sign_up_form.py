"""The form that a person signs up with, and the two quiet guards against robots that need nobody else's service.

The form is a form-js schema; its consent is the version in force, with the organiser's name in it. The guards: a field
that people do not see and robots fill in, and a signed moment that says when the form was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core import signing

from gorel.attendance import consent
from gorel.programme.models import Point

TRAP = "website"  # robots like to fill in such a name
SHOWN = "shown"
SHORTEST_SECONDS = 0.3  # machine time; no person reads and fills in a form so fast
LONGEST_SECONDS = 24 * 60 * 60
_SALT = "gorel.attendance.shown"


def schema(point: Point) -> dict[str, Any]:
    """Return the form for *point*."""
    organiser = point.organiser.name
    now = consent.CURRENT
    return {
        "type": "default",
        "id": "sign-up",
        "schemaVersion": 19,
        "components": [
            _text("name", "Namn", "Name", "name", most=120),
            _text("email", "E-postadress", "E-mail address", "email", most=254, kind="email")
            | {
                "description": "Hit skickar vi bekräftelsen och länken.",
            },
            _text("organisation", "Organisation", "Organisation", "organization", most=160, required=False),
            {
                "type": "checkbox",
                "id": "consent",
                "key": "consent",
                "label": "Jag samtycker till att mina uppgifter används så här",
                "description": now.said("sv", organiser=organiser),
                "validate": {"required": True},
                "properties": {
                    "label.en": "I agree that my data is used like this",
                    "description.en": now.said("en", organiser=organiser),
                },
            },
        ],
    }


def _text(
    key: str, swedish: str, english: str, autocomplete: str, *, most: int, kind: str = "", required: bool = True
) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": required, "maxLength": most}
    if kind:
        limits["validationType"] = kind
    properties = {"label.en": english, "autocomplete": autocomplete}
    if key == "email":
        properties["description.en"] = "The confirmation and the joining link are sent here."
    return {
        "type": "textfield",
        "id": key,
        "key": key,
        "label": swedish,
        "validate": limits,
        "properties": properties,
    }


def shown_now() -> str:
    """Return the signed moment that goes with the form."""
    return signing.TimestampSigner(salt=_SALT).sign("form")


def seems_a_robot(post: Mapping[str, Any]) -> bool:
    """Say whether *post* was not made by a person who was shown the form."""
    if post.get(TRAP):
        return True
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        signer.unsign(post.get(SHOWN, ""), max_age=LONGEST_SECONDS)
    except signing.BadSignature:
        return True
    try:
        signer.unsign(post.get(SHOWN, ""), max_age=SHORTEST_SECONDS)
    except signing.SignatureExpired:
        return False
    return True
