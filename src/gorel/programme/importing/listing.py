"""The report as a spreadsheet: one line per row of the file."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from gorel.ground import export
from gorel.ground.language import spoken
from gorel.programme.importing.findings import Report


def as_csv(report: Report) -> str:
    """Return the report as CSV, as `ground.export` writes it."""
    language = spoken()
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";" if language == "sv" else ",", lineterminator="\r\n")
    writer.writerow([_("Row"), _("Title of the point"), _("What became of it"), _("What was noticed")])
    for line in report.lines:
        said = ". ".join(str(finding) for finding in line.findings)
        writer.writerow([export.cell(one, language) for one in (line.place, line.title, line.outcome.label, said)])
    return "\ufeff" + written.getvalue()
