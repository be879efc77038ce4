"""Taking a deployment back: what nobody runs any more, and what was put to use by mistake."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count

from gorel.cases import calling, programs
from gorel.cases.models import Case, DaySum, Decision, Deployment, Process, Purge, Statistic
from gorel.cases.taking import take
from gorel.cases.turn import Turn


class InUse(Exception):
    """Cases, or what is left of cases, need it. Shape: open_cases, ended and purged count them."""

    def __init__(self, *, open_cases: int, ended: int, purged: int) -> None:
        self.open_cases, self.ended, self.purged = open_cases, ended, purged
        super().__init__(
            f"{open_cases} open cases, {ended} ended ones and {purged} purged ones need this deployment; "
            "cancel or migrate the open ones, and let the ended ones be purged first"
        )


def withdraw(deployment: Deployment) -> None:
    """Take *deployment* back with all its files; the versions before them are the newest again.

    Side effects: its rows go; start events of the versions before begin to wait again.
    Errors: InUse, and nothing is changed; what a case was decided by can always be read.
    """
    with transaction.atomic():
        processes = list(Process.objects.select_for_update().filter(resource__deployment=deployment))
        ids = [process.pk for process in processes]
        counts = Case.objects.filter(process_id__in=ids).values_list("state").annotate(count=Count("id")).order_by()
        by_state = dict(counts)
        open_cases = sum(count for state, count in by_state.items() if state in Case.OPEN)
        purged = Purge.objects.filter(process_id__in=ids).count()
        ruled = _decided_by(deployment)
        summed = any(kept.objects.filter(process_id__in=ids).exists() for kept in (Statistic, DaySum))
        if by_state or purged or ruled or summed:
            raise InUse(open_cases=open_cases, ended=sum(by_state.values()) - open_cases + ruled, purged=purged)
        owners = {(process.key, process.organisation_id, process.space) for process in processes}
        Process.objects.filter(pk__in=ids).delete()
        deployment.delete()
        before = [programs.newest(key, organisation_id, space) for key, organisation_id, space in owners]
        take(lambda turn: _schedule(turn, [one for one in before if one is not None]))
    programs.forget()


def _decided_by(deployment: Deployment) -> int:
    """How many decisions were made by rules of the deployment."""
    return Decision.objects.filter(resource__deployment=deployment).count()


def _schedule(turn: Turn, processes: list[Process]) -> None:
    for process in processes:
        calling.schedule(turn, process)
