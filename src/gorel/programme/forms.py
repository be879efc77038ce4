"""The organiser's form: every fact of a point, none of them demanded while it is a draft."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models import Organisation, Person
from gorel.ground import clock, zones
from gorel.ground.fields import offer
from gorel.ground.language import spoken
from gorel.programme import co_organising
from gorel.programme.models import Point, Theme, Week
from gorel.programme.point_fields import PointFields
from gorel.programme.words import State

AFTERNOON, MORNING = time(15, 0), time(6, 0)  # an end until six after a start from three is after midnight
LINK_HOUR = time(9, 0)  # when the link is mailed, if only its day is given
# What the check asks of every point: a draft may lack it, a published point no longer.
_NEEDED = ("title_sv", "abstract_sv", "day", "starts", "ends", "format")


class PointForm(PointFields):
    """A point's facts as its organiser writes them; `facts()` are what `actions` takes."""

    def __init__(self, data: Any = None, *, organiser: Organisation, week: Week | None, point: Point | None) -> None:
        super().__init__(data, initial=_initial(point))
        self.point, self.week = point, week
        self.zone = week.zone if week is not None else self._ask_zone()
        self._ask_part_of(organiser)
        self._ask_terms()
        self._mark()
        self._ask_themes(Theme.objects.filter(week=week) if week else Theme.objects.none())
        self._ask_co_organisers(organiser)
        people = Person.objects.filter(memberships__organisation=organiser, is_active=True)
        offer(self, "contact", people.distinct().order_by("name"))
        if week is not None and self.zone.key != clock.ZONE.key:
            where = zones.title(self.zone, spoken())
            self.fields["starts"].help_text = _("The clocks of the week: %(where)s.") % {"where": where}
        if week is not None:
            del self.fields["time_zone"]
            self.fields["day"].widget.attrs |= {"min": week.starts_on.isoformat(), "max": week.ends_on.isoformat()}

    def _ask_zone(self) -> ZoneInfo:
        """Offer the zones to a seminar, and return the one whose clocks the form's times are read by."""
        offer(self, "time_zone", zones.offered(spoken()))
        said = self.data.get("time_zone", "") if self.is_bound else self.point.time_zone if self.point else ""
        return zones.named(said) if zones.is_known(said) else clock.ZONE

    def _ask_co_organisers(self, organiser: Organisation) -> None:
        """Show those who stand or are asked, and those whom the search has found: a country has hundreds."""
        said = self.data.get("find_organisation", "")[:100]
        exact = co_organising.exactly(said, but=organiser) if self.is_bound and "find" not in self.data else None
        self.found = [exact] if exact else co_organising.find(said, but=organiser)
        self.exact = exact
        if self.is_bound:
            chosen = [int(pk) for pk in self._ticked() if pk.isdecimal() and len(pk) < 18]
        else:
            chosen = [one.pk for one in self.initial.get("co_organisers", ())]
        shown = {*chosen, *(one.pk for one in self.found)}
        offer(self, "co_organisers", Organisation.objects.filter(pk__in=shown).exclude(pk=organiser.pk))
        if not shown:
            del self.fields["co_organisers"]

    @property
    def is_finding(self) -> bool:
        """Say whether it was sent to find an organisation, and is not to be saved yet."""
        said = self.data.get("find_organisation", "").strip() if self.is_bound else ""
        return "find" in self.data or (self.exact is None and self._is_new(said))

    def _ticked(self) -> list[str]:
        return self.data.getlist("co_organisers") if isinstance(self.data, QueryDict) else []

    def _is_new(self, said: str) -> bool:
        """Say whether the words still look for somebody: nothing that they found is ticked."""
        ticked = set(self._ticked())
        return bool(said) and not any(str(one.pk) in ticked for one in self.found)

    def only_finds(self) -> None:
        """Say nothing of what is wrong: it is not being saved."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}

    def wanted(self) -> list[Organisation]:
        """Return the co-organisers that are ticked, and the one whose whole name was written."""
        chosen = list(self.cleaned_data.get("co_organisers", []))
        return [*chosen, self.exact] if self.exact is not None and self.exact not in chosen else chosen

    def _mark(self) -> None:
        """Mark what the editor sent the point back for, beside each field."""
        for name in self.point.sent_back_fields if self.point is not None else ():
            if name in self.fields:
                said = self.fields[name].help_text
                self.fields[name].help_text = f"{_('The editor asks you to look at this.')} {said}".strip()
                self.fields[name].widget.attrs["class"] = "is-marked"

    def _ask_part_of(self, organiser: Organisation) -> None:
        """Ask which of the organiser's points it is a part of; a point that has parts is no part itself."""
        wholes = Point.objects.filter(week=self.week, organiser=organiser, part_of=None).exclude(state=State.CANCELLED)
        if self.point is not None:
            wholes = wholes.exclude(pk=self.point.pk)
        if not wholes.exists() or (self.point is not None and self.point.parts.exists()):
            del self.fields["part_of"]
        else:
            offer(self, "part_of", wholes.order_by("on_date", "starts_at", "pk"))

    def _ask_terms(self) -> None:
        """Ask for the week's terms, until they are accepted."""
        has_terms = self.week is not None and bool(self.week.terms_sv or self.week.terms_en)
        if has_terms and (self.point is None or self.point.terms_accepted_at is None):
            self.fields["accepts_terms"] = forms.BooleanField(
                label=_("We accept the terms of the week"), required="submit" in self.data,
                error_messages={"required": _("The terms must be accepted before the point is handed in.")},
            )  # fmt: skip

    def _ask_themes(self, themes: QuerySet[Theme]) -> None:
        if themes.exists():
            offer(self, "themes", themes)
        else:
            del self.fields["themes"]

    def sections(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        """Return the form by section and row, as the template shows it, without "optional" where it is not."""
        self.errors  # noqa: B018 - checked before: nothing is demanded of a draft
        for name in _NEEDED:
            self.fields[name].required = True
        shown = []
        for title, names in self.SECTIONS:
            rows = [[name] if isinstance(name, str) else list(name) for name in names]
            bound = [[self[name] for name in row if name in self.fields] for row in rows]
            shown.append((title, [row for row in bound if row]))
        return shown

    def clean(self) -> dict[str, Any]:
        """Check what belongs together, and that a published point keeps what it must have."""
        given = super().clean() or {}
        if self.point is not None and self.data.get("version", "") not in ("", str(self.point.version)):
            self.add_error(None, _("Somebody else has saved it in the meantime. Open it in another tab, and compare."))
        starts, ends = given.get("starts"), given.get("ends")
        if (starts or ends) and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("A time needs its day."))
        if ends and not starts and "starts" not in self.errors:
            self.add_error("starts", _("Write when it starts, too."))
        first, last_day = given.get("day"), given.get("last_day")
        if first and last_day and last_day < first:
            self.add_error("last_day", _("The last day must not come before the first."))
        if last_day and first and last_day > first and not ends and "ends" not in self.errors:
            self.add_error("ends", _("Write when it ends on the last day."))
        if (
            starts
            and ends
            and ends <= starts
            and not (last_day and first and last_day > first)
            and not (_is_night(starts, ends))
        ):
            self.add_error("ends", _("The end must come after the start."))
        if given.get("link_hour") and not given.get("link_day") and "link_day" not in self.errors:
            self.add_error("link_day", _("A time needs its day."))
        last, day = given.get("registration_last_day_on"), given.get("day")
        if last and day and last > day:
            self.add_error("registration_last_day_on", _("The last day to register cannot come after the day itself."))
        self._refuse_skipped(given)
        if self.point is not None and self.point.is_published:
            for name in _NEEDED:
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("The point is published: this can be changed, but not taken away."))
        return given

    def facts(self) -> dict[str, Any]:
        """Return the writable fields of a point."""
        given = dict(self.cleaned_data)
        for name in ("themes", "co_organisers", "find_organisation", "accepts_terms"):
            given.pop(name, None)
        day, starts, ends, last_day = (given.pop(name) for name in ("day", "starts", "ends", "last_day"))
        last = last_day or (day + timedelta(days=1) if day and starts and ends and _is_night(starts, ends) else day)
        link_day, link_hour = given.pop("link_day"), given.pop("link_hour")
        return given | {
            "on_date": day,
            "starts_at": self._at(day, starts, "starts_at"),
            "ends_at": self._at(last, ends, "ends_at"),
            "link_at": self._at(link_day, link_hour or LINK_HOUR, "link_at"),
        }

    def _at(self, day: date | None, hour: time | None, name: str) -> datetime | None:
        """Return that time on the point's clocks. What the point has already stays: an hour that comes twice, too."""
        if not day or not hour:
            return None
        wall = datetime.combine(day, hour)
        was = getattr(self.point, name, None)
        if was is not None and was.astimezone(self.zone).replace(tzinfo=None, second=0, microsecond=0) == wall:
            return was
        return zones.local(wall, self.zone) or wall.replace(tzinfo=self.zone)

    def _refuse_skipped(self, given: dict[str, Any]) -> None:
        """Refuse a time that the clocks there skip when summer time begins."""
        for on, at in (("day", "starts"), ("last_day", "ends"), ("link_day", "link_hour")):
            day, hour = given.get(on) or given.get("day"), given.get(at)
            if day and hour and at not in self.errors and zones.local(datetime.combine(day, hour), self.zone) is None:
                self.add_error(at, _("There is no such time that night: summer time begins. Choose another."))


def _is_night(starts: time, ends: time) -> bool:
    """Say whether an end before the start is meant to be after midnight."""
    return ends <= starts and ends <= MORNING and starts >= AFTERNOON


def _last_day(point: Point) -> Any:
    """Return the last day of a point of several days; a night is no second day."""
    starts, ends = point.local_start, point.local_end
    if starts is None or ends is None:
        return None
    is_next = (ends.date() - starts.date()).days == 1
    return None if starts.date() == ends.date() or (is_next and _is_night(starts.time(), ends.time())) else ends.date()


def _initial(point: Point | None) -> dict[str, Any]:
    if point is None:
        return {}
    plain = (
        "title_sv", "title_en", "abstract_sv", "abstract_en", "series", "format", "place", "platform", "joining_link",
        "language", "price", "registration_last_day_on", "web_page", "recording_url", "contact", "target_group",
        "part_of", "accessibility", "interpretation", "time_zone",
    )  # fmt: skip
    said = {None: "", True: "yes", False: "no"}
    local = {
        "starts": point.local_start, "ends": point.local_end, "link": point.local_link_at,
    }  # fmt: skip
    return {name: getattr(point, name) for name in plain} | {
        "day": point.on_date,
        "last_day": _last_day(point),
        "starts": local["starts"] and local["starts"].time(),
        "ends": local["ends"] and local["ends"].time(),
        "link_day": local["link"] and local["link"].date(),
        "link_hour": local["link"] and local["link"].time(),
        "is_free": said[point.is_free],
        "is_recorded": said[point.is_recorded],
        "has_captions": said[point.has_captions],
        "themes": list(point.themes.all()),
        "co_organisers": [*point.co_organisers.all(), *co_organising.asked(point)],
    }
