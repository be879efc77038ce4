"""A letter goes out once, whatever happens around it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from gorel.ability import Context, Doubt, Refused
from gorel.ground import clock
from gorel.robots.mail import letters, outbox, post, robot
from gorel.robots.mail.outbox import Mail, message_id
from raw import raw

pytestmark = [pytest.mark.db, pytest.mark.django_db]
FACTS = [("Tid", "23 oktober 2020 kl. 09.00–11.00"), ("Plats", "Zoom"), ("Pris", "")]


@pytest.fixture(autouse=True)
def note(settings, monkeypatch):
    """A kind of letter of its own, so that these tests need no app above."""
    monkeypatch.setattr(letters, "_KINDS", {})
    templates = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
    settings.TEMPLATES = templates

    def compose(about: str) -> letters.Letter:
        return letters.Letter(
            to_address=f"{about}@example.se",
            to_name="Åsa Öberg",
            subject="Välkommen\ntill <seminariet>",
            template="letters_for_tests/note",
            context={"note": "Räkor & dill < 5", "facts": FACTS, "organiser": "KFi"},
            sender_name="KFi genom Görel",
            reply_to="kfi@example.se",
            attachments=(
                letters.Attachment(name="a.ics", type="text/calendar; method=PUBLISH", data="é\r\n".encode()),
            ),
        )

    letters.register("note", compose, title={"sv": "Lapp", "en": "Note"})


def job(key: str = "case:1") -> Context:
    return Context(job_key=key, case="the-case")


def test_letter_arrives_as_text_and_html_with_its_attachment(postbox):
    robot.send(robot.ToSend("note", "asa"), job())

    (letter,) = postbox.letters
    assert letter["To"] == "Åsa Öberg <asa@example.se>"
    assert letter["From"] == "KFi genom Görel <gorel@example.org>"
    assert letter["Reply-To"] == "kfi@example.se"
    assert letter["Subject"] == "Välkommen till <seminariet>"
    assert letter["Message-ID"] == message_id("case:1")
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text.partition("\n\n")[2].startswith(
        "Räkor & dill < 5\n\nTid: 23 oktober 2020 kl. 09.00–11.00\nPlats: Zoom\n"
    )
    assert "\n\n\n" not in text
    html = letter.get_body(("html",)).get_content()
    assert "Räkor &amp; dill &lt; 5" in html
    assert '<h1 style="' not in html
    assert '<a class="button" href="https://example.org/a" style="' in html
    assert html.count("<style") == 1
    assert "prefers-color-scheme: dark" in html
    (calendar,) = letter.iter_attachments()
    assert (calendar.get_content_type(), calendar.get_param("method"), calendar.get_filename()) == (
        "text/calendar",
        "PUBLISH",
        "a.ics",
    )
    assert calendar.get_payload(decode=True) == "é\r\n".encode()


def test_a_second_try_of_a_sent_letter_sends_nothing(postbox):
    first = robot.send(robot.ToSend("note", "asa"), job())
    assert robot.send(robot.ToSend("note", "asa"), job()) == first
    assert len(postbox.letters) == 1


def test_letters_share_one_connection(postbox):
    for number in range(5):
        robot.send(robot.ToSend("note", f"a{number}"), job(f"case:{number}"))
    assert (len(postbox.letters), postbox.connections) == (5, 1)


def test_connection_that_the_server_closed_is_opened_anew(postbox, monkeypatch):
    robot.send(robot.ToSend("note", "asa"), job("case:1"))
    post._thread.connection.connection.sock.shutdown(socket.SHUT_RDWR)
    monkeypatch.setattr(post, "IDLE_SECONDS", 0)
    robot.send(robot.ToSend("note", "bo"), job("case:2"))
    assert (len(postbox.letters), postbox.connections) == (2, 2)


def test_temporary_no_is_tried_again_and_keeps_the_letter_queued(postbox):
    postbox.answers["asa@example.se"] = ["451 come back later"]
    with pytest.raises(post.Trouble, match="451 come back later"):
        robot.send(robot.ToSend("note", "asa"), job())
    assert Mail.objects.get().state == "queued"

    robot.send(robot.ToSend("note", "asa"), job())
    mail = Mail.objects.get()
    assert (mail.state, mail.error, len(postbox.letters)) == ("sent", "", 1)


def test_final_no_refuses_and_names_no_address(postbox):
    postbox.answers["asa@example.se"] = ["550 <asa@example.se>: no such user"]
    doubt = robot.send(robot.ToSend("note", "asa"), job())
    assert isinstance(doubt, Doubt)
    assert (doubt.code, doubt.data["answer"]) == ("mail.refused", "550 <…@example.se>: no such user")
    assert "asa" not in repr(doubt)
    assert Mail.objects.get().state == "refused"


def test_a_refused_letter_goes_out_when_a_person_has_mended_the_cause(postbox):
    postbox.answers["asa@example.se"] = ["550 no such user"]
    assert isinstance(robot.send(robot.ToSend("note", "asa"), job()), Doubt)
    robot.send(robot.ToSend("note", "asa"), job())
    assert (Mail.objects.get().state, len(postbox.letters)) == ("sent", 1)


def test_no_server_is_trouble(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(post.Trouble, match="ConnectionRefusedError"):
        robot.send(robot.ToSend("note", "asa"), job())
    assert Mail.objects.get().state == "queued"


def test_sudden_end_between_answer_and_commit_doubles_that_letter_only(postbox, monkeypatch):
    """The end is put exactly there: the server has answered, our commit has not happened."""
    robot.send(robot.ToSend("note", "asa"), job("case:1"))

    class SuddenEnd(BaseException):
        pass

    def end_after_the_answer(mail: Mail, send=post.send) -> None:
        send(mail)
        raise SuddenEnd

    with monkeypatch.context() as sudden:
        sudden.setattr(post, "send", end_after_the_answer)
        with pytest.raises(SuddenEnd):
            robot.send(robot.ToSend("note", "bo"), job("case:2"))

    for key, about in (("case:1", "asa"), ("case:2", "bo")):
        robot.send(robot.ToSend("note", about), job(key))
    assert [letter["To"] for letter in postbox.letters] == [
        "Åsa Öberg <asa@example.se>",
        "Åsa Öberg <bo@example.se>",
        "Åsa Öberg <bo@example.se>",
    ]
    assert postbox.letters[1]["Message-ID"] == postbox.letters[2]["Message-ID"]


def test_unknown_kind_is_refused(postbox):
    with pytest.raises(Refused, match="no letters of kind 'nothing'; known are note"):
        robot.send(robot.ToSend("nothing", "x"), job())


def test_letter_that_a_person_must_mend_first_is_a_doubt_in_both_languages(postbox):
    said = {"sv": "Länken saknas.", "en": "The link is missing."}

    def compose(about: str) -> letters.Letter:
        raise letters.Unsendable("note.no-link", said)

    letters.register("broken", compose, title={"sv": "Trasig", "en": "Broken"})
    assert robot.send(robot.ToSend("broken", "x"), job()) == Doubt("note.no-link", said)
    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_sealed_found_by_its_words_and_can_be_erased() -> None:
    given = {"job_key": "j1", "kind": "note", "about": "a", "case": "c1", "queued_at": clock.now(), "message_id": "<1>"}
    mail = Mail.objects.create(
        **given, to_address="ingegerd@unfindable.example", to_name="Ingegerd", subject="Om Fiskodlingen",
        text="Hemligt", html="<p>Hemligt</p>", attachments=[{"name": "x", "type": "text/plain", "data": ""}],
    )  # fmt: skip
    read = Mail.objects.get()
    assert (read.to_address, read.subject, read.text) == ("ingegerd@unfindable.example", "Om Fiskodlingen", "Hemligt")
    assert list(Mail.objects.to("INGEGERD@unfindable.example")) == [mail]
    assert [Mail.objects.filter(Mail.objects.holding(text)).count() for text in ("fiskodlingen ingegerd", "fisk")] == [
        1, 0,
    ]  # fmt: skip
    assert [word for word in (b"ngegerd", b"unfindable", b"iskodling", b"emligt") if word in raw()] == []
    outbox.erase(["c1"])
    gone = Mail.objects.get()
    assert (gone.is_erased, gone.subject, gone.to_address, gone.kind) == (True, "Raderat mejl", "", "note")
    gone.save()
    assert Mail.objects.get().is_erased


def test_headers_stand_as_the_library_folds_them(settings):
    """The short way for one plain line leaves no other bytes than the long way."""
    from email.policy import compat32

    long = "Hur en liten kommun vid havet lärde sig att öppna sina data för alla som ville bygga på dem"
    mail = Mail(
        message_id=message_id("case:1"),
        sender_name="Myndigheten för goda idéer och långa namn via Görel",
        language="sv",
    )
    mail.to_address, mail.to_name, mail.subject, mail.text = "asa@example.se", "Åsa Öberg", long, long * 20
    mail.html, mail.reply_to, mail.reply_to_name = f"<p>{long}</p>", "kansli@example.se", "Å" * 60
    mail.thread, mail.unsubscribe = "a-thread", "https://example.org/" + "u" * 90
    mail.attachments = [letters.Attachment(name="å.ics", type="text/calendar; method=PUBLISH", data=b"x").as_json()]
    made = post._message(mail, None).message()
    ours = made.as_bytes(linesep="\r\n")
    made.policy = compat32
    assert ours == made.as_bytes(linesep="\r\n")
