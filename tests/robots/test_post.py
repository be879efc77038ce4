"""Mail both ways, with real servers: letters fetched into a folder, and free letters sent from templates."""

from __future__ import annotations

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

import pytest

from gorel.ability import Context, Refused, grants
from gorel.robots.given import Given
from gorel.robots.mail import fetch, robot
from gorel.robots.mail.outbox import Mail
from postbox import Postbox

CONTEXT = Context(job_key="c:1", case="c", type="mail.fetch")


def letter(number: int, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Åke Öberg <ake@leverantor.example>"
    message["To"] = "faktura@kommun.example"
    message["Subject"] = f"Påminnelse om faktura 70{number:05}"
    message["Message-ID"] = f"<{number}@leverantor.example>"
    message["Date"] = "Fri, 16 Oct 2026 09:00:00 +0200"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(f"Vår faktura 70{number:05} är inte betald.\nHälsningar Åke")
    return message


@pytest.fixture(scope="module")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A real IMAP server with two empty folders: its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port), "--no-tls",
         "--no-service", "managesieve", "--no-service", "admin", "dict", "--demo-data"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    yield port
    server.terminate()
    server.wait(10)


@pytest.fixture
def mailbox(imap: int, tmp_path: Path) -> Iterator[imaplib.IMAP4]:
    """Signed in, the inbox empty; abilities may use the server and a folder."""
    box = imaplib.IMAP4("127.0.0.1", imap)
    box.login("demouser", "demopass")
    box.create("Klart")
    for folder in ("INBOX", "Klart"):
        box.select(folder)
        box.store("1:*", "+FLAGS", "\\Deleted")
        box.expunge()
    secrets = {("MAIL", "127.0.0.1"): "demopass", ("WRONG", "127.0.0.1"): "fel"}
    before = grants.use(Given(folders={"post": str(tmp_path)}, secrets=secrets, hosts=["127.0.0.1"]))
    yield box
    grants.use(before)
    box.logout()


def fetched(imap: int, **more: object) -> fetch.Fetched:
    given = {"server": f"imap://127.0.0.1:{imap}", "user": "demouser", "password": "secrets.MAIL",
             "save_to": "post/nya", "done_folder": "Klart", "find": r"\b70\d{5}\b"}  # fmt: skip
    return fetch.fetch(fetch.ToFetch(**{**given, **more}), CONTEXT)


@pytest.mark.slow
def test_letters_are_saved_then_moved_on_the_server_and_told_of_until_dealt_with(
    mailbox: imaplib.IMAP4, imap: int, tmp_path: Path
) -> None:
    with_file = letter(1)
    with_file.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="../faktura å.pdf")
    for message in (with_file, letter(2, Auto_Submitted="auto-replied")):
        mailbox.append("INBOX", None, None, message.as_bytes())
    found = fetched(imap)
    assert found.count == 2
    first = next(one for one in found.letters if one.attachments)
    second = next(one for one in found.letters if not one.attachments)
    assert first.references == ["7000001"]
    assert first.received == "2026-10-16T09:00:00+02:00"
    assert (first.is_automatic, second.is_automatic) == (False, True)
    assert (tmp_path / first.attachments[0].removeprefix("post/")).read_bytes() == b"%PDF-1.7 ..."
    assert first.attachments[0].startswith(f"post/nya/{first.id}/")
    assert "leverantor" not in str(found)
    assert mailbox.select("INBOX")[1] == [b"0"]
    assert mailbox.select("Klart")[1] == [b"2"]
    assert fetched(imap) == found  # until the files are moved away
    (tmp_path / "nya" / f"{first.id}.eml").unlink()
    assert fetched(imap).letters == [second]
    mailbox.append("INBOX", None, None, letter(3).as_bytes())
    assert fetched(imap, done_folder="").count == 2
    assert mailbox.select("INBOX")[1] == [b"1"]
    assert fetched(imap, done_folder="").count == 2


@pytest.mark.slow
def test_a_wrong_password_or_folder_is_refused_and_plain_mail_stays_inside(
    mailbox: imaplib.IMAP4, imap: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="does not let the user in"):
        fetched(imap, password="secrets.WRONG")
    with pytest.raises(Refused, match="no mail folder called 'Saknas'"):
        fetched(imap, folder="Saknas")
    with pytest.raises(Refused, match="over TLS alone"):
        fetched(imap, server="imap://193.13.78.1:143")


@pytest.mark.django_db
def test_a_free_letter_answers_another_by_a_template_with_attachments(postbox: Postbox, tmp_path: Path, frozen) -> None:
    frozen.at("2026-10-16 10:00")
    (tmp_path / "betald.txt").write_text(
        "Ämne: Faktura {nummer} är betald\n\nFaktura {nummer} på {belopp} kr betalades {dag}.\n\nHör av dig annars.",
        encoding="utf-8",
    )
    (tmp_path / "brev.eml").write_bytes(letter(7).as_bytes())
    (tmp_path / "kvitto.csv").write_bytes("Belopp;12,50\n".encode("cp1252"))
    before = grants.use(Given(folders={"post": str(tmp_path)}))
    given = robot.ToSend(
        answers="post/brev.eml", template="post/betald.txt", sender="Ekonomi",
        fields={"nummer": "7000007", "belopp": Decimal("12.50"), "dag": "2026-10-02"}, attachments=["post/kvitto.csv"],
    )  # fmt: skip
    try:
        for _ in range(2):  # a second try of the same job
            assert robot.send(given, CONTEXT).mail == str(Mail.objects.get().uid)
        lacking = robot.send(
            robot.ToSend(answers="post/brev.eml", template="post/betald.txt"), Context(job_key="c:2", case="c")
        )
        bad = robot.send(robot.ToSend(to="ingen adress", subject="A", text="B"), Context(job_key="c:3", case="c"))
    finally:
        grants.use(before)
    assert [message["Subject"] for message in postbox.letters] == ["Sv: Påminnelse om faktura 7000007"]
    message = postbox.letters[0]
    assert "ake@leverantor.example" in message["To"]
    body = message.get_body(("plain",)).get_content()
    assert "Faktura 7000007 på 12,50 kr betalades 2026-10-02." in body
    assert [part.get_filename() for part in message.iter_attachments()] == ["kvitto.csv"]
    assert (lacking.code, bad.code) == ("mail.missing-field", "mail.no-address")
