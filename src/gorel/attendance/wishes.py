"""What somebody asks for when signing up: who, how, with whom, and what they have told."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gorel.attendance.models import SignUp


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Somebody's wish to take part. Shape: texts are tidied and the address is in its normal form when made by `of`."""

    name: str
    email: str
    organisation: str = ""
    language: str = "sv"
    mode: str = ""
    guests: Sequence[str] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    food: str = ""
    access: str = ""
    booked_by: str = ""
    is_protected: bool = False
    code: str = ""

    @classmethod
    def of(cls, *, name: str, email: str, organisation: str = "", **more: Any) -> Wish:
        """Return the wish, tidied."""
        more["guests"] = [guest for guest in map(tidy, more.get("guests") or ()) if guest]
        more["booked_by"] = tidy(more.get("booked_by") or "")
        return cls(name=tidy(name), email=normal_address(email), organisation=tidy(organisation), **more)

    @property
    def seats(self) -> int:
        return 1 + len(self.guests)

    def is_invited(self, sign_up: SignUp) -> bool:
        """Say whether this person may sign up: everybody may where nothing is set; the code or the address decides."""
        if not sign_up.is_for_some:
            return True
        if sign_up.code and tidy(self.code).casefold() == sign_up.code.casefold():
            return True
        domain = self.email.rpartition("@")[2]
        return any(domain == one or domain.endswith("." + one) for one in domains(sign_up))

    def fields(self) -> dict[str, Any]:
        """Return what a registration keeps of it."""
        return {
            "name": self.name,
            "email": self.email,
            "organisation": self.organisation,
            "language": self.language,
            "mode": self.mode,
            "guests": list(self.guests),
            "answers": dict(self.answers),
            "food": self.food.strip(),
            "access": self.access.strip(),
            "booked_by": self.booked_by,
            "is_protected": self.is_protected,
        }


def domains(sign_up: SignUp) -> list[str]:
    """Return the e-mail domains whose people may sign up."""
    return [word.strip().lstrip("@").lower() for word in sign_up.domains.split() if word.strip()]


def normal_address(email: str) -> str:
    """Return the address as it is compared and kept: no space around, composed letters, small letters."""
    return unicodedata.normalize("NFC", email).strip().lower()


def tidy(text: str) -> str:
    """Return one line of text without doubled space."""
    return " ".join(unicodedata.normalize("NFC", text).split())
