"""The abilities over documents."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import msgspec

from gorel.ability import Context, Doubt, Refused, ability, says
from gorel.robots.file import places

ICON = "M6 3h8l4 4v14H6zM14 3v4h4"
LETTER = Path(__file__).with_name("letter.typ")
LARGEST_PAGES = 500


class ToCreate(msgspec.Struct, frozen=True, kw_only=True):
    """What to write, and where."""

    file: Annotated[str, says(sv="Fil", en="File", help_sv="ut/avtal.pdf", help_en="out/contract.pdf")]
    data: Annotated[dict[str, Any], says(
        sv="Uppgifter", en="Data", help_sv="title måste finnas. Den inbyggda mallen känner sender, receiver, date, "
        "paragraphs, facts, rows och signatures", help_en="title must be there. The built-in template knows sender, "
        "receiver, date, paragraphs, facts, rows and signatures")]  # fmt: skip
    template: Annotated[str, says(sv="Mall", en="Template", help_sv="En Typst-mall i en mapp; tomt är Görels egen",
                                  help_en="A Typst template in a folder; left empty it is Görel's own")] = ""  # fmt: skip
    replace: Annotated[bool, says(sv="Ersätt", en="Replace")] = False


class Created(msgspec.Struct, frozen=True):
    """Where it stands."""

    path: Annotated[str, says(sv="Fil", en="File")]
    size: Annotated[int, says(sv="Storlek i byte", en="Size in bytes")]


class ToRead(msgspec.Struct, frozen=True, kw_only=True):
    """Which document to read."""

    file: Annotated[str, says(sv="PDF-fil", en="PDF file")]


class Read(msgspec.Struct, frozen=True):
    """What stands in it. Shape: a table is its rows, each the texts of its cells."""

    text: Annotated[str, says(sv="Text", en="Text")]
    pages: Annotated[list[str], says(sv="Text per sida", en="Text of each page")]
    tables: Annotated[list[list[list[str]]], says(sv="Tabeller", en="Tables")]


@ability(
    "document.create",
    title={"sv": "Skapa PDF", "en": "Create a PDF"},
    about={
        "sv": "Skriver ett tillgängligt PDF-dokument (PDF/UA-1) av en mall och uppgifter.",
        "en": "Writes an accessible PDF document (PDF/UA-1) from a template and data.",
    },
    timeout_seconds=120,
    icon=ICON + "M9 12h6M9 15h6",
)
def create(given: ToCreate, context: Context) -> Created | Doubt:
    """Write the document. Errors: Refused for a template with a fault, or a file that is there already."""
    if not given.data.get("title"):
        return Doubt(
            "document.no-title",
            {"sv": "Dokumentet saknar titel; en tillgänglig PDF måste ha en. Lägg till title i uppgifterna.",
             "en": "The document has no title; an accessible PDF must have one. Add title to its data."},
            {"file": given.file},
        )  # fmt: skip
    template = places.read(given.template, context) if given.template else LETTER.read_bytes()
    data = made(template, given.data)
    if context.tries > 1 and not given.replace and _stands(given.file, context):
        return Created(given.file, len(data))  # an earlier try wrote it; a PDF's bytes differ with its moment
    places.write(given.file, data, context, replace=given.replace)
    return Created(given.file, len(data))


@ability(
    "document.read",
    title={"sv": "Läs PDF", "en": "Read a PDF"},
    about={
        "sv": "Läser text och tabeller ur en PDF. En inskannad sida utan text blir en avvikelse, aldrig en gissning.",
        "en": "Reads text and tables of a PDF. A scanned page without text is an incident, never a guess.",
    },
    timeout_seconds=120,
    icon=ICON + "M9 12h6M9 15h3",
)
def read(given: ToRead, context: Context) -> Read | Doubt:
    """Read the document; a doubt when it holds a page without text. Errors: Refused for what is no PDF, or is locked."""
    try:
        import pdfplumber
        from pdfminer.pdfdocument import PDFPasswordIncorrect
        from pdfplumber.utils.exceptions import PdfminerException
    except ModuleNotFoundError:
        raise Refused(
            "reading PDF needs pdfplumber: pip install 'gorel[robots]'",
            sv="att läsa PDF behöver pdfplumber: pip install 'gorel[robots]'",
        ) from None
    data = places.read(given.file, context)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > LARGEST_PAGES:
                raise Refused(
                    f"{given.file} has {len(document.pages)} pages; at most {LARGEST_PAGES} are read",
                    sv=f"{given.file} har {len(document.pages)} sidor; högst {LARGEST_PAGES} läses",
                )
            pages = [page.extract_text() or "" for page in document.pages]
            bare = [number for number, page in enumerate(document.pages, 1) if not pages[number - 1] and page.images]
            tables = [
                [[(cell or "").strip() for cell in row] for row in table]
                for page in document.pages
                for table in page.extract_tables()
            ]
    except PDFPasswordIncorrect:
        raise Refused(f"{given.file} is locked with a password", sv=f"{given.file} är låst med ett lösenord") from None
    except PdfminerException as error:
        raise Refused(
            f"{given.file} cannot be read as a PDF: {error}", sv=f"{given.file} går inte att läsa som PDF: {error}"
        ) from None
    if bare:
        shown = ", ".join(map(str, bare))
        return Doubt(
            "document.no-text",
            {"sv": f"{given.file}, sida {shown}: där finns bilder men ingen text, som i en inskannad sida. Läs den själv.",
             "en": f"{given.file}, page {shown}: there are pictures but no text, as on a scanned page. Read it yourself."},
            {"file": given.file, "pages": bare},
        )  # fmt: skip
    return Read("\n\n".join(pages), pages, tables)


def made(template: bytes, data: Mapping[str, Any]) -> bytes:
    """Return the PDF/UA-1 that a Typst template makes of *data*, which it reads as `json(bytes(sys.inputs.data))`.

    The template sees no file but itself. Errors: Refused with what Typst says.
    """
    try:
        import typst
    except ModuleNotFoundError:
        raise Refused(
            "creating PDF needs typst: pip install 'gorel[robots]'",
            sv="att skapa PDF behöver typst: pip install 'gorel[robots]'",
        ) from None
    given = msgspec.json.encode(_plain(data)).decode()
    with tempfile.TemporaryDirectory(prefix="gorel-document-") as folder:
        path = Path(folder) / "template.typ"
        path.write_bytes(template)
        try:
            return bytes(
                typst.compile(
                    str(path), root=folder, format="pdf", sys_inputs={"data": given}, pdf_standards="ua-1",
                    package_path=folder, package_cache_path=folder,
                )
            )  # fmt: skip
        except (RuntimeError, typst.TypstError) as error:
            raise Refused(
                f"the template does not work: {str(error).replace(folder, '')}",
                sv=f"mallen fungerar inte: {str(error).replace(folder, '')}",
            ) from None


def _plain(value: Any) -> Any:
    """Return data with numbers as a Swedish reader writes them; a template shows them as they are."""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _stands(path: str, context: Context) -> bool:
    try:
        places.read(path, context)
    except Refused:
        return False
    return True
