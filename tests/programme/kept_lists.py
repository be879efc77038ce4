"""Lists of events as organisers keep them: headings of rows, merged cells, parts set in, notes of what has moved."""

# ruff: noqa: E501
from __future__ import annotations

import datetime as d
import io
import json

import xlsxwriter


def x1():
    out = io.BytesIO()
    b = xlsxwriter.Workbook(out, {"in_memory": True})
    s = b.add_worksheet("Program")
    s.merge_range(0, 0, 0, 7, "Innovationsveckan 2021 – preliminärt program (uppdaterad 2021-09-20)")
    s.merge_range(1, 0, 1, 7, "Kontakt: innovation@exempel.se")
    for i, h in enumerate(["Datum", "Tid", "Aktivitet", "Arrangör(er)", "Var?", "Form", "Målgrupp", "Länk"]):
        s.write(3, i, h)
    r = 4

    def row(*c):
        nonlocal r
        for i, v in enumerate(c):
            if v != "":
                s.write(r, i, v)
        r += 1

    s.merge_range(r, 0, r, 7, "MÅNDAG 4 OKTOBER")
    r += 1
    row("", "kl 9-10", "Invigning", "SKR", "Digitalt (Teams)", "", "", "")
    row(
        "",
        "kl. 10.15–11",
        "Så jobbar vi med AI",
        "Göteborgs Stad, Chalmers",
        "",
        "Digitalt (Teams)",
        "Alla",
        "Läs mer: https://goteborg.se/ai och anmäl dig",
    )
    row("", "13-13.45", "Öppna data", "Göteborgs Stad\nRISE", "Lindholmen", "Hybrid", "", "www.goteborg.se/data")
    row("", "", "    Del 1: varför?", "", "", "", "", "")
    row("4 oktober", "heldag", "Öppet hus", "Umeå kommun", "Väven", "Fysiskt", "", "")
    s.merge_range(r, 0, r, 7, "Tisdag 5/10")
    r += 1
    row("", "tid kommer", "Lärande i vardagen", "Region Skåne", "", "Flyttad från fysisk till digital", "", "")
    row("", "12:00-13:00", "INSTÄLLT Lunchwebbinarium om upphandling", "Kammarkollegiet", "", "webb", "", "")
    row("5–7 okt", "9–16", "Hackathon", "Luleå tekniska universitet", "LTU", "på plats", "", "")
    row(
        "onsdag 6/10",
        "15.00 - 16.30 (fika från 14.30)",
        "Innovation i välfärden",
        "Malmö stad & Region Skåne",
        "Moriska",
        "fysiskt",
        "",
        "",
    )
    row("ons 6 okt", "15.00-16.30", "Innovation i välfärden", "Malmö stad", "Moriska paviljongen", "fysiskt", "", "")
    s.merge_range(r, 0, r + 1, 0, "Torsdag 7 oktober")
    s.write(r, 1, "08.30–09.15")
    s.write(r, 2, "Frukost: digital tvilling")
    s.write(r, 3, "Karlstads kommun")
    s.write(r, 5, "Zoom")
    r += 1
    s.write(r, 1, "10–11")
    s.write(r, 2, "Innovationsledning")
    s.write(r, 3, "Vinnova")
    s.write(r, 5, "Zoom")
    r += 1
    row("Fredag 8 oktober", "13", "Avslutning", "SKR", "", "Digitalt", "", "")
    row("Summa: 12 aktiviteter")
    b.close()
    return out.getvalue()


C1 = """Vecka 40;;;;;;
Vad;Vem;När;Hur;Plats/länk;Kommentar;Medarrangörer
Digital mognad;Borås Stad;mån 4 okt kl 13-13.45;Digitalt;https://teams.microsoft.com/l/meetup-join/xyz;;
Digital mognad i kommuner;Borås stad;4/10 13:00–13:45;Digitalt;Teams;;Region Halland, Varbergs kommun
Testbädd Öresund;Helsingborgs stad;2021-10-05, kl. 9:00–11:30;Hybrid;Campus Helsingborg / Zoom;Flyttat till 6/10;
Kreativ lunch;Örebro kommun;5 oktober 12-13;Plats (flyttad till digital);Conventum;;
Årets innovatör;Västerås stad;5/10 kl 19 – 00.30;Fysiskt;Aros;;
Framtidens bibliotek (INSTÄLLD);Sundsvalls kommun;6 okt, 10-12;På plats;Kulturmagasinet;;
Framtidens skola – inställt;Sundsvalls kommun;6 okt, 10-12;På plats;Kulturmagasinet;;
Välfärdsteknik;Gävle kommun;6-7 oktober;Digitalt;;Två halvdagar;
Robotar i vården;Region Uppsala;tor 7 okt kl 13;Digitalt via Zoom;;;
AI-frukost;Linköpings kommun;tors 7/10 07.30–08.30 (drop-in från 07.00);Fysiskt;Ebbepark;;
Medborgardialog;Lunds kommun;vecka 40, dag meddelas senare;Digitalt;;;
Cirkulär ekonomi;Växjö kommun;8 oktober, förmiddag;Digitalt;;;
Cirkulär ekonomi;Växjö kommun;8 oktober, eftermiddag;Digitalt;;;
Upphandlingsdagen;Upphandlingsmyndigheten;8/10 09.00-16.00;Både fysiskt och digitalt;Stockholm + webb;;
Kaffe;;fre 8 okt 9.30-10;Teams;;;
;Kalmar kommun;fre 8 okt 9.30-10;Teams;;;
Sen kväll;Kalmar kommun;30 september 9-10;Teams;;;
Fel dag;Kalmar kommun;31 september 9-10;Teams;;;
"""
J1 = json.dumps(
    {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Event",
                "@id": "e1",
                "name": "Innovationsdagen",
                "startDate": "2021-10-04T09:00:00+02:00",
                "endDate": "2021-10-04T16:00:00+02:00",
                "organizer": [
                    {"@type": "Organization", "name": "Göteborgs Stad"},
                    {"@type": "Organization", "name": "Chalmers"},
                ],
                "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
                "location": [
                    {
                        "@type": "Place",
                        "name": "Kulturhuset",
                        "address": {
                            "@type": "PostalAddress",
                            "streetAddress": "Götaplatsen 1",
                            "addressLocality": "Göteborg",
                        },
                    },
                    {"@type": "VirtualLocation", "url": "https://zoom.us/j/1"},
                ],
                "subEvent": [
                    {
                        "name": "Del ett",
                        "startDate": "2021-10-04T09:30:00+02:00",
                        "endDate": "2021-10-04T10:00:00+02:00",
                    },
                    {
                        "name": "Del två",
                        "startDate": "2021-10-04T10:30",
                        "endDate": "2021-10-04T11:00",
                        "performer": [
                            {"@type": "Person", "name": "Anna Ek", "jobTitle": "chef", "worksFor": {"name": "RISE"}}
                        ],
                        "subEvent": [
                            {"name": "Del två, samtal", "startDate": "2021-10-04T10:45", "endDate": "2021-10-04T11:00"}
                        ],
                    },
                    {"name": "Del tre", "startDate": "2021-10-04"},
                ],
            },
            {
                "@type": "Event",
                "name": "Webinar on open data",
                "startDate": "2021-10-05T11:00Z",
                "endDate": "2021-10-05T12:00Z",
                "eventStatus": "https://schema.org/EventMovedOnline",
                "previousStartDate": "2021-10-04T11:00Z",
                "location": {"@type": "VirtualLocation", "url": "https://x.example/live"},
                "organizer": {"name": "Digg"},
                "inLanguage": "en",
                "isAccessibleForFree": True,
                "offers": {"@type": "Offer", "price": "0", "priceCurrency": "SEK"},
            },
            {
                "@type": "Event",
                "name": "Cancelled thing",
                "startDate": "2021-10-06",
                "eventStatus": "https://schema.org/EventCancelled",
                "organizer": "Digg",
            },
            {
                "@type": "Event",
                "name": "Rescheduled thing",
                "startDate": "2021-10-06T10:00:00",
                "duration": "PT1H30M",
                "eventStatus": "https://schema.org/EventRescheduled",
                "previousStartDate": "2021-10-05T10:00:00",
                "organizer": "Digg",
                "eventAttendanceMode": "OnlineEventAttendanceMode",
            },
            "trasig",
            {"foo": 1},
        ],
    },
    ensure_ascii=False,
)
C2 = """Title,Host,Start date,Start time,End time,Mode,Venue,Ticket price,Speakers,Parent event
Open innovation day,City of Gothenburg,10/04/2021,9:00 AM,4:30 PM,In person,Lindholmen Science Park,Free,"Ann Lee; Bob Ray (RISE)",
Morning session,,,9:15 AM,10:00 AM,,,,,Open innovation day
Afternoon session,,,1 PM,2 PM,,,,,Open innovation day
Data for all,RISE,Oct 5th,13:00,14:00,Online (Zoom),,SEK 200,,
Data for all (cancelled),RISE,Oct 6th,13:00,14:00,Online (Zoom),,SEK 200,,
Late night,RISE,Thursday 7 October,22:00,01:00,virtual,,,,
All day lab,RISE,2021-10-08,all day,,on-site,Lab 3,,,
TBA talk,RISE,TBA,,,hybrid,Lab 3,,,
Moved online,RISE,2021-10-08,10:00,11:00,moved from in-person to online,,,,
"""


def x2():
    out = io.BytesIO()
    b = xlsxwriter.Workbook(out, {"in_memory": True})
    s = b.add_worksheet("Aktiviteter")
    date = b.add_format({"num_format": "yyyy-mm-dd"})
    tm = b.add_format({"num_format": "hh:mm"})
    for i, h in enumerate(
        [
            "Nr",
            "Titel på aktiviteten",
            "Arrangör",
            "Startdatum",
            "Starttid",
            "Slutdatum",
            "Sluttid",
            "Fysiskt / digitalt",
            "Plats",
            "Anmälan",
            "Sista anmälningsdag",
            "Medverkande",
            "Spelas in?",
            "Avgift",
        ]
    ):
        s.write(0, i, h)

    def row(r, *c):
        for i, v in enumerate(c):
            if v is None:
                continue
            if isinstance(v, d.date):
                s.write_datetime(r, i, d.datetime.combine(v, d.time()), date)
            elif isinstance(v, d.time):
                s.write_datetime(r, i, v, tm)
            elif isinstance(v, tuple):
                s.write_url(r, i, v[1], string=v[0])
            else:
                s.write(r, i, v)

    row(
        1,
        1,
        ("Heldagskonferens", "https://vgr.example/konferens"),
        "Västra Götalandsregionen",
        d.date(2021, 10, 5),
        d.time(9),
        d.date(2021, 10, 5),
        d.time(16, 30),
        "Hybrid",
        "Svenska Mässan, Göteborg; Teams",
        ("Anmäl dig här", "https://anmalan.example/1"),
        d.date(2021, 9, 28),
        "Anna Ek, utvecklingsledare, VGR; Bo Al",
        "Ja",
        "Kostnadsfritt",
    )
    row(2, "1a", "Inledning", None, None, "09.00", None, "09.15")
    row(3, "1b", "Lunch & mingel", None, None, "12.00", None, "13.00")
    row(4, "1.3", "Workshop A (endast fysiskt)", None, None, 0.5625, None, 0.625, "Fysiskt")
    row(
        5,
        2,
        "Webbinarium: Öppna data",
        "Region Skåne",
        44474,
        "kl. 10",
        None,
        "11:00",
        "Digitalt via Teams",
        "–",
        "https://anmalan.example/2",
        "1 oktober",
        "Moderator: Eva Lind",
        "nej",
        "500:-",
    )
    row(
        6,
        3,
        "Webbinarium – öppna data",
        "region skåne",
        d.date(2021, 10, 5),
        "10.00-11.00",
        None,
        None,
        "Digital",
        "Teams",
        None,
        None,
        None,
        None,
        "gratis",
    )
    row(
        7,
        4,
        "Studiebesök",
        "Region Skåne",
        "2021-10-06",
        "08:00",
        None,
        "TBD",
        "Plats",
        "Medicon Village",
        None,
        "senast 30/9",
    )
    row(
        8,
        5,
        "Studiebesök (nytt datum!)",
        "Region Skåne",
        "2021-10-07",
        "08:00",
        None,
        "10:00",
        "Plats",
        "Medicon Village",
    )
    row(
        9,
        6,
        "Nattöppet labb",
        "Umeå universitet",
        "2021-10-07",
        "22:00",
        "2021-10-08",
        "02:00",
        "På campus",
        "Sliperiet",
    )
    row(10, 7, "Podd om innovation", "Lidköpings kommun", "2021-10-08", "Publiceras 07.00", None, None, "Podcast")
    row(11, 8, "Öppen föreläsning", "Lidköpings kommun", "Fredag v. 40", "13-14", None, None, "Inspelat och digitalt")
    row(12, 9, "Dubbel", "Lidköpings kommun", "4/10 och 6/10", "13-14", None, None, "Digitalt")
    row(13, 10, "Flera pass", "Lidköpings kommun", "4/10", "09-10, 13-14", None, None, "Digitalt")
    row(14, 11, "Sommartid", "Lidköpings kommun", "2021-10-04", "13.00-12.00", None, None, "Digitalt")
    row(15, "TOTALT", "", None)
    b.close()
    return out.getvalue()


C3 = r'''Datum,Tid,Rubrik,Beskrivning,Arrangör,Var\r
2021-10-04,09:00-10:00,"AI, etik och juridik","Med radbrytning
och ""citat""",Uppsala kommun,Digitalt\r
2021-10-04,09:00-10:00,"Etik, AI och juridik","x",Uppsala kommun,Digitalt\r
4 - 8 oktober,,Utställning hela veckan,"x",Uppsala kommun,Stadshuset\r
2021-10-05,09:00,"Fika",x,Uppsala kommun,"Stadshuset, rum 3 (samt Zoom)"\r
2021-10-05T09:00,,"Fika 2",x,Uppsala kommun,Digitalt möte\r
Tors 7/10,10.00–,"Öppet slut",x,Uppsala kommun,Zoom\r
ti 5.10.2021,klo 10-11,"Finskt",x,Esbo stad,Teams\r
,,,,,\r
7/10,"kl. 9.00 - kl. 10.30","Olika kl",x,Uppsala kommun,Zoom\r
07-10-2021,"9 till 10","Streck",x,Uppsala kommun,Zoom\r
'''.replace("\\r\n", "\r\n")
