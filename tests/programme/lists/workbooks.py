"""Workbooks as organisers lay them out: a legend of colours, rows struck through or hidden, a sheet for each day."""

# ruff: noqa: E501
from __future__ import annotations

import io
import zipfile
from datetime import time
from xml.sax.saxutils import escape

import xlsxwriter


def municipal() -> bytes:
    """Return a culture calendar: sheets by day, colours with a legend, a hidden column, a hidden sheet."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    red, yellow, band = (book.add_format({"bg_color": colour}) for colour in ("#FF9999", "#FFFF99", "#EEEEEE"))
    struck, head, clock = (book.add_format(how) for how in ({"font_strikeout": True}, {"bold": True, "bg_color": "#DDDDFF"},
                           {"num_format": "hh:mm"}))  # fmt: skip
    headings = [
        "Tid",
        "Vad",
        "Arrangör",
        "Plats",
        "Digitalt/fysiskt",
        "Pris",
        "Antal platser",
        "Telefon",
        "Intern kommentar",
    ]
    readme = book.add_worksheet("Läs mig")
    readme.write(0, 0, "Så fyller du i listan")
    readme.write(1, 0, "Skriv en rad för varje aktivitet. Fråga Anna vid problem.")
    first = book.add_worksheet("Mån 4 okt")
    first.merge_range(0, 0, 0, 8, "Kulturveckan i Göteborg 2021", head)
    first.write(1, 0, "Färger:")
    first.write(1, 1, "Inställt", red)
    first.write(1, 2, "Preliminärt", yellow)
    first.write_row(3, 0, headings, head)
    first.set_column(8, 8, 20, None, {"hidden": True})
    rows = (
        (None, "kl 9–10.30", "Öppning i foajén", "Göteborgs Stad", "Foajén", "fysiskt", "gratis", "ca 50", "031-12 34 56", "kolla med Bo"),
        "FÖRMIDDAG",
        (band, "10.45-11.30", "Barnens labb", "Stadsbiblioteket", "Stadsbiblioteket", "fysiskt", "200 kr + moms"),
        (band, "11–12", "Barnens labb, del 2", "", "Stadsbiblioteket", "fysiskt", "200:-"),
        (red, "13.00", "Skrivarverkstad", "Göteborgs Stad", "Femmanhuset", "på plats", "gratis"),
        (struck, "14-15", "Guidad visning", "Göteborgs Stad", "Röhsska", "fysiskt", "60 kr"),
        (yellow, "15.30–16", "Sagostund på arabiska", "Göteborgs Stad", "Hjällbo", "fysiskt", "0"),
        (None, "16–17", "Gammal punkt", "Göteborgs Stad", "Valand", "fysiskt", "0"),
        "KVÄLL",
        (band, "19-01", "Kulturnatt", "Göteborgs Stad", "hela centrum", "fysiskt", "fri entré"),
    )  # fmt: skip
    for at, row in enumerate(rows, start=4):
        if isinstance(row, str):
            first.merge_range(at, 0, at, 8, row, head)
            continue
        how, *cells = row
        for column, cell in enumerate(cells):
            first.write(at, column, cell, how)
    first.merge_range(6, 2, 7, 2, "Stadsbiblioteket i Göteborg", band)
    first.set_row(11, None, None, {"hidden": True})
    first.write(14, 0, "Summa: 8 aktiviteter")
    second = book.add_worksheet("Tisdag 5 oktober")
    second.write_row(0, 0, headings, head)
    second.write_row(1, 0, ["heldag", "Öppet hus på museerna", "Göteborgs Stad", "", "fysiskt", "gratis"])
    second.write_row(2, 0, ["TBA", "Panelsamtal om läsning", "Göteborgs Stad", "TBA", "", ""])
    second.write_datetime(3, 0, time(13, 15), clock)
    second.write_row(
        3, 1, ["Poesi i parken", "Göteborgs Stad", "Trädgårdsföreningen (vid regn: Palmhuset)", "fysiskt", "gratis"]
    )
    second.write_row(4, 0, ["kvällstid", "Filmvisning", "Göteborgs Stad", "Hagabion", "Fysiskt, textas", "120"])
    second.write_row(
        5,
        0,
        ["ons 6/10 18.00", "Efterslängare", "Göteborgs Stad", "Frilagret", "streamas + på plats", "Betala vad du vill"],
    )
    lists = book.add_worksheet("Listval")
    lists.write_row(0, 0, ["Titel", "Format", "Datum"])
    lists.write_row(1, 0, ["Välj …", "fysiskt", "2021-10-04"])
    lists.hide()
    book.close()
    return written.getvalue()


def regional() -> bytes:
    """Return an OpenDocument sheet: weeks by number, parts numbered and set in, two languages in one cell."""
    rows = [
        ["Framtidens vård – program v. 40–41"],
        ["Nr", "Vecka och dag", "Klockslag", "Rubrik (sv / en)", "Arrangör", "Var", "Deltagande", "Kostnad", "Anmäl senast"],
        ["1", "v. 40 tisdag", "kl 9–16", "Vårdens dag / The care day", "Region Skåne", "Medicon Village, Lund", "fysiskt", "gratis", "1 okt"],
        ["1.1", "", "9.15–10", "Inledning", "", "", "", "", ""],
        ["1.2", "", "10.15 – 11.45", "Parallella spår", "", "", "", "", ""],
        ["1.2.1", "", "", "Spår A: Digitala verktyg", "", "Sal A", "", "", ""],
        ["1.2.2", "", "", "Spår B: Nya arbetssätt (endast Zoom)", "", "", "digitalt", "", ""],
        ["1.3", "", "13–14", "Lunch", "", "", "", "ingår ej", ""],
        ["2", "v 40, ons", "13.00-", "Jourhavande ingenjör", "Region Skåne", "Zoom", "", "0 kr", ""],
        ["3", "vecka 41 måndag", "8–9", "Morgonrond", "Region Halland", "Teams-länk skickas", "digitalt", "", "dagen före"],
        ["4", "40 torsdag", "10–11", "Utan v", "Region Halland", "Teams", "digitalt", "", ""],
        ["5", "v. 40", "10–11", "Bara veckan", "Region Halland", "Teams", "digitalt", "", ""],
        ["6", "tisdag 6 oktober", "10–11", "Fel veckodag", "Region Halland", "Teams", "digitalt", "", ""],
        ["7", "fre v. 40", "14 - 13", "Bakvänd", "Region Halland", "Teams", "digitalt", "", ""],
        ["8", "29/2", "10–11", "Skottdagen", "Region Halland", "Teams", "digitalt", "", ""],
        ["9", "v. 53 måndag", "10–11", "Veckan som inte finns", "Region Halland", "Teams", "digitalt", "", ""],
        ["10", "2021-10-31", "02.30–03.30", "När klockan ställs om", "Region Halland", "Teams", "digitalt", "", ""],
        ["11", "v. 40 mån–ons", "9–12", "Tredagars", "Region Halland", "", "digitalt", "", ""],
    ]  # fmt: skip
    cells = lambda row: "".join(  # noqa: E731
        f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        if cell else "<table:table-cell/>" for cell in row
    )  # fmt: skip
    body = "".join(f"<table:table-row>{cells(row)}</table:table-row>" for row in rows)
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Program">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("mimetype", kind, zipfile.ZIP_STORED)
        packed.writestr("META-INF/manifest.xml", manifest)
        packed.writestr("content.xml", content)
    return written.getvalue()


def county() -> bytes:
    """Return a county's list: days merged over their rows, dates and hours as bare numbers, parts set in by a style."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet("Program v40")
    day, hour, inner = (
        book.add_format(how) for how in ({"num_format": "yyyy-mm-dd"}, {"num_format": "hh:mm"}, {"indent": 1})
    )
    sheet.merge_range(0, 0, 0, 7, "Program – innovationsveckan i länet")
    sheet.write_row(
        2, 0, ["Dag", "Start", "Slut", "Programpunkt", "Arrangör", "Lokal", "Digitalt?", "Länk för anmälan"]
    )
    rows = (
        (44473, 0.375, 0.4375, "Invigning med landshövdingen", "Länsstyrelsen Västmanland", "Slottet", "Nej",
         "https://lst.example/invigning"),
        (None, 0.5, "13.00", "Lunchwebb: Öppna data på riktigt", "Länsstyrelsen Västmanland", "", "Ja, Teams"),
        (None, 14, 15.5, "Pröva VR-glasögon", "Västerås stad", "Stadsbiblioteket", "nej"),
        (44474, 0.375, 0.5, "Innovationsdag för skolan", "Köpings kommun", "Ullvigymnasiet", "Både och", "koping.se/dag"),
        (None, "9.15", "9.45", "Inledning", "Köpings kommun", "Aulan"),
        (None, "10", "11.30", "Verkstäder (fyra parallella)", "Köpings kommun"),
        ("44476", "0.583333333333333", "0,65625", "Energigemenskaper 101", "Mälardalens universitet", "R1-122",
         "hybrid", "Anmäl dig till anna.berg@mdu.example"),
        (44477, "hela dagen", "", "Studiebesök Kvicksund", "Eskilstuna kommun / Västerås stad", "Kvicksund station", "0"),
        ("Antal punkter: 8",),
    )  # fmt: skip
    for number, row in enumerate(rows, start=3):
        sheet.write_row(number, 0, row)
    for number in (7, 8):
        sheet.write(number, 3, rows[number - 3][3], inner)
    sheet.merge_range(3, 0, 5, 0, 44473, day)
    sheet.merge_range(6, 0, 8, 0, 44474, day)
    sheet.write(6, 1, 0.375, hour)
    book.close()
    return written.getvalue()
