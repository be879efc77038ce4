"""Reporting a package's benefit back: the figures and the signature. The posting itself is `http.request`'s."""

from __future__ import annotations

from typing import Any

import msgspec

from gorel.ability import Context, ability
from gorel.ideas.models import Installation
from gorel.ideas.packages import reporting


class OneInstallation(msgspec.Struct):
    """Which. Shape: the installation's uid."""

    installation: str


class Written(msgspec.Struct):
    """What is to be posted, and where. Shape: is_wanted is False when nobody wants to report any more."""

    is_wanted: bool
    url: str = ""
    report: dict[str, Any] = {}


@ability(
    "ideas.write_report",
    title={"sv": "Skriva nyttorapporten", "en": "Write the benefit report"},
    about={
        "sv": "Räknar ärenden och frigjord tid för ett installerat paket och signerar siffrorna. Inga personuppgifter.",
        "en": "Counts cases and time freed of an installed package, and signs the figures. No personal data.",
    },
    transactional=True,
)
def write_report(given: OneInstallation, context: Context) -> Written:
    row = Installation.objects.select_for_update(of=("self",)).select_related("package")
    found = row.filter(uid=given.installation).first()
    if found is None or not found.reports or not found.report_to:
        return Written(is_wanted=False)
    return Written(is_wanted=True, url=found.report_to, report=msgspec.json.decode(reporting.write(found)))
