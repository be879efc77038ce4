"""Models of public test suites, behind both doors: deployed, started and driven by calls alone, judged by answers.

What each must do stands in the scripts of `conformance/bpmn`, which run it in the core. Here the same scripts run
against a door; where the models are not beside the project, nothing of this runs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from api.behind_eight import BehindEight
from api.behind_seven import BehindSeven
from gorel.core.engine.simulation import Simulation

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "conformance" / "bpmn"))

import decision_scripts
import expectations
import foreign_models
import newer_scripts
import older_scripts
from foreign_models import ROOT, Row

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True), pytest.mark.slow]

SCRIPTS = {**older_scripts.SCRIPTS, **newer_scripts.SCRIPTS}
TABLE = foreign_models.rows()
REFUSED = {
    "c7/BpmnParseTest.testInvalidProcessWithoutStartEvent.bpmn": "Process_1",
    "c7/TransactionSubProcessTest.testCancelBoundaryNoTransactionFails.bpmn": "catchCancelTx",
}
SEVEN = [row for row in TABLE if row.file in SCRIPTS and row.file not in REFUSED]
EIGHT = [row for row in SEVEN if row.file.startswith("c8/")]
RULES = [row for row in TABLE if row.file in decision_scripts.ASKED]

if not TABLE:
    pytest.skip("NOT RUN: the models of others are not beside the project", allow_module_level=True)


def files_of(row: Row) -> dict[str, bytes]:
    folder = row.file.partition("/")[0]
    names = [row.file, *(f"{folder}/{name}" for name in row.also)]
    return {name.rpartition("/")[2]: (ROOT / name).read_bytes() for name in names}


@pytest.fixture
def behind(pinned: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the script of a row behind a door."""
    pinned("2021-10-04 08:00")

    def run(kind: type, robot: Any, row: Row) -> None:
        worlds: list[Any] = []

        def world(programs: Any) -> Any:
            worlds.append(kind(robot, Simulation(programs)))
            return worlds[-1]

        def of_file(file: str, *also: str) -> Any:
            return world(list(plain(file, *also).programs.values()))

        plain = foreign_models.simulation
        monkeypatch.setattr(expectations, "same_again", lambda one: one.compare())
        for module in (older_scripts, newer_scripts):
            monkeypatch.setattr(module, "simulation", of_file)
        monkeypatch.setattr(newer_scripts, "Simulation", world)
        SCRIPTS[row.file]()
        assert worlds
        for one in worlds[-1:]:
            one.compare()

    return run


@pytest.mark.parametrize("row", SEVEN, ids=[row.file for row in SEVEN])
def test_a_model_does_behind_engine_rest_what_its_row_says(row: Row, robot: Any, behind: Any) -> None:
    engine = robot("/engine-rest")
    engine.deploy("/deployment/create", files_of(row))
    behind(BehindSeven, engine, row)


@pytest.mark.parametrize("row", EIGHT, ids=[row.file for row in EIGHT])
def test_a_model_does_behind_v2_what_its_row_says(row: Row, robot: Any, behind: Any) -> None:
    cluster = robot("/v2")
    cluster.deploy("/deployments", files_of(row), field="resources")
    behind(BehindEight, cluster, row)


@pytest.mark.parametrize("file", sorted(REFUSED))
def test_a_model_that_cannot_run_is_refused_at_its_element(file: str, robot: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    name, secret = file.rpartition("/")[2], robot("").secret
    for path, field, said in (
        ("/engine-rest/deployment/create", name, "message"),
        ("/v2/deployments", "resources", "detail"),
    ):
        upload = {field: SimpleUploadedFile(name, (ROOT / file).read_bytes())}
        answer = Client().post(path, upload, HTTP_AUTHORIZATION=f"Bearer {secret}")
        assert answer.status_code == 400
        assert f"{REFUSED[file]}" in answer.json()[said]


@pytest.mark.parametrize("row", RULES, ids=[row.file for row in RULES])
def test_rules_answer_behind_both_doors_as_their_row_says(row: Row, robot: Any) -> None:
    import json

    decision, asked = decision_scripts.ASKED[row.file]
    engine, cluster = robot("/engine-rest"), robot("/v2")
    engine.deploy("/deployment/create", files_of(row))
    for inputs, expected in asked:
        given = {"variables": {name: {"value": value} for name, value in inputs.items()}}
        lines = engine("POST", f"/decision-definition/key/{decision}/evaluate", given)
        told = [{name: one["value"] for name, one in line.items()} for line in lines]
        wanted = expected if isinstance(expected, list) else [expected]
        assert [
            line if isinstance(one, dict) else next(iter(line.values())) for line, one in zip(told, wanted, strict=True)
        ] == wanted
        body = {"decisionDefinitionId": decision, "variables": inputs}
        assert json.loads(cluster("POST", "/decision-definitions/evaluation", body)["output"]) == expected
