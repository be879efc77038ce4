"""Finding cases: any number of them, a page at a time, by what people know of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from gorel.cases.models import Case


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases, the newest first. Shape: next is the cursor of the following page, None on the last."""

    cases: tuple[Case, ...]
    next: int | None


def search(
    *, process: str = "", state: str = "", business_key: str = "", organisations: Collection[int] | None = None,
    element: str = "", since: datetime | None = None, before: datetime | None = None, after: int | None = None,
    limit: int = 50,
) -> Page:  # fmt: skip
    """Return cases by process key, state ("open" is all that are not over), business key, organisation, element, start.

    Shape: organisations None is all of them; element is one where the case waits now for a job, task, timer or message;
    after is the cursor of the page before. Two queries, whatever the page.
    """
    cases = Case.objects.select_related("process", "organisation")
    if process:
        cases = cases.filter(process__key=process)
    if state:
        cases = cases.filter(state__in=Case.OPEN) if state == "open" else cases.filter(state=state)
    if business_key:
        cases = cases.filter(business_key=business_key)
    if organisations is not None:
        cases = cases.filter(organisation__in=list(organisations))
    if element:
        cases = cases.filter(
            Q(tasks__element=element, tasks__state="open") | Q(jobs__element=element) | Q(timers__element=element)
            | Q(subscriptions__element=element)
        ).distinct()  # fmt: skip
    if since is not None:
        cases = cases.filter(started_at__gte=since)
    if before is not None:
        cases = cases.filter(started_at__lt=before)
    if after is not None:
        cases = cases.filter(pk__lt=after)
    found = list(cases.order_by("-pk")[: limit + 1])
    return Page(tuple(found[:limit]), found[limit - 1].pk if len(found) > limit else None)
