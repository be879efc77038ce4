"""What the programme keeps: weeks with their themes, and points with the people who take part in them.

Public texts stand in both languages side by side (`title_sv`, `title_en`); `texts.said` picks one. A seminar is a point
without a week. `Point.joining_link` is secret: no public page, feed or export may read it.
"""

from __future__ import annotations

from gorel.programme.models.points import Contributor, ContributorPicture, Point, PointFile
from gorel.programme.models.recorded import Captions, FilmPart, Recording
from gorel.programme.models.weeks import Theme, Week, WeekLogo
from gorel.programme.models.work import CoOrganising, Import, ImportedRow, Revision

__all__ = [
    "Captions", "CoOrganising", "Contributor", "ContributorPicture", "FilmPart", "Import", "ImportedRow", "Point",
    "PointFile", "Recording", "Revision", "Theme", "Week", "WeekLogo",
]  # fmt: skip
