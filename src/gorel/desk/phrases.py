"""What Görel's work is called when it is done, with its number: letters by kind, abilities and rules by name.

Work without words here is said by its own name (`doings`). Each entry is a function of the count, so that every
language has its own plural.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import ngettext

Phrase = Callable[[int], str]

LETTERS: dict[str, Phrase] = {
    "confirmation": lambda n: ngettext("Sent %(count)d confirmation", "Sent %(count)d confirmations", n),
    "joining_link": lambda n: ngettext("Sent %(count)d joining link", "Sent %(count)d joining links", n),
    "thanks": lambda n: ngettext("Thanked %(count)d participant", "Thanked %(count)d participants", n),
    "corrected": lambda n: ngettext("Confirmed %(count)d correction", "Confirmed %(count)d corrections", n),
    "withdrawn": lambda n: ngettext("Confirmed %(count)d withdrawal", "Confirmed %(count)d withdrawals", n),
    "called_off": lambda n: ngettext(
        "Told %(count)d participant that the event is cancelled",
        "Told %(count)d participants that the event is cancelled",
        n,
    ),
    "missing_facts": lambda n: ngettext(
        "Asked for missing facts %(count)d time", "Asked for missing facts %(count)d times", n
    ),
    "published": lambda n: ngettext(
        "Told %(count)d organiser that the point is published", "Told organisers of %(count)d published points", n
    ),
    "sent_back": lambda n: ngettext(
        "Told %(count)d organiser what the editor asks", "Told organisers what the editor asks %(count)d times", n
    ),
    "recording_wanted": lambda n: ngettext(
        "Asked for %(count)d recording", "Asked for %(count)d recordings", n
    ),
}  # fmt: skip
ABILITIES: dict[str, Phrase] = {
    "attendance.admit": lambda n: ngettext("Received %(count)d registration", "Received %(count)d registrations", n),
    "attendance.correct": lambda n: ngettext(
        "Corrected %(count)d registration", "Corrected %(count)d registrations", n
    ),
    "attendance.withdraw": lambda n: ngettext(
        "Withdrew %(count)d registration", "Withdrew %(count)d registrations", n
    ),
    "attendance.refuse": lambda n: ngettext(
        "Refused %(count)d late registration", "Refused %(count)d registrations", n
    ),
    "attendance.open": lambda n: ngettext(
        "Opened registration for %(count)d event", "Opened registration for %(count)d events", n
    ),
    "attendance.close": lambda n: ngettext(
        "Closed registration for %(count)d event", "Closed registration for %(count)d events", n
    ),
    "programme.gather": lambda n: ngettext(
        "Gathered facts of a point %(count)d time", "Gathered facts of points %(count)d times", n
    ),
    "programme.publish": lambda n: ngettext(
        "Published %(count)d programme point", "Published %(count)d programme points", n
    ),
    "programme.publish_recording": lambda n: ngettext(
        "Published %(count)d recording", "Published %(count)d recordings", n
    ),
    "programme.cancel": lambda n: ngettext(
        "Cancelled %(count)d programme point", "Cancelled %(count)d programme points", n
    ),
}  # fmt: skip
RULES: dict[str, Phrase] = {
    "point-check": lambda n: ngettext(
        "Checked a programme point against the rules %(count)d time",
        "Checked programme points against the rules %(count)d times",
        n,
    ),
}
