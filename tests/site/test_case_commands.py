"""The operator's commands find, tell and change cases."""

from __future__ import annotations

import pytest

from cases import pictures as p
from cases.trying import FAIL
from gorel.cases import deployment, programs, runtime
from gorel.cases.models import Case, Task
from gorel.cases.worker import Worker
from gorel.site import command

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def say(capsys):
    """Run a command line; return what it said, and fail when it failed."""

    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as ended:
            command.main(list(arguments))
        told = capsys.readouterr()
        assert ended.value.code == 0, told.err
        return told.out

    return run


@pytest.fixture
def complain(capsys):
    """Run a command line that fails; return what it complains of."""

    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as ended:
            command.main(list(arguments))
        assert ended.value.code == 1
        return capsys.readouterr().err

    return run


def teach(*pictures: bytes):
    programs.forget()
    return deployment.deploy([(f"{place}.bpmn", data) for place, data in enumerate(pictures)]).processes


def test_cases_are_found_told_and_cancelled(say, complain):
    teach(p.row("review", p.task("look"), properties={"gorel.searchable": "n"}))
    case = runtime.start("review", variables={"n": 1}, business_key="k")
    assert str(case.uid) in say("cases", "--state", "open", "--where", "n=1")
    assert say("cases", "--where", 'n="1"') == say("cases", "--state", "completed") == ""
    told = say("cases", str(case.uid))
    assert "waits: task look" in told
    assert "n = 1" in told
    assert "active     look" in say("cases", str(case.uid), "--history")
    assert "still open" in complain("cases", str(case.uid), "--erase", "request")
    assert "cancelled" in say("cases", str(case.uid), "--cancel", "test")
    assert "only an open case" in complain("cases", str(case.uid), "--cancel", "again")
    assert "--process KEY" in complain("cases", "--export", "ocel")
    assert say("cases", "--process", "review", "--export", "ocel").startswith('{"objectTypes"')


def test_many_incidents_are_tried_again_and_it_is_told(say):
    teach(p.row("mail", p.job("send", "try.outside", retries=1)))
    for _ in range(3):
        runtime.start("mail")
    FAIL["outside"] = 3
    Worker().drain()
    assert say("incidents").splitlines()[-1] == "3 open"
    assert say("incidents", "--code", "other").splitlines() == ["0 open"]
    uid = say("incidents", "--process", "mail", "--retry", "mended").partition(":")[0]
    assert "running   0 of 3" in say("operations", uid)
    say("operations", uid, "--pause")
    assert Worker().drain() == 0
    say("operations", uid, "--go-on")
    Worker().drain()
    told = say("operations", uid).splitlines()
    assert "done      3 of 3" in told[0]
    assert len(told) == 4
    assert set(Case.objects.values_list("state", flat=True)) == {"completed"}


def test_cases_are_moved_to_a_new_version_and_back(say, complain):
    teach(p.row("permit", p.task("look")))
    runtime.start("permit")
    teach(p.row("permit", p.task("inspect")))
    change = ("cases", "--process", "permit", "--change", "migrate", "--map", "look=inspect", "--reason", "new law")
    assert "--to N" in complain(*change)
    uid = say(*change, "--to", "2").partition(":")[0]
    Worker().drain()
    assert Task.objects.get().element == "inspect"
    say("operations", uid, "--undo", "repealed")
    Worker().drain()
    assert Task.objects.get().element == "look"
    assert "say why" in complain("cases", "--change", "cancel")
    assert "There is no case" in complain("cases", "0192f0c0-a1b2-7ccc-bccc-bcccbcccbccc")
