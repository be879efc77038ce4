"""The form that a person signs up with, and the two quiet guards against robots that need nobody else's service.

The form is a form-js schema; its consent is the version in force, with the organiser's name in it. The guards: a field
that people do not see and robots fill in, and a signed moment that says when the form was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core import signing

from gorel import forms
from gorel.attendance import consent, seats, timetable
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.wishes import tidy
from gorel.attendance.words import Mode
from gorel.programme.models import Point

TRAP = "website"  # robots like to fill in such a name
SHOWN = "shown"
SHORTEST_SECONDS = 0.3  # machine time; no person reads and fills in a form so fast
LONGEST_SECONDS = 24 * 60 * 60
_SALT = "gorel.attendance.shown"
# Swedish and English, as a form-js schema keeps them.
_MODES = ((Mode.ON_SITE.value, "På plats", "On site"), (Mode.DIGITAL.value, "Digitalt", "Digitally"))
_WHOSE_CODE = (
    "Den som har fått en kod av arrangören skriver den här.",
    "Write the code if the organiser gave you one.",
)
_WHO_BOOKS = (
    "Namn och e-postadress ovan är då din kollegas, som får bekräftelsen med besked om vem som anmält.",
    "The name and the address above are then your colleague's, who gets the confirmation and is told who registered.",
)
_NEEDS = ("Bara den som ordnar maten ser det.", "Only those who see to the food see this.")
_ACCESS = (
    "Till exempel teckenspråkstolk, hörslinga eller en plats för rullstol.",
    "Such as a sign language interpreter, a hearing loop or room for a wheelchair.",
)
_PROTECTED = (
    "Då står varken namn eller adress i deltagarlistor och filer.",
    "Your name and address then stand in no list of participants and in no file.",
)


def schema(point: Point) -> dict[str, Any]:
    """Return the form for *point*: who, how, the point's own questions, needs, and the consent."""
    sign_up = settings_of(point)
    parts = who()
    if sign_up.code:
        parts.append(_text("code", "Kod", "Code", most=40, required=False, help_text=_WHOSE_CODE))
    if seats.has_modes(point):
        parts.append(mode())
    parts += changeable(point)
    parts.append(
        _text("booked_by", "Anmäler du en kollega? Skriv vem du är", "Registering a colleague? Write who you are",
              most=120, required=False, help_text=_WHO_BOOKS)
    )  # fmt: skip
    return form("sign-up", [*parts, consented((point.organiser.name, point.organiser.name))])


def who() -> list[dict[str, Any]]:
    """Return the fields about who signs up."""
    return [
        _text("name", "Namn", "Name", autocomplete="name", most=120),
        _text(
            "email",
            "E-postadress",
            "E-mail address",
            autocomplete="email",
            most=254,
            kind="email",
            help_text=(
                "Hit skickar vi bekräftelsen och länken.",
                "The confirmation and the joining link are sent here.",
            ),
        ),
        _text("organisation", "Organisation", "Organisation", autocomplete="organization", most=160, required=False),
    ]


def mode() -> dict[str, Any]:
    """Return the choice between the room and the net."""
    return _choice("mode", "Hur vill du delta?", "How do you want to take part?", _MODES)


def guests(most: int) -> dict[str, Any]:
    """Return the field for the names of guests."""
    told = (
        f"En gäst per rad, högst {most}. Ni får plats tillsammans eller inte alls.",
        f"One guest a line, {most} at most. You are seated together or not at all.",
    )
    names = _text("guests", "Gästers namn", "Names of guests", most=most * 125, required=False, help_text=told)
    return _in_lines(names, min(4, most))


def food() -> dict[str, Any]:
    """Return the question about food."""
    words = ("Mat du inte äter, och allergier", "Food that you do not eat, and allergies")
    return _in_lines(_text("food", *words, most=500, required=False, help_text=_NEEDS), 2)


def access() -> dict[str, Any]:
    """Return the question about what somebody needs."""
    words = ("Vad du behöver för att kunna delta", "What you need to be able to take part")
    return _in_lines(_text("access", *words, most=500, required=False, help_text=_ACCESS), 2)


def protected() -> dict[str, Any]:
    """Return the box for who is not to be named."""
    return _tick("is_protected", "Jag har skyddade personuppgifter", "My personal data is protected", _PROTECTED)


def asks_food(point: Point) -> bool:
    """Say whether the point asks about food: nobody eats over the net."""
    return bool(settings_of(point).asks_food) and point.format != "digital"


def asks_access(point: Point) -> bool:
    """Say whether the point asks what people need."""
    return bool(settings_of(point).asks_access)


def changeable(point: Point) -> list[dict[str, Any]]:
    """Return the fields that a person may change later on: guests, the point's own questions, needs, protection."""
    sign_up = settings_of(point)
    parts: list[dict[str, Any]] = []
    if sign_up.guests_most:
        parts.append(guests(sign_up.guests_most))
    if sign_up.questions:
        parts.append({"type": "group", "id": "answers", "path": "answers", "components": sign_up.questions})
    if asks_food(point):
        parts.append(food())
    if asks_access(point):
        parts.append(access())
    parts.append(protected())
    return parts


def own(point: Point) -> dict[str, Any]:
    """Return the form with which a person corrects their own registration."""
    parts = [
        _text("name", "Namn", "Name", autocomplete="name", most=120),
        _text("organisation", "Organisation", "Organisation", autocomplete="organization", most=160, required=False),
    ]
    return form("own", [*parts, *changeable(point)])


def read(
    schema: dict[str, Any], post: Mapping[str, Any], point: Point, files: Mapping[str, Any] | None = None
) -> forms.Answer:
    """Read what was sent, and see that there are not more guests than one may bring."""
    return with_few_guests(schema, forms.read(schema, post, files=files), settings_of(point).guests_most)


def with_few_guests(schema: dict[str, Any], given: forms.Answer, most: int) -> forms.Answer:
    """Return the answer, with a problem where it names more than *most* guests."""
    named = read_lines(given.values.get("guests"))
    if len(named) > most and "guests" in given.values and given.is_good:
        field = forms.parse(schema).fields["guests"]
        said = {
            "said.sv": f"Skriv högst {most} namn, ett per rad.",
            "said.en": f"Write {most} names at most, one a line.",
        }
        return forms.Answer(given.values, {"guests": field.problem("forms.pattern-said", **said)})
    return given


def wish_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `actions.register` takes, of the values of a form."""
    texts = ("name", "email", "organisation", "code", "mode", "food", "access", "booked_by")
    return {name: values.get(name) or "" for name in texts} | {
        "guests": read_lines(values.get("guests")),
        "answers": _plain(values.get("answers") or {}),
        "is_protected": bool(values.get("is_protected")),
    }


def _plain(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as JSON keeps them: a number of Decimal becomes its text."""
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in answers.items()}


def read_lines(text: str | None) -> list[str]:
    """Return the lines that hold something."""
    return [line for line in map(tidy, (text or "").splitlines()) if line]


def consented(organiser: tuple[str, str]) -> dict[str, Any]:
    """Return the consent in force, with the organiser's name in Swedish and in English."""
    kept = timetable.steps(timetable.AFTERWARDS)
    days = {"days": kept["forget-people"].days, "needs_days": kept["forget-needs"].days}
    now = consent.CURRENT
    return _tick(
        "consent",
        "Jag samtycker till att mina uppgifter används så här",
        "I agree that my data is used like this",
        (now.said("sv", organiser=organiser[0], **days), now.said("en", organiser=organiser[1], **days)),
    ) | {"validate": {"required": True}}


def form(name: str, components: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of a form."""
    return {"type": "default", "id": name, "schemaVersion": 19, "components": components}


def _text(
    key: str,
    swedish: str,
    english: str,
    *,
    most: int,
    required: bool = True,
    autocomplete: str = "",
    kind: str = "",
    help_text: tuple[str, str] = ("", ""),
) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": required, "maxLength": most}
    if kind:
        limits["validationType"] = kind
    properties = {"label.en": english, "description.en": help_text[1], "autocomplete": autocomplete}
    return {
        "type": "textfield",
        "id": key,
        "key": key,
        "label": swedish,
        "description": help_text[0],
        "validate": limits,
        "properties": {name: text for name, text in properties.items() if text},
    }


def _in_lines(field: dict[str, Any], rows: int) -> dict[str, Any]:
    """Return the text field as one of several lines."""
    return field | {"type": "textarea", "properties": field["properties"] | {"rows": str(rows)}}


def _tick(key: str, swedish: str, english: str, about: tuple[str, str]) -> dict[str, Any]:
    return {
        "type": "checkbox",
        "id": key,
        "key": key,
        "label": swedish,
        "description": about[0],
        "properties": {"label.en": english, "description.en": about[1]},
    }


def _choice(key: str, swedish: str, english: str, values: tuple[tuple[str, str, str], ...]) -> dict[str, Any]:
    return {
        "type": "radio",
        "id": key,
        "key": key,
        "label": swedish,
        "values": [{"value": value, "label": label} for value, label, _english in values],
        "validate": {"required": True},
        "properties": {"label.en": english, **{f"value.{value}.en": said for value, _label, said in values}},
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
        signer.unsign(post.get(SHOWN, ""), max_age=timedelta(seconds=SHORTEST_SECONDS))
    except signing.SignatureExpired:
        return False
    return True
