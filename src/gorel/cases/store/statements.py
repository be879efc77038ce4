"""The statements by which turns write, and the order in which they go."""

from __future__ import annotations

from gorel.cases.store.sql import Statement, delete, insert, update

# Cases and their states

ADD_CASE = insert(
    "cases_case",
    {
        "id": "bigint", "uid": "uuid", "process_id": "bigint", "organisation_id": "bigint", "business_key": "text",
        "state": "text", "started_at": "bigint", "ended_at": "bigint", "parent_id": "bigint", "parent_key": "bigint",
    },
)  # fmt: skip
CHANGE_CASE = update("cases_case", {"state": "text", "ended_at": "bigint"}, where={"id": "bigint"})
ADD_STATE = insert("cases_casestate", {"case_id": "bigint", "format": "smallint", "body": "text"})
CHANGE_STATE = update(
    "cases_casestate", {"body": "text", "format": "smallint"}, where={"case_id": "bigint"}, each_once=True
)
KEEP_PERSONAL = insert(
    "cases_personal",
    {"case_id": "bigint", "key": "bytea", "names": "text", "body": "bytea", "erased_by": "text", "ground": "text"},
    upsert_on=("case_id",),
)
SET_SEARCHABLE = insert(
    "cases_searchable",
    {"case_id": "bigint", "name": "text", "text": "text", "number": "float8"},
    upsert_on=("case_id", "name"),
)
DROP_SEARCHABLE = delete("cases_searchable", where={"case_id": "bigint", "name": "text"})

# Jobs

_JOB = {
    "element": "text", "type": "text", "lane_id": "bigint", "due_at": "bigint", "lease_owner": "text",
    "retries": "int", "tries": "int", "priority": "int", "headers": "text", "opened_at": "bigint",
}  # fmt: skip

# A job that is opened again (its incident was resolved) is the same row, free for anybody.
OPEN_JOB = insert("cases_job", {"case_id": "bigint", "key": "bigint", **_JOB}, upsert_on=("case_id", "key"))
# One job done and the next one opened is one row written over: half the work of a delete and an insert.
MOVE_JOB = update(
    "cases_job",
    {"new_key": "bigint", **_JOB},
    where={"case_id": "bigint", "key": "bigint"}, named={"new_key": "key"}, each_once=True,
)  # fmt: skip
# The next job of a case whose last one this worker had on lease, in the same lane, under the same lease: no index but
# that of keys has to change, and that is half of the work.
CARRY_JOB = update(
    "cases_job",
    {
        "new_key": "bigint", "element": "text", "retries": "int", "tries": "int", "headers": "text",
        "opened_at": "bigint",
    },
    where={"case_id": "bigint", "key": "bigint"}, named={"new_key": "key"}, each_once=True,
)  # fmt: skip
POSTPONE_JOB = update(
    "cases_job",
    {"retries": "int", "due_at": "bigint", "lease_owner": "text"},
    where={"case_id": "bigint", "key": "bigint"},
)
RANK_JOB = update("cases_job", {"priority": "int", "lane_id": "bigint"}, where={"case_id": "bigint", "key": "bigint"})
CLOSE_JOB = delete("cases_job", where={"case_id": "bigint", "key": "bigint"})
# What a worker writes beside its turns' rows.
LEASE_JOB = update("cases_job", {"due_at": "bigint", "lease_owner": "text", "tries": "int"}, where={"id": "bigint"})
EXTEND_LEASE = update(
    "cases_job",
    {"due_at": "bigint"},
    where={"case_id": "bigint", "key": "bigint", "lease_owner": "text", "tries": "int"},
)

# Timers and subscriptions

SET_TIMER = insert(
    "cases_timer",
    {"case_id": "bigint", "key": "bigint", "element": "text", "due_at": "bigint"},
    upsert_on=("case_id", "key"),
)
CANCEL_TIMER = delete("cases_timer", where={"case_id": "bigint", "key": "bigint"})
SUBSCRIBE = insert(
    "cases_subscription",
    {
        "case_id": "bigint", "key": "bigint", "element": "text", "kind": "text", "name": "text",
        "correlation_key": "text",
    },
    upsert_on=("case_id", "key"),
)  # fmt: skip
UNSUBSCRIBE = delete("cases_subscription", where={"case_id": "bigint", "key": "bigint"})

# Tasks

OPEN_TASK = insert(
    "cases_task",
    {
        "id": "bigint", "uid": "uuid", "case_id": "bigint", "key": "bigint", "element": "text", "name": "text",
        "form": "text", "state": "text", "assignee": "text", "priority": "int", "opened_at": "bigint",
        "due_at": "bigint", "follow_up_at": "bigint", "closed_at": "bigint", "closed_by": "text",
        "seconds_spent": "int",
    },
)  # fmt: skip
ADD_CANDIDATE = insert("cases_candidate", {"task_id": "bigint", "kind": "text", "name": "text", "is_open": "boolean"})
MARK_CANDIDATES = Statement(
    sqlite="update cases_candidate set is_open = %s"
    " where task_id = (select id from cases_task where case_id = %s and key = %s)",
    postgresql="update cases_candidate c set is_open = v.is_open from cases_task t,"
    " unnest(%s::boolean[], %s::bigint[], %s::bigint[]) v(is_open, case_id, key)"
    " where t.case_id = v.case_id and t.key = v.key and c.task_id = t.id",
)
_END = {"state": "text", "closed_at": "bigint", "closed_by": "text", "seconds_spent": "int"}
REOPEN_TASK = update("cases_task", _END, where={"case_id": "bigint", "key": "bigint"})
CLOSE_TASK = update("cases_task", _END, where={"case_id": "bigint", "key": "bigint"})

# Incidents, decisions, the log

RAISE_INCIDENT = insert(
    "cases_incident",
    {
        "uid": "uuid", "case_id": "bigint", "organisation_id": "bigint", "key": "bigint", "element": "text",
        "about": "bigint", "code": "text", "problem": "text", "state": "text",
        "raised_at": "bigint", "closed_at": "bigint", "closed_by": "text",
    },
)  # fmt: skip
CLOSE_INCIDENT = update(
    "cases_incident",
    {"state": "text", "closed_at": "bigint", "closed_by": "text"},
    where={"case_id": "bigint", "key": "bigint"},
)
RECORD_DECISION = insert(
    "cases_decision",
    {
        "case_id": "bigint", "at": "bigint", "element": "text", "decision": "text", "resource_id": "bigint",
        "explanation": "text",
    },
)  # fmt: skip
LOG = insert(
    "cases_logentry",
    {
        "case_id": "bigint", "at": "bigint", "kind": "text", "element": "text", "key": "bigint", "by": "text",
        "detail": "text",
    },
)  # fmt: skip

# A row that others hang on goes before them; what is opened goes before what is closed.
ORDER: tuple[Statement, ...] = (
    ADD_CASE, ADD_STATE, CHANGE_STATE, CHANGE_CASE,
    OPEN_JOB, POSTPONE_JOB, RANK_JOB, MOVE_JOB, CARRY_JOB, CLOSE_JOB,
    SET_TIMER, CANCEL_TIMER,
    OPEN_TASK, ADD_CANDIDATE, REOPEN_TASK, CLOSE_TASK, MARK_CANDIDATES,
    SUBSCRIBE, UNSUBSCRIBE,
    KEEP_PERSONAL, SET_SEARCHABLE, DROP_SEARCHABLE,
    RAISE_INCIDENT, CLOSE_INCIDENT,
    RECORD_DECISION, LOG,
)  # fmt: skip
