"""Files below granted folders, here and behind a real SFTP server: the same promises for both."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest

from gorel.ability import Context, NotGranted, Refused, grants
from gorel.robots.file import robot, sftp
from gorel.robots.given import Given, given

CONTEXT = Context(job_key="c:1", case="c")


class _Accounts(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("görel", "sesam-öppna-dig")


@pytest.fixture(scope="module")
def sftp_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str, Path]]:
    """A real SFTP server over a folder: (port, the key's fingerprint, the folder)."""
    root = tmp_path_factory.mktemp("sftp")
    key = asyncssh.generate_private_key("ssh-ed25519")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.create_server(
            _Accounts, "127.0.0.1", 0, server_host_keys=[key],
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(root)),
        )  # fmt: skip

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    yield server.get_port(), key.get_fingerprint(), root
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


@pytest.fixture(params=["local", "sftp"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A granted folder called `in`, and where its files lie on this machine."""
    if request.param == "local":
        before, place = grants.use(Given(folders={"in": str(tmp_path)})), tmp_path
    else:
        port, fingerprint, top = request.getfixturevalue("sftp_server")
        place = top / tmp_path.name
        place.mkdir()
        address = (
            f"sftp://g%C3%B6rel:secrets.SFTP@127.0.0.1:{port}/{place.name}?host_key={fingerprint.replace('+', '%2B')}"
        )
        before = grants.use(Given(folders={"in": address}, secrets={("SFTP", "127.0.0.1"): "sesam-öppna-dig"}))
    yield place
    grants.use(before)


def test_files_are_written_whole_listed_read_and_moved(root: Path) -> None:
    assert robot.write(robot.ToWrite(file="in/2026/räkning.txt", text="Hej å ä ö"), CONTEXT).size == 12
    assert (root / "2026" / "räkning.txt").read_text(encoding="utf-8") == "Hej å ä ö"
    assert robot.read(robot.ToRead(file="in/2026/räkning.txt"), CONTEXT).text == "Hej å ä ö"
    listed = robot.list_(robot.Folder(folder="in/2026", pattern="*.TXT"), CONTEXT)
    assert [(one.name, one.path, one.size) for one in listed.files] == [("räkning.txt", "in/2026/räkning.txt", 12)]
    moved = robot.move(robot.ToMove(file="in/2026/räkning.txt", to="in/klart/"), CONTEXT)
    assert (moved.path, moved.size) == ("in/klart/räkning.txt", 12)
    assert [path.name for path in sorted(root.rglob("*"))] == ["2026", "klart", "räkning.txt"]
    again = robot.move(
        robot.ToMove(file="in/2026/räkning.txt", to="in/klart/"), Context(job_key="c:1", case="c", tries=2)
    )
    assert again == moved


def test_nothing_is_overwritten_unless_asked(root: Path) -> None:
    (root / "a.txt").write_text("ett", encoding="utf-8")
    (root / "b.txt").write_text("två", encoding="utf-8")
    with pytest.raises(Refused, match="there already, with other content"):
        robot.write(robot.ToWrite(file="in/a.txt", text="nytt"), CONTEXT)
    with pytest.raises(Refused, match="there already; nothing was moved"):
        robot.move(robot.ToMove(file="in/a.txt", to="in/b.txt"), CONTEXT)
    robot.write(robot.ToWrite(file="in/a.txt", text="ett"), CONTEXT)  # a try again finds its own work
    robot.write(robot.ToWrite(file="in/b.txt", text="nytt", replace=True), CONTEXT)
    assert {path.name: path.read_text(encoding="utf-8") for path in root.iterdir()} == {"a.txt": "ett", "b.txt": "nytt"}


@pytest.mark.parametrize("path", ["in/../hemligt", "/etc/passwd", "in\\..\\x", "~/x", "annan/x"])
def test_nothing_outside_a_granted_folder_can_be_named(root: Path, path: str) -> None:
    for act in (
        lambda: robot.read(robot.ToRead(file=path), CONTEXT),
        lambda: robot.write(robot.ToWrite(file=path, text=""), CONTEXT),
        lambda: robot.list_(robot.Folder(folder=path), CONTEXT),
    ):
        with pytest.raises(Refused):
            act()


def test_no_symbolic_link_leads_out(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "hemligt.txt").write_text("hemligt", encoding="utf-8")
    (root / "länk.txt").symlink_to(outside / "hemligt.txt")
    (root / "mapp").symlink_to(outside)
    for path in ("in/länk.txt", "in/mapp/hemligt.txt"):
        with pytest.raises(Refused, match="symbolic link"):
            robot.read(robot.ToRead(file=path), CONTEXT)
    with pytest.raises(Refused, match="symbolic link"):
        robot.write(robot.ToWrite(file="in/mapp/ny.txt", text="x"), CONTEXT)
    with pytest.raises(Refused):
        robot.write(robot.ToWrite(file="in/länk.txt", text="x"), CONTEXT)
    assert [path.name for path in outside.iterdir()] == ["hemligt.txt"]
    assert robot.list_(robot.Folder(folder="in"), CONTEXT).count == 0


def test_a_file_that_is_no_text_is_a_doubt(root: Path) -> None:
    (root / "bild.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x01")
    assert robot.read(robot.ToRead(file="in/bild.png"), CONTEXT).code == "file.no-text"
    with pytest.raises(Refused, match="is not there"):
        robot.read(robot.ToRead(file="in/saknas.txt"), CONTEXT)


def test_a_server_with_another_key_or_a_wrong_password_is_refused(sftp_server: tuple[int, str, Path]) -> None:
    port, fingerprint, _ = sftp_server
    key = fingerprint.replace("+", "%2B")
    places = {
        "other": f"sftp://g%C3%B6rel:secrets.SFTP@127.0.0.1:{port}/?host_key=SHA256:abc",
        "without": f"sftp://g%C3%B6rel:secrets.SFTP@127.0.0.1:{port}/",
        "wrong": f"sftp://g%C3%B6rel:secrets.WRONG@127.0.0.1:{port}/?host_key={key}",
        "ungranted": f"sftp://g%C3%B6rel:secrets.ELSEWHERE@127.0.0.1:{port}/?host_key={key}",
    }
    secrets = {
        ("SFTP", "127.0.0.1"): "sesam-öppna-dig",
        ("WRONG", "127.0.0.1"): "fel",
        ("ELSEWHERE", "example.org"): "x",
    }
    before = grants.use(Given(folders=places, secrets=secrets))
    try:
        for name, says in {"other": "has the key", "without": "fingerprint", "wrong": "does not let"}.items():
            with pytest.raises(Refused, match=says):
                robot.list_(robot.Folder(folder=name), CONTEXT)
        with pytest.raises(NotGranted, match="ELSEWHERE is not given for 127"):
            robot.list_(robot.Folder(folder="ungranted"), CONTEXT)
    finally:
        grants.use(before)


def test_grants_on_the_command_line_keep_values_off_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANK_PASSWORD", "hemligt")
    (tmp_path / "key").write_text("nyckel\n", encoding="utf-8")
    made = given([f"in={tmp_path}"], ["BANK@bank.example=BANK_PASSWORD", f"KEY@*=@{tmp_path}/key"], ["inside"])
    assert made.secret("BANK", CONTEXT, host="bank.example") == "hemligt"
    assert made.secret("KEY", CONTEXT, host="anywhere") == "nyckel"
    assert made.reach("inside", CONTEXT)
    assert not made.reach("elsewhere", CONTEXT)
    with pytest.raises(ValueError, match="write NAME@HOST"):
        given([], ["BANK=hemligt"], [])


def test_many_writers_of_one_name_leave_one_whole_file(tmp_path: Path) -> None:
    before = grants.use(Given(folders={"in": str(tmp_path)}))
    outcomes: list[str] = []

    def write(number: int) -> None:
        try:
            robot.write(robot.ToWrite(file="in/a.txt", text=str(number) * 50_000), CONTEXT)
            outcomes.append("written")
        except Refused:
            outcomes.append("refused")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    grants.use(before)
    assert sorted(outcomes) == ["refused"] * 7 + ["written"]
    assert os.listdir(tmp_path) == ["a.txt"]
    assert len(set((tmp_path / "a.txt").read_text())) == 1


def test_a_fingerprint_is_as_openssh_prints_it() -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    assert sftp.fingerprint(key.public_data) == key.get_fingerprint()
