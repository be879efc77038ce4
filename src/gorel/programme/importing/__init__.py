"""Reads points out of lists that others keep: sheets, csv, calendars, JSON; headings and dates as people write them.

Every row gets a line in the report: imported, a draft whose missing facts are named, a possible duplicate (a draft,
too, until somebody has looked), updated, unchanged, or refused with the reason. Nothing is lost: every cell of a row is
kept with its point, and columns that no fact takes are named. The same file again changes nothing; a changed row
changes what changed in it and leaves what people have written in the meantime. A dry run does all of it and then
undoes it, so that its report is the true one.
"""

from gorel.programme.importing.findings import Finding, Line, Outcome, Report
from gorel.programme.importing.tables import KINDS, MOST_BYTES, Unreadable
from gorel.programme.importing.writing import Scope, load

__all__ = ["KINDS", "MOST_BYTES", "Finding", "Line", "Outcome", "Report", "Scope", "Unreadable", "load"]
