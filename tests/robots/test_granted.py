"""Grants as rows: per organisation, ability and host; values sealed, and never said."""

from __future__ import annotations

from pathlib import Path

import pytest

from gorel.ability import Context, NotGranted, grants
from gorel.accounts.models import Organisation
from gorel.robots.granted import answering
from gorel.robots.granted.models import Folder, Host, Secret
from gorel.site.command import main
from raw import raw

pytestmark = pytest.mark.django_db


def context(organisation: Organisation | None, type: str = "http.request") -> Context:
    return Context(job_key="c:1", case="c", type=type, organisation=organisation.pk if organisation else None)


@pytest.fixture
def cities() -> tuple[Organisation, Organisation]:
    return tuple(Organisation.objects.create(name=name, slug=name.lower()) for name in ("Nacka", "Sundsvall"))


def test_a_secret_is_for_one_organisation_one_ability_and_one_host(cities) -> None:
    nacka, sundsvall = cities
    secret = answering.keep("BANK", "hemligt-77", organisation=nacka.pk)
    secret.grants.create(ability="http.request", host="bank.example")
    rows = answering.Rows()
    assert rows.secret("BANK", context(nacka), host="bank.example") == "hemligt-77"
    for who, host in (
        (context(sundsvall), "bank.example"),
        (context(None), "bank.example"),
        (context(nacka, "browser.run"), "bank.example"),
        (context(nacka), "evil.example"),
    ):
        with pytest.raises(NotGranted) as refused:
            rows.secret("BANK", who, host=host)
        assert "hemligt" not in str(refused.value)
    answering.keep("BANK", "nytt-88", organisation=nacka.pk)
    assert rows.secret("BANK", context(nacka), host="bank.example") == "nytt-88"


@pytest.mark.django_db(transaction=True)
def test_a_secret_stands_nowhere_in_clear() -> None:
    answering.keep("BANK", "unfindable-word-77", organisation=None)
    assert b"unfindable-word" not in raw()
    assert answering.value(Secret.objects.get()) == "unfindable-word-77"


def test_a_secret_may_stay_in_the_environment_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANK_PASSWORD", "från miljön")
    (tmp_path / "key").write_text("ur filen\n", encoding="utf-8")
    assert answering.value(answering.keep("A", "", organisation=None, source="env:BANK_PASSWORD")) == "från miljön"
    secret = answering.keep("B", "", organisation=None, source=f"file:{tmp_path}/key")
    assert answering.value(secret) == "ur filen"
    (tmp_path / "key").unlink()
    with pytest.raises(NotGranted, match="not where it should be"):
        answering.value(secret)


def test_folders_and_private_addresses_are_an_organisations_own(cities, tmp_path: Path) -> None:
    nacka, sundsvall = cities
    Folder.objects.create(organisation=nacka, name="in", place=str(tmp_path))
    Host.objects.create(organisation=nacka, name="economy.inside")
    rows = answering.Rows()
    assert rows.folder("in", context(nacka), write=False) == str(tmp_path)
    with pytest.raises(NotGranted, match="for reading only"):
        rows.folder("in", context(nacka), write=True)
    with pytest.raises(NotGranted, match="gorel grant folder in PATH"):
        rows.folder("in", context(sundsvall), write=False)
    assert rows.reach("economy.inside", context(nacka))
    assert not rows.reach("economy.inside", context(sundsvall))


def test_the_server_asks_the_rows() -> None:
    assert isinstance(grants.present(), answering.Rows)


def test_on_the_command_line_a_value_is_never_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import io

    monkeypatch.setattr("gorel.site.prepare.prepare_database", lambda: None)

    def gorel(*words: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("hemligt-99\n"))
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        said = capsys.readouterr()
        return f"{ended.value.code} {said.out}{said.err}"

    assert gorel("secret", "set", "BANK") == "0 secrets.BANK\n"
    assert gorel("secret", "grant", "BANK", "http.request", "Bank.Example").startswith(
        "0 BANK: http.request → bank.exa"
    )
    assert "1 She has no ability" in gorel("secret", "grant", "BANK", "http.post", "bank.example")
    assert gorel("secret", "list") == "0 BANK  –  vault  http.request → bank.example\n"
    assert answering.value(Secret.objects.get()) == "hemligt-99"
    assert gorel("grant", "folder", "in", str(tmp_path), "--write").startswith("0 in/ → ")
    assert gorel("grant", "host", "Economy.Inside") == "0 economy.inside\n"
    assert "folder  in  –" in gorel("grant", "list")
    assert gorel("secret", "remove", "BANK") == "0 BANK is forgotten\n"
    assert "1 There is no secret BANK" in gorel("secret", "remove", "BANK")
