"""What happened in the demo: as data for other programs, and as tables for a person at a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from gorel.attendance.models import Refusal, Registration
from gorel.benefits.freed import minutes_freed
from gorel.cases import queries
from gorel.cases.models import Case
from gorel.ground import clock
from gorel.programme.models import Point
from gorel.robots.mail.outbox import Mail, State

Report = dict[str, Any]


def read() -> Report:
    """Return the report. Units: times are ISO 8601 in Swedish time, with offset."""
    sent = Mail.objects.filter(state=State.SENT)
    return {
        "now": _said(clock.now()),
        "mails": [
            {"to": mail.to_address, "subject": mail.subject, "kind": mail.kind, "sent_at": _said(mail.sent_at),
             "case": mail.case}
            for mail in sorted(sent, key=lambda mail: (mail.sent_at, mail.kind, mail.to_address))
        ],
        "registrations": [
            {"point": str(row.point), "email": row.email, "state": row.state, "registered_at": _said(row.registered_at)}
            for row in Registration.objects.select_related("point").order_by("registered_at", "email")
        ],
        "points": [
            {"title": str(point) if point.title_sv else "", "organiser": point.organiser.name, "state": point.state,
             "missing": [finding["code"] for finding in point.missing]}
            for point in Point.objects.select_related("organiser").order_by("organiser__name", "slug")
        ],
        "refused": [
            {"point": str(row.point), "at": _said(row.at), "reason": row.reason}
            for row in Refusal.objects.select_related("point").order_by("at")
        ],
        "cases": [_case(case) for case in Case.objects.select_related("process").order_by("started_at", "pk")],
        "time_freed_minutes": float(minutes_freed()),
    }  # fmt: skip


def _case(case: Case) -> dict[str, Any]:
    return {
        "process": case.process.key,
        "key": str(case.uid),
        "state": case.state,
        "started_at": _said(case.started_at),
        "ended_at": _said(case.ended_at),
        "waiting_for": [
            {"element": wait.name or wait.element, "kind": wait.kind, "due_at": _said(wait.due_at)}
            for wait in queries.waits(case)
        ],
    }


def _said(moment: datetime | int | None) -> str | None:
    if moment is None:
        return None
    if isinstance(moment, int):
        moment = clock.from_instant(moment)
    return moment.astimezone(clock.ZONE).isoformat(timespec="seconds")


def show(report: Report) -> None:
    """Print the report as tables."""
    console = Console()
    console.print(f"\n[bold]Görel, {_short(report['now'])}[/bold]\n")
    console.print(_table("Mejl", ("slag", "antal", "första", "sista"), _by_kind(report["mails"])))
    console.print(
        _table("Anmälningar", ("programpunkt", "läge", "antal"), _counted(report["registrations"], "point", "state"))
    )
    console.print(
        _table(
            "Avvisade anmälningar",
            ("programpunkt", "när", "skäl"),
            [(row["point"], _short(row["at"]), row["reason"]) for row in report["refused"]],
        )
    )
    console.print(
        _table(
            "Programpunkter",
            ("titel", "arrangör", "läge", "saknas"),
            [
                (row["title"] or "–", row["organiser"], row["state"], ", ".join(row["missing"]))
                for row in report["points"]
            ],
        )
    )
    console.print(_table("Ärenden", ("process", "läge", "väntar på", "antal"), _waiting(report["cases"])))
    console.print(f"Frigjord tid: [bold]{report['time_freed_minutes']:.0f} minuter[/bold]")


def _by_kind(mails: list[dict[str, str]]) -> list[tuple[str, ...]]:
    sent: dict[str, list[str]] = {}
    for mail in mails:
        sent.setdefault(mail["kind"], []).append(mail["sent_at"])
    return [(kind, str(len(times)), _short(min(times)), _short(max(times))) for kind, times in sorted(sent.items())]


def _short(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _waiting(cases: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    rows = [
        {**case, "waiting": ", ".join(wait["element"] for wait in case["waiting_for"])} for case in cases
    ]  # fmt: skip
    return _counted(rows, "process", "state", "waiting")


def _counted(rows: list[dict[str, Any]], *columns: str) -> list[tuple[str, ...]]:
    counts: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(str(row[column]) for column in columns)
        counts[key] = counts.get(key, 0) + 1
    return [(*key, str(count)) for key, count in sorted(counts.items())]


def _table(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    return table
