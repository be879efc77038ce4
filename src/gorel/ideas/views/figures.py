"""The innovation programme in numbers: drawn, as tables, and as files."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gorel.accounts.models import Organisation
from gorel.ground import times
from gorel.ground.bars import Bar, bar_chart
from gorel.ground.export import as_csv
from gorel.ideas import statistics
from gorel.ideas.models import Idea
from gorel.ideas.statistics import Numbers

MOST_DRAWN = 15


@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """All numbers, or those of one organisation. Open to everybody: they hold no names."""
    numbers, shown = _asked(request)
    units = [
        Bar(
            ", ".join(filter(None, (one.unit or _("No unit"), one.organisation)))[:70],
            Decimal(one.ideas),
            str(one.ideas),
        )
        for one in numbers.units[:MOST_DRAWN]
    ]
    months = [Bar(month, Decimal(count), str(count)) for month, count in numbers.months[-MOST_DRAWN:]]
    way = [
        (_("Ideas"), numbers.ideas), (_("Answered"), numbers.answered), (_("Tried"), numbers.tried),
        (_("Became a solution"), numbers.solved),
    ]  # fmt: skip
    freed = [
        Bar(one.solution.title[:70], total, times.duration(float(total)))
        for one in numbers.spread
        if (total := (one.minutes_here or Decimal(0)) + one.minutes_elsewhere)
    ]
    context = {
        "numbers": numbers,
        "shown": shown,
        "organisations": Organisation.objects.filter(pk__in=Idea.objects.values("organisation")).order_by("name"),
        "way": way,
        "way_chart": bar_chart(
            [Bar(str(label), Decimal(count), str(count)) for label, count in way], title=_("From idea to solution")
        ),
        "unit_chart": bar_chart(units, title=_("Ideas by unit")),
        "month_chart": bar_chart(months, title=_("Ideas by month")),
        "freed_chart": bar_chart(freed[:MOST_DRAWN], title=_("Time freed by solution")),
    }
    return render(request, "ideas/figures.html", context)


@require_safe
def units_csv(request: HttpRequest) -> HttpResponseBase:
    """Ideas by unit, as a file."""
    numbers, _shown = _asked(request)
    columns = [
        (gettext_lazy("Organisation"), lambda row: row.organisation), (gettext_lazy("Unit"), lambda row: row.unit),
        (gettext_lazy("Ideas"), lambda row: row.ideas), (gettext_lazy("Answered"), lambda row: row.answered),
        (gettext_lazy("Tried"), lambda row: row.tried), (gettext_lazy("Became a solution"), lambda row: row.solved),
    ]  # fmt: skip
    return as_csv(numbers.units, columns, name="ideas-by-unit")


@require_safe
def spread_csv(request: HttpRequest) -> HttpResponseBase:
    """Solutions, who introduced them, and what they free, as a file."""
    numbers, _shown = _asked(request)
    columns = [
        (gettext_lazy("Solution"), lambda row: row.solution.title),
        (gettext_lazy("Introduced by"), lambda row: row.adopters),
        (gettext_lazy("Minutes freed here"), lambda row: row.minutes_here),
        (gettext_lazy("Minutes freed elsewhere"), lambda row: row.minutes_elsewhere),
    ]
    return as_csv(numbers.spread, columns, name="solutions-spread")


def _asked(request: HttpRequest) -> tuple[Numbers, Organisation | None]:
    slug = request.GET.get("organisation", "").replace("\x00", "")
    found = Organisation.objects.filter(slug=slug)
    shown = found.first() if slug else None
    return statistics.of(found if shown else None), shown
