"""A robot that hung up while it waited takes no job with it."""

from __future__ import annotations

import socket
from typing import Any

import msgspec
import pytest
from django.test import Client

from api.models import BILL
from gorel.cases.models import Job

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

ASKING = {
    "/engine-rest/external-task/fetchAndLock": {
        "workerId": "w", "maxTasks": 1, "topics": [{"topicName": "check-bill", "lockDuration": 60_000}],
    },
    "/v2/jobs/activation": {"type": "check-bill", "worker": "w", "timeout": 60_000, "maxJobsToActivate": 1},
}  # fmt: skip


@pytest.mark.parametrize(("path", "asked"), ASKING.items())
def test_only_who_is_still_there_gets_the_job(robot: Any, path: str, asked: dict[str, Any]) -> None:
    one = robot("/engine-rest")
    one.deploy("/deployment/create", {"bill.bpmn": BILL})
    one("POST", "/process-definition/key/bill/start", {})

    def ask(line: socket.socket) -> Any:
        more: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {one.secret}", "gunicorn.socket": line}
        answer = Client().generic("POST", path, msgspec.json.encode(asked), content_type="application/json", **more)
        assert answer.status_code == 200, answer.content
        told = answer.json()
        return told["jobs"] if isinstance(told, dict) else told

    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        assert ask(ours) == []
    assert Job.objects.get().lease_owner == ""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert len(ask(ours)) == 1
