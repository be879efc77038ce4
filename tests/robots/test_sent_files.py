"""What somebody sent with a form, the case's abilities read, attach and put away; other cases' files they do not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from gorel.ability import Context, Refused, grants
from gorel.accounts.models import Organisation
from gorel.cases.models import Case, Deployment, Process, Resource
from gorel.forms import kept
from gorel.forms.uploads import DOCUMENT_NAMES, Upload
from gorel.ground import clock
from gorel.robots.document import robot as document
from gorel.robots.file import robot as file
from gorel.robots.given import Given
from gorel.robots.granted.answering import Rows
from gorel.robots.granted.models import Folder
from gorel.robots.mail import robot as mail
from gorel.robots.sheet import robot as sheet

pytestmark = [pytest.mark.db, pytest.mark.django_db]
PDF, XLSX = "application/pdf", next(kind for kind, (name, _end) in DOCUMENT_NAMES.items() if name == "Excel")


@pytest.fixture(autouse=True)
def _rows() -> Iterator[None]:
    before = grants.use(Rows())
    yield
    grants.use(before)


@pytest.fixture
def town(db) -> Organisation:
    return Organisation.objects.create(name="Alingsås", slug="alingsas", kind="municipality")


def case(town: Organisation, parent: Case | None = None) -> Case:
    now = clock.now()
    resource = Resource.objects.create(
        deployment=Deployment.objects.create(at=now), kind="bpmn", key=f"p{Case.objects.count()}", version=1, name="p",
        digest="d", content=b"",
    )  # fmt: skip
    process = Process.objects.create(resource=resource, key=resource.key, version=1, name="P", deployed_at=now)
    return Case.objects.create(process=process, organisation=town, parent=parent, started_at=now, state="active")


def of(case: Case) -> Context:
    return Context(job_key=f"{case.uid}:1", case=str(case.uid), organisation=case.organisation_id, type="x")


def sent(to: Case, name: str, kind: str, content: bytes) -> str:
    reference = kept.take(Upload(name, kind, content))
    kept.bind([reference], f"case:{to.uid}")
    return reference


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("Blad")
        page.write_row(0, 0, ["Namn", "Antal"])
        page.write_row(1, 0, ["Åsa", 3])
    return out.getvalue()


def made_pdf(tmp_path: Path, context: Context) -> bytes:
    before = grants.use(Given(folders={"ut": str(tmp_path)}))
    try:
        document.create(document.ToCreate(file="ut/x.pdf", data={"title": "Ritning 7"}), context)
    finally:
        grants.use(before)
    return (tmp_path / "x.pdf").read_bytes()


def test_a_table_that_was_sent_is_read_whatever_it_was_called(town):
    mine = case(town)
    reference = sent(mine, "underlag", XLSX, workbook())
    found = sheet.read(sheet.ToRead(file=reference), of(mine))
    assert found.rows == [{"Namn": "Åsa", "Antal": 3}]


def test_a_document_that_was_sent_is_read(town, tmp_path):
    mine = case(town)
    reference = sent(mine, "ritning.pdf", PDF, made_pdf(tmp_path, of(mine)))
    assert "Ritning 7" in document.read(document.ToRead(file=reference), of(mine)).text


def test_a_file_that_was_sent_is_put_away_as_it_is(town, tmp_path):
    mine = case(town)
    Folder.objects.create(organisation=town, name="arkiv", place=str(tmp_path), may_write=True)
    reference = sent(mine, "Ritning å.pdf", PDF, b"%PDF-1.7 \xff")
    assert file.write(file.ToWrite(file="arkiv/2026/", source=reference), of(mine)).path == "arkiv/2026/Ritning å.pdf"
    assert (tmp_path / "2026" / "Ritning å.pdf").read_bytes() == b"%PDF-1.7 \xff"
    file.write(file.ToWrite(file="arkiv/en.pdf", source=reference), of(mine))
    assert (tmp_path / "en.pdf").exists()
    with pytest.raises(Refused, match="nothing to write"):
        file.write(file.ToWrite(file="arkiv/tom.txt"), of(mine))


def test_files_that_were_sent_go_along_with_a_letter(town, postbox):
    mine = case(town)
    references = [sent(mine, "ett.pdf", PDF, b"%PDF-1"), sent(mine, "tabell.xlsx", XLSX, workbook())]
    mail.send(
        mail.ToSend(to="anna@example.se", subject="Underlag", text="Här är det.", attachments=references), of(mine)
    )
    (letter,) = postbox.to("anna@example.se")
    attached = [(part.get_filename(), part.get_content_type()) for part in letter.iter_attachments()]
    assert attached == [("ett.pdf", PDF), ("tabell.xlsx", XLSX)]


def test_cases_of_one_family_share_their_files_and_no_others_do(town):
    whole = case(town)
    part, other = case(town, parent=whole), case(town)
    reference = sent(whole, "ett.pdf", PDF, b"%PDF-1")
    below = sent(part, "tva.pdf", PDF, b"%PDF-2")
    assert grants.present().sent(reference, of(part)).content == b"%PDF-1"
    assert grants.present().sent(below, of(whole)).content == b"%PDF-2"
    for wrong in (reference, below, kept.take(Upload("los.pdf", PDF, b"%PDF-3")), "files::nonsense"):
        with pytest.raises(Refused, match="another case"):
            grants.present().sent(wrong, of(other))


def test_a_robot_elsewhere_is_told_where_they_are_read(town):
    mine = case(town)
    grants.use(Given())
    with pytest.raises(Refused, match="where Görel's server runs"):
        file.read(file.ToRead(file=sent(mine, "ett.pdf", PDF, b"%PDF-1")), of(mine))
