"""`gorel try` tells what a process does, and draws it."""

from pathlib import Path

import pytest

from core.engine.drawing import boundary, definitions, event, node, timer
from gorel.core import bpmn, engine
from gorel.site.command import main


@pytest.fixture
def review(tmp_path: Path) -> Path:
    drawn = definitions(
        "s:start check:job review:user g:xor e:end q:end", "s>check check>review review>m m>g g>e[ok] g>q! x>q",
        boundary("x", "check", event("error", ref="no")), node("m", "catch", event("message", ref="paid")),
    )  # fmt: skip
    path = tmp_path / "review.bpmn"
    path.write_bytes(bpmn.write(drawn))
    return path


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main(["try", *(str(one) for one in arguments)])
    return int(left.value.code or 0)


def test_it_runs_by_the_answers_and_draws_the_path(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers, picture = review.with_suffix(".toml"), review.with_suffix(".svg")
    answers.write_text('[review]\nok = true\n[[message]]\nname = "paid"\nkey = "7"\nvariables = {amount = 3}\n')
    assert run(review, "--set", "key=7", "--answers", answers, "--svg", picture, "--language", "en") == 0
    told = capsys.readouterr().out
    assert "Ended: completed" in told
    assert '"amount": 3' in told
    drawn = picture.read_text()
    assert ('data-element="g&gt;e" class="taken"' in drawn, 'data-element="q" class="taken"' in drawn) == (True, False)


def test_an_error_goes_its_own_way(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = review.with_suffix(".toml")
    answers.write_text('[check]\n_error = "no"\n')
    assert run(review, "--answers", answers) == 0
    assert "Slut: completed" in capsys.readouterr().out


def test_a_case_that_waits_for_what_does_not_come_exits_with_1(
    review: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(review, "--set", "key=7") == 1
    assert "message: m paid" in capsys.readouterr().out


def test_a_wrong_model_is_told_and_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.bpmn"
    path.write_bytes(bpmn.write(definitions("a:user e:end", "a>e")))
    assert run(path) == 1
    assert "Processen har ingen starthändelse" in capsys.readouterr().out


@pytest.mark.parametrize("options", [("--now", "tomorrow"), ("--set", "x"), ("--answers", "nowhere.toml")])
def test_what_cannot_be_read_is_said(
    review: Path, options: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(review, *options) == 1
    assert capsys.readouterr().err


def test_a_script_may_leave_work_open_and_answer_differently_each_time() -> None:
    late = boundary("x", "a", timer("PT1H"))
    program = engine.compile(definitions("s:start a:user b:job g:xor e:end", "s>a a>e x>b b>g g>b[again] g>e!", late))
    script = engine.Script(answers={"a": {"_leave": True}, "b": [{"again": True}, {"again": False}]})
    trace = engine.simulate(program, script, now=0)
    assert (trace.outcome, trace.went["b"], trace.now) == ("completed", 2, 3_600_000_000)


def check(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main(["check", *(str(one) for one in arguments)])
    return int(left.value.code or 0)


def test_a_model_is_checked_and_each_finding_says_where(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(review) == 0
    assert capsys.readouterr().out == f"{review}: inget att anmärka\n"
    broken = bpmn.write(
        definitions("s:start g:xor a:user e:end", "s>g g>a[1 +] g>e! a>t t>e", node("t", "catch", timer("soon")))
    )
    review.write_bytes(broken)
    assert check(review) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("✗ g>a, villkor, rad ")
    assert told[1].startswith("✗ t, klocka, rad ")
    assert told[-1] == f"{review}: 2 fel, 0 att se över"
    assert not any("\x1b" in line for line in told)
    assert check(review, "--language", "en") == 1
    assert capsys.readouterr().out.splitlines()[1].startswith("✗ t, timer, line ")


def test_a_file_that_is_no_model_is_told_and_so_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "letter.bpmn"
    other.write_text("Hej!")
    assert check(other) == 1
    assert capsys.readouterr().out.startswith("✗ ")
    assert check(tmp_path / "nothing.bpmn") == 1
    assert "nothing.bpmn" in capsys.readouterr().err


def test_colours_are_for_terminals_only(
    review: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    review.write_bytes(b"<a/>")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    check(review)
    assert "\x1b[31m✗" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    check(review)
    assert "\x1b" not in capsys.readouterr().out
