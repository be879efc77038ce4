"""Telling whoever made a package what it is good for here: a small signed message without personal data, if one wants.

    {"report": {"kind": "gorel-benefit", "package": …, "version": …, "installation": …, "organisation": …,
                "since": …, "until": …, "cases": …, "minutes_freed": "…"},
     "signature": {"algorithm": "Ed25519", "key": …, "signature": …}}

The signature is over the report as JSON with sorted keys and no blanks. It arrives as an adoption of the solution; one
that was signed with a key that nobody here trusts waits until the coach says that it counts.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from django.db import transaction

from gorel.benefits.freed import time_freed
from gorel.cases.models import Case, Process
from gorel.core import bpmn
from gorel.ground import clock
from gorel.ideas import picture
from gorel.ideas.models import Adoption, Installation, Package, SigningKey
from gorel.ideas.packages import signing
from gorel.ideas.packages.problems import BadPackage
from gorel.ideas.packages.signing import Signature
from gorel.ideas.words import State

MOST_BYTES = 20_000
MOST_MINUTES = Decimal(100_000_000)  # two thousand people's working years: a larger figure is a mistake
_TENTH = Decimal("0.1")


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is told."""

    kind: Literal["gorel-benefit"]
    package: Annotated[str, msgspec.Meta(max_length=80)]
    version: Annotated[str, msgspec.Meta(max_length=30)]
    installation: Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
    organisation: Annotated[str, msgspec.Meta(max_length=200)]
    since: date
    until: date
    cases: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
    minutes_freed: Decimal


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report with its signature."""

    report: Report
    signature: Signature


def benefit(installation: Installation) -> tuple[int, Decimal]:
    """Return how many cases have ended since it was installed, and the minutes that they freed."""
    keys = processes_of(installation)
    cases = Case.objects.filter(process__key__in=keys, started_at__gte=installation.installed_at)
    if installation.organisation_id is not None:
        cases = cases.filter(organisation=installation.organisation_id)
    ended = cases.filter(ended_at__isnull=False).count()
    return ended, time_freed(cases).freed.quantize(_TENTH)


def write(installation: Installation) -> bytes:
    """Return the signed report of an installation. Writes when it was reported."""
    cases, minutes = benefit(installation)
    report = Report(
        kind="gorel-benefit", package=installation.name, version=installation.package.version,
        installation=str(installation.uid), organisation=installation.report_name,
        since=installation.installed_at.astimezone(clock.ZONE).date(), until=clock.today(), cases=cases,
        minutes_freed=minutes,
    )  # fmt: skip
    installation.reported_at = clock.now()
    installation.save(update_fields=["reported_at"])
    return msgspec.json.encode(Signed(report, signing.sign(_canonical(report))))


@transaction.atomic
def receive(data: bytes) -> Adoption:
    """Take a report in: as a new adoption of the package's solution, or as news of one.

    Side effects: the adoption, its case, and the key that signed it, untrusted. Errors: BadPackage "report".
    """
    report, fingerprint, public = read(data)
    package = Package.objects.filter(name=report.package, solution__isnull=False).select_related("solution").first()
    if package is None or package.solution is None:
        raise BadPackage("report", reason=f"{report.package!r}")
    name = report.organisation or "—"
    key = signing.known(fingerprint, public, name)
    fields: dict[str, Any] = {
        "minutes_freed": report.minutes_freed, "reported_on": report.until, "adopter_name": name[:200],
        "result": _said(report),
    }  # fmt: skip
    row = Adoption.objects.select_for_update().filter(fingerprint=fingerprint, installation=report.installation).first()
    if row is not None:
        if row.reported_on is not None and row.reported_on > report.until:
            raise BadPackage("report", reason=f"{row.reported_on} > {report.until}")
        for field, value in fields.items():
            setattr(row, field, value)
        row.save()
    else:
        solution = package.solution
        row = Adoption.objects.create(
            organisation=solution.organisation, solution=solution, title=solution.title, language=solution.language,
            begun_on=report.since, fingerprint=fingerprint, installation=report.installation,
            is_confirmed=key.is_trusted, **fields,
        )  # fmt: skip
        picture.start(row, by="report")
        row.refresh_from_db()
    if row.state == State.RUNNING:
        picture.tell("adoption.reported", row)
        row.refresh_from_db()
    return row


def read(data: bytes) -> tuple[Report, str, str]:
    """Return a report whose signature holds, and who signed it: fingerprint and key. Errors: BadPackage."""
    if len(data) > MOST_BYTES:
        raise BadPackage("too-large", what=f"{len(data)} B", limit=f"{MOST_BYTES} B")
    try:
        signed = msgspec.json.decode(data, type=Signed)
    except msgspec.DecodeError as error:
        raise BadPackage("report", reason=str(error)) from None
    report = signed.report
    fingerprint, public = signing.verified(_canonical(report), signed.signature)
    if not report.minutes_freed.is_finite() or abs(report.minutes_freed) > MOST_MINUTES or report.since > report.until:
        raise BadPackage("report", reason="minutes_freed, since, until")
    return report, fingerprint, public


@transaction.atomic
def confirm(adoption: Adoption, *, by: str) -> None:
    """Say that a report from elsewhere counts, and that later ones with the same key do, too. Writes two rows."""
    adoption.is_confirmed = True
    adoption.save(update_fields=["is_confirmed"])
    key = SigningKey.objects.filter(fingerprint=adoption.fingerprint).first()
    if key is not None and not key.is_trusted:
        Adoption.objects.filter(fingerprint=adoption.fingerprint).update(is_confirmed=True)


def _canonical(report: Report) -> bytes:
    """Return what is signed: however the JSON was laid out on its way, equal reports give equal bytes."""
    return msgspec.json.encode(report, order="sorted")


def processes_of(installation: Installation) -> set[str]:
    """Return the keys of the processes that the package brought here."""
    found = set()
    for path, text in installation.base.items():
        if path.endswith(".bpmn"):
            found |= {process.id for process in bpmn.read(text.encode()).processes if process.executable}
    return found & set(Process.objects.filter(key__in=found).values_list("key", flat=True))


def _said(report: Report) -> str:
    return f"{report.package} {report.version}: {report.cases} ärenden / cases, {report.since} – {report.until}."
