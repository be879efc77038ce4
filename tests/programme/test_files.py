"""Pictures and documents are known by their bytes, bounded, and given away only as far as the point is public."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gorel.forms import uploads
from gorel.programme.models import Point, PointFile
from programme.test_public_pages import published
from programme.test_work_pages import COMPLETE, NEW, NOBODY, _picture, elsewhere, julia  # noqa: F401 - fixtures

pytestmark = [pytest.mark.db, pytest.mark.django_db]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def packed(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"%PDF-1.7\n", "application/pdf"),
        (packed("[Content_Types].xml", "word/document.xml"), DOCX),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
        (packed("evil.exe"), None),
        (b"<svg onload='x()'>", None),
        (b"<html><script>", None),
        (b"PK\x03\x04broken", None),
    ],
)
def test_a_file_is_what_its_bytes_say(content, kind):
    assert uploads.kind_of(content) == kind


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ('a"b\r\nc.pdf', "abc.pdf"), ("C:\\x\\bild.png", "bild.png"), ("..", "fil")],
)
def test_names_lose_paths_and_signs_that_can_be_misread(name, kept):
    assert uploads.clean_name(name) == kept


def test_a_picture_needs_words_and_is_seen_once_the_point_is(julia, elsewhere, world):  # noqa: F811
    point = world.point()
    address = f"/my-points/{point.uid}/files/"
    send = lambda name, content, **other: julia.post(  # noqa: E731
        address, {"kind": "picture", "file": SimpleUploadedFile(name, content), **other}
    )
    assert "Skriv vad bilden visar." in send("bild.png", PNG).content.decode()
    assert "inte av ett slag" in send("bild.png", b"<html>", alt_sv="Staden").content.decode()
    assert "för stor" in send("bild.png", PNG + b"0" * 3_000_000, alt_sv="Staden").content.decode()
    assert not PointFile.objects.exists()
    send("bild.png", PNG, alt_sv="Staden från ovan")
    send("ny.png", PNG, alt_sv="Hamnen")
    picture = PointFile.objects.get()
    assert (picture.alt_sv, picture.type) == ("Hamnen", "image/png"), "a new picture takes the old one's place"

    file = f"/programme-files/{picture.uid}/"
    stranger = Client()
    assert [who.get(file).status_code for who in (julia, elsewhere, stranger)] == [200, 404, 404]
    assert elsewhere.post(f"/my-points/files/{picture.uid}/remove/").status_code == 404
    shown = published(point)
    assert (
        f'<img class="point-picture" src="{file}" alt="Hamnen">'
        in stranger.get(shown.get_absolute_url()).content.decode()
    )
    answer = stranger.get(file)
    assert (answer.content, answer["X-Content-Type-Options"]) == (PNG, "nosniff")


def test_a_document_is_a_download(julia, world):  # noqa: F811
    point = world.point()
    file = SimpleUploadedFile("bilder från dagen.pdf", b"%PDF-1.7 x")
    julia.post(f"/my-points/{point.uid}/files/", {"kind": "document", "file": file})
    document = PointFile.objects.get()
    answer = julia.get(f"/programme-files/{document.uid}/")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"
    julia.post(f"/my-points/files/{document.uid}/remove/")
    assert not PointFile.objects.exists()


def test_what_staff_put_in_counts_to_their_day_and_films_to_one_of_their_own(julia, world, settings):  # noqa: F811
    point = world.point()
    settings.FILES_PER_DAY, settings.FILM_MB_PER_DAY = 2, 1

    def send(where: str, **sent: object) -> str:
        return julia.post(f"/my-points/{point.uid}/{where}/", sent).content.decode()

    for _number in range(3):
        page = send("files", kind="document", file=SimpleUploadedFile("x.pdf", b"%PDF-1.7 x"))
    assert "”x.pdf” togs inte emot: härifrån har det skickats så många filer" in page
    assert PointFile.objects.count() == 2
    settings.FILES_PER_DAY, settings.FILE_MB_PER_DAY = 10, 0
    held = published(world.point(title_sv="Film", is_recorded=True))
    film = SimpleUploadedFile("f.mp4", b"\x00\x00\x00\x18ftypisom" + b"x" * 900_000)
    address = f"/my-points/{held.uid}/recording/"
    assert "togs inte emot" not in julia.post(address, {"film": film}).content.decode()
    film = SimpleUploadedFile("g.mp4", b"\x00\x00\x00\x18ftypisom" + b"x" * 900_000)
    assert "”g.mp4” togs inte emot" in julia.post(address, {"film": film}).content.decode()


def test_a_draft_is_kept_as_it_is_written_and_never_over_somebody_elses_words(julia, world):  # noqa: F811
    point = world.point()
    address, words = f"/my-points/{point.uid}/autosave/", COMPLETE | NOBODY | {"version": point.version, "submit": "1"}
    kept = julia.post(address, words | {"title_sv": "Halvvägs", "ends": ""})
    assert "Utkastet sparades kl." in kept.content.decode()
    point.refresh_from_db()
    assert (point.title_sv, point.state) == ("Halvvägs", "draft")
    stale = julia.post(address, words | {"title_sv": "Gammal flik"})
    assert "Något stämmer inte än" in stale.content.decode()
    refused = julia.post(f"/my-points/{point.uid}/change/", words | {"title_sv": "Gammal flik"})
    assert "Någon annan har sparat den under tiden." in refused.content.decode()
    point.refresh_from_db()
    assert point.title_sv == "Halvvägs"
    Point.objects.filter(pk=point.pk).update(submitted_at="2021-08-19T08:00Z")
    assert julia.post(address, words).status_code == 404, "what is handed in is saved by hand"
