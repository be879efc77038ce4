"""Settings are read strictly, and what is misspelt is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from gorel.site import environment as env
from gorel.site import settings  # reading it declares the settings


@pytest.mark.parametrize(("written", "read"), [("yes", True), ("ON", True), ("0", False), ("no", False), ("", True)])
def test_flag_reads_yes_and_no(monkeypatch, written, read):
    monkeypatch.setenv("GOREL_DEBUG", written)
    assert env.flag("DEBUG", default=True, about="") is read


def test_flag_refuses_what_is_neither_yes_nor_no(monkeypatch):
    monkeypatch.setenv("GOREL_DEBUG", "maybe")
    with pytest.raises(env.BadSetting, match="GOREL_DEBUG='maybe' is neither yes nor no"):
        env.flag("DEBUG", default=False, about="")


def test_number_refuses_words(monkeypatch):
    monkeypatch.setenv("GOREL_WORKERS", "many")
    with pytest.raises(env.BadSetting, match=r"not a whole number\. Write for example 8"):
        env.number("WORKERS", 8, "")


def test_secret_is_read_from_the_file_that_is_named(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("hemlig\n", encoding="utf-8")
    monkeypatch.setenv("GOREL_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.secret("SECRET_KEY", "") == "hemlig"


def test_secret_file_that_is_missing_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("GOREL_SECRET_KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(env.BadSetting, match="No such file"):
        env.secret("SECRET_KEY", "")


def test_unknown_setting_stops_the_start_and_the_known_ones_are_listed(monkeypatch):
    monkeypatch.setenv("GOREL_ADRESS", "https://example.se")
    with pytest.raises(env.BadSetting, match=r"Unknown setting GOREL_ADRESS\. The settings are: .*GOREL_ADDRESS"):
        env.refuse_unknown()


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    """Each test declares on a copy, so that only real settings are held against the page."""
    monkeypatch.setattr(env, "DECLARED", dict(env.DECLARED))


def test_every_setting_is_documented():
    assert settings.DEBUG is False
    page = (Path(__file__).parents[2] / "docs/settings.md").read_text(encoding="utf-8")
    undocumented = [name for name in env.DECLARED if f"`GOREL_{name}`" not in page]
    assert undocumented == []
