"""The people of the demo who sign up for the seminar. They are made up; `.example` belongs to nobody (RFC 2606)."""

from __future__ import annotations

from dataclasses import dataclass

from gorel.programme.models import Point


@dataclass(frozen=True)
class Participant:
    """Somebody who signs up."""

    name: str
    email: str
    organisation: str


_NAMES = (
    "Anna Åkerlund, Bo Lindqvist, Cecilia Öberg, David Sjögren, Elin Håkansson, Farid Rahimi, Gunnel Bäck, "
    "Hassan Warsame, Ingrid Nylander, Johan Ekdahl, Karin Sandelin, Lars Törnqvist, Maja Wikner, Nils "
    "Ahlström, Olga Petrova, Per Hellgren, Ronja Lindahl, Sara Mårtensson, Tomas Broberg, Ulla Fransson, "
    "Viktor Ceder, Wilma Roslund, Yasmin Haddad, Zoran Ilić, Åsa Grönvall, Ängla Stenmark, Örjan Palm, Amir "
    "Jafari, Birgitta Holmgren, Carl Dahlin, Disa Engvall, Emil Rosell, Fatima Noor, Greta Lundh, Henrik "
    "Moberg, Ida Sköld, Jonas Kvist, Kerstin Lagerlöf, Linnea Falk, Mats Edling, Nadja Strömberg"
)
_PLACES = ("Göteborgs Stad", "Mölndals stad", "Partille kommun", "Västra Götalandsregionen", "Borås Stad",
           "Göteborgs universitet", "Kungälvs kommun", "Alingsås kommun")  # fmt: skip
_PLAIN = str.maketrans("åäöÅÄÖć ", "aaoAAOc.")


def participants() -> list[Participant]:
    """Return forty who sign up in time and, last, one who is late."""
    return [
        Participant(name, f"{name.translate(_PLAIN).lower()}@deltagare.example", _PLACES[number % len(_PLACES)])
        for number, name in enumerate(name.strip() for name in _NAMES.split(","))
    ]


def writer(point: Point) -> str:
    """Return who writes about a point, as logs name them: its contact, or else Görel."""
    return point.contact.actor if point.contact else "görel"
