"""Beginning operations, and going on with them a batch at a time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec
from django.db import transaction

from gorel.accounts.models import Organisation
from gorel.cases import doing, wake
from gorel.cases.collisions import NO_DATABASE, persist
from gorel.cases.models import Case, Change, Operation
from gorel.cases.operations.kinds import KINDS, BadPlan, CannotUndo
from gorel.cases.queries.cases import Query, matching
from gorel.cases.values import from_json, plain, to_json
from gorel.core.engine import IllegalEvent
from gorel.core.say import say
from gorel.ground import clock
from gorel.ground.typed import learned

BATCH = 25  # cases of one transaction: their locks are held for some tens of milliseconds


def begin(
    kind: str, asked: Query, *, plan: Mapping[str, Any] | None = None, by: str | None, reason: str,
    organisation: Organisation | None = None,
) -> Operation:  # fmt: skip
    """Let the worker change all cases that *asked* means now; those that begin later are not touched.

    Shape: the caller narrows *asked* to what the person may change; *organisation* owns the operation.
    Errors: BadPlan; ValueError for a kind that there is none of, or without a reason.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no change; choose among {', '.join(KINDS)}")
    if not reason.strip():
        raise ValueError("say why: the log of each case keeps it")
    KINDS[kind].check(plan or {})
    found = matching(asked)
    newest = found.order_by("-pk").values_list("pk", flat=True).first() or 0
    return _create(
        kind=kind, query=msgspec.json.encode(asked).decode(), plan=to_json(plain(plan or {})), by=by or "",
        reason=reason[:500], organisation=organisation, until_case=newest, total=found.count(),
    )  # fmt: skip


def undo(operation: Operation, *, by: str | None, reason: str) -> Operation:
    """Take back what *operation* did, case by case. Errors: CannotUndo when its kind cannot be."""
    if operation.undoes_id is not None or KINDS[operation.kind].undo is None:
        raise CannotUndo(f"{operation.kind} cannot be taken back; its list says what was done to which case")
    stop(operation)
    done = operation.changes.filter(is_refused=False)
    newest = done.order_by("-case_id").values_list("case_id", flat=True).first() or 0
    return _create(
        kind=operation.kind, query="{}", plan="{}", by=by or "", reason=reason[:500], undoes=operation,
        organisation=operation.organisation, until_case=newest, total=done.count(),
    )  # fmt: skip


def pause(operation: Operation) -> bool:
    """Let it rest after the batch that is under way; whether it was running."""
    return _turn(operation, Operation.RUNNING, Operation.PAUSED)


def proceed(operation: Operation) -> bool:
    """Let it go on where it rested; whether it did."""
    went_on = _turn(operation, Operation.PAUSED, Operation.RUNNING)
    wake.ring()
    return went_on


def stop(operation: Operation) -> bool:
    """End it where it is; what is done stays done."""
    return bool(
        Operation.objects.filter(pk=operation.pk, state__in=Operation.UNFINISHED).update(
            state=Operation.STOPPED, ended_at=clock.now()
        )
    )


def go_on(batch: int = BATCH) -> int:
    """Do the next batch of every running operation; return how many cases were looked at, and operations ended."""
    running = Operation.objects.filter(state=Operation.RUNNING).order_by("pk").values_list("pk", flat=True)
    return sum(persist(partial(_batch, pk, batch)) for pk in list(running))


def _batch(pk: int, size: int) -> int:
    with transaction.atomic():
        rows = Operation.objects.select_for_update(skip_locked=True).filter(pk=pk, state=Operation.RUNNING)
        operation = rows.first()
        if operation is None:  # another worker has it in hand, or it was paused
            return 0
        cases = _next(operation, size)
        changes = [_change(operation, case, told) for case, told in cases]
        Change.objects.bulk_create(changes)
        operation.refused += sum(change.is_refused for change in changes)
        operation.changed += sum(not change.is_refused for change in changes)
        if cases:
            operation.at_case = cases[-1][0].pk
        if len(cases) < size:
            operation.state, operation.ended_at = Operation.DONE, clock.now()
        operation.save(update_fields=["refused", "changed", "at_case", "state", "ended_at"])
    return len(cases) + (operation.state == Operation.DONE)


def _next(operation: Operation, size: int) -> list[tuple[Case, dict[str, Any]]]:
    """The next cases; with what was done to each when this takes it back."""
    here = {"pk__gt": operation.at_case, "pk__lte": operation.until_case}
    if operation.undoes_id is None:
        found = matching(msgspec.json.decode(operation.query, type=learned(Query))).filter(**here).order_by("pk")
        return [(case, {}) for case in found[:size]]
    done = Change.objects.filter(operation=operation.undoes_id, is_refused=False, case_id__gt=operation.at_case)
    return [(row.case, from_json(row.told)) for row in done.select_related("case").order_by("case_id")[:size]]


def _change(operation: Operation, case: Case, told: dict[str, Any]) -> Change:
    kind = KINDS[operation.kind]
    change = Change(operation=operation, case=case, at=clock.now())
    try:
        with transaction.atomic():
            if operation.undoes_id is None:
                answer = kind.do(case, from_json(operation.plan), operation)
            else:
                assert kind.undo is not None
                answer = kind.undo(case, told, operation)
    except NO_DATABASE:
        raise
    except IllegalEvent as refusal:
        change.is_refused, answer = True, {"why": {lang: _said(refusal, lang) for lang in ("sv", "en")}}
    except BadPlan as wrong:
        change.is_refused, answer = True, {"why": {"sv": str(wrong), "en": str(wrong)}}
    except Exception as error:  # a defect of ours in one case must not stop the others
        failed = doing.failure(error, "")
        change.is_refused, answer = True, {"why": {"sv": failed.message, "en": failed.message}}
    change.told = to_json(answer)
    return change


def _said(refusal: IllegalEvent, language: Any) -> str:
    return " ".join(say(problem, language) for problem in refusal.problems)


def _create(**given: Any) -> Operation:
    with transaction.atomic():
        operation = Operation.objects.create(created_at=clock.now(), **given)
        wake.ring()
    return operation


def _turn(operation: Operation, before: str, after: str) -> bool:
    return bool(Operation.objects.filter(pk=operation.pk, state=before).update(state=after))
