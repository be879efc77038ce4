"""Which fact a column holds, by its heading in Swedish or English.

Headings are compared without case, signs and brackets: "Titel (sv)", "titel_sv" and "titelSv" are one. A column that no
fact answers to is kept with the row and named in the report.
"""

from __future__ import annotations

import re
import unicodedata

# Facts in the order in which they are read; each with the headings that mean it.
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("id", "nr", "nummer", "löpnummer", "nyckel", "key", "uid", "guid", "identifier", "event id", "external id",
           "evenemangs id", "aktivitets id", "kalender id", "slug", "no", "number", "identifierare", "rad id"),
    "title": ("titel", "rubrik", "namn", "name", "title", "evenemang", "event", "aktivitet", "programpunkt",
              "titel sv", "title sv", "name sv", "titel svenska", "svensk titel", "headline", "summary", "event name",
              "event title", "namn på aktiviteten", "aktivitetens namn", "titel på programpunkten", "seminarium",
              "programpunktens titel", "punkt", "session", "session title", "vad", "what", "punktens titel",
              "vad händer", "benämning", "arrangemang", "föredrag", "webbinarium"),
    "title_en": ("titel en", "title en", "name en", "titel engelska", "engelsk titel", "english title",
                 "title english", "titel på engelska", "title in english"),
    "abstract": ("beskrivning", "description", "abstract", "sammanfattning", "om", "innehåll", "text", "ingress",
                 "about", "content", "details", "beskrivning sv", "description sv", "abstract sv", "information",
                 "beskrivning svenska", "kort beskrivning", "short description", "om programpunkten", "brödtext"),
    "abstract_en": ("beskrivning en", "description en", "abstract en", "engelsk beskrivning", "beskrivning engelska",
                    "english description", "description english", "description in english"),
    "organiser": ("arrangör", "organisatör", "organiser", "organizer", "organisation", "organization", "värd", "host",
                  "arrangeras av", "organised by", "organized by", "avsändare", "arrangör er", "arrangörer",
                  "organiser name", "organizer name", "organisers", "organizers", "ansvarig organisation",
                  "arrangerande organisation", "huvudarrangör", "hosted by", "kommun", "publisher", "vem", "who",
                  "vem arrangerar", "vilka", "aktör", "aktörer", "organizing body", "organised by"),
    "organiser_kind": ("organisationstyp", "typ av organisation", "kind of organisation", "organisation type",
                       "organiser type", "organiser kind", "arrangörstyp", "typ av arrangör", "sektor"),
    "co_organisers": ("medarrangör", "medarrangörer", "medarrangör er", "samarrangör", "samarrangörer",
                      "i samarbete med", "partner", "partners", "tillsammans med", "co organiser", "co organisers",
                      "co organizer", "co organizers", "samarbetspartner", "samarbetspartners", "in cooperation with",
                      "in collaboration with", "medverkande organisationer"),
    "part_of": ("del av", "ingår i", "parent", "part of", "huvudevenemang", "parent id", "överordnad", "tillhör",
                "huvudpunkt", "super event", "superevent", "parent event", "del av programpunkt", "under"),
    "day": ("datum", "dag", "date", "day", "när", "when", "startdatum", "start date", "tidpunkt", "datum och tid",
            "date and time", "datum tid", "datum start", "date start", "on date", "event date", "dag och tid",
            "dagar", "datetime", "startdag"),
    "starts": ("start", "starttid", "tid", "time", "klockslag", "börjar", "start time", "starts", "from", "från",
               "startar", "kl", "klockan", "starts at", "begin", "begins", "tider", "start datetime", "times",
               "tid start", "start tid", "hours", "tidsspann", "vilken tid"),
    "ends": ("slut", "sluttid", "end", "ends", "end time", "slutar", "till", "to", "ends at", "tid slut", "slut tid",
             "until", "finish", "end datetime"),
    "last_date": ("slutdatum", "end date", "datum slut", "sista dag", "till datum", "slutdag", "date end"),
    "duration": ("längd", "varaktighet", "duration", "minuter", "minutes", "tidsåtgång", "length", "antal minuter"),
    "format": ("format", "form", "deltagande", "digitalt fysiskt", "fysiskt digitalt", "mode", "sätt att delta",
               "attendance mode", "event attendance mode", "deltagandeform", "digitalt eller fysiskt", "mötesform",
               "fysiskt eller digitalt", "deltagarform", "arrangemangsform", "hur", "how", "genomförande",
               "typ av deltagande", "form för deltagande", "attendance"),
    "place": ("plats", "lokal", "place", "venue", "location", "var", "where", "location name", "platsnamn", "ställe",
              "venue name", "place name", "mötesplats", "sal", "room", "rum"),
    "address": ("adress", "address", "gatuadress", "street address", "location address", "besöksadress",
                "venue address", "street", "place address", "location address street address",
                "location street address"),
    "city": ("ort", "stad", "city", "town", "location address locality",
             "location address address locality", "postort", "location city"),
    "platform": ("plattform", "verktyg", "platform", "tool", "digital plattform", "mötesverktyg", "kanal"),
    "joining_link": ("möteslänk", "zoomlänk", "teamslänk", "deltagarlänk", "joining link", "meeting link",
                     "anslutningslänk", "länk till mötet", "zoom länk", "teams länk", "join url", "meeting url",
                     "joining url", "digital länk", "länk till sändningen"),
    "web_page": ("länk", "webb", "webbplats", "url", "link", "webbsida", "hemsida", "mer information", "läs mer",
                 "website", "web page", "webpage", "webbadress", "länk till mer information", "more information",
                 "info länk", "event url", "sida", "web", "same as"),
    "sign_up": ("anmälan", "anmälningslänk", "registration", "länk till anmälan", "sign up", "registration link",
                "registration url", "anmälningsadress", "anmäl dig", "signup", "registration page"),
    "language": ("språk", "language", "in language", "lang", "spoken language", "talat språk"),
    "price": ("pris", "kostnad", "avgift", "price", "cost", "fee", "entré", "inträde", "deltagaravgift", "pris kr",
              "offers price", "biljett", "biljettpris", "kostnad kr", "price sek", "ticket price", "tickets", "ticket"),
    "ignored": ("offers price currency", "offers url", "offers availability"),
    "previous": ("previous start date", "previousstartdate", "tidigare datum", "ursprungligt datum", "gammalt datum",
                 "original date", "previous date"),
    "free": ("gratis", "kostnadsfri", "kostnadsfritt", "free", "free of charge", "is free", "avgiftsfri",
             "is accessible for free", "avgiftsfritt"),
    "last_day": ("sista anmälningsdag", "anmäl dig senast", "anmälan senast", "osa", "registration deadline",
                 "last day to register", "sista dag för anmälan", "deadline", "sista anmälan", "anmälan senast den",
                 "sista anmälningsdatum", "last day", "senast anmälan", "register by"),
    "recorded": ("spelas in", "inspelning", "recorded", "recording", "inspelas", "is recorded", "inspelad"),
    "recording_url": ("länk till inspelningen", "recording url", "recording link", "inspelningslänk", "film"),
    "contact": ("kontakt", "kontaktperson", "e post", "epost", "email", "contact", "contact email", "mejl", "mail",
                "kontaktuppgifter", "contact person", "e mail", "kontakt e post", "kontaktpersonens e post"),
    "people": ("medverkande", "talare", "föreläsare", "speakers", "speaker", "presenters", "moderator", "people",
               "performer", "performers", "presentatör", "contributors", "participating", "medverkande personer"),
    "themes": ("tema", "teman", "theme", "themes", "ämne", "ämnen", "kategori", "category", "categories", "topics",
               "taggar", "tags", "topic", "ämnesområde", "område"),
    "series": ("serie", "series", "programserie", "spår", "track", "paroll"),
    "target_group": ("målgrupp", "målgrupper", "för vem", "target group", "audience", "vänder sig till",
                     "target audience"),
    "accessibility": ("tillgänglighet", "accessibility", "lokalens tillgänglighet"),
    "captions": ("textning", "captions", "undertexter", "textas", "has captions"),
    "interpretation": ("tolkning", "tolk", "interpretation", "teckenspråkstolkning", "teckenspråkstolk"),
    "status": ("status", "event status", "läge", "state", "ändring", "ändringar", "change", "anmärkning", "kommentar",
               "kommentarer", "comment", "comments", "notering", "note", "notes", "obs", "övrigt", "anteckning"),
    "parts": ("parts", "delar", "delprogram", "children", "sessions", "programpunkter", "sub events", "sub event",
              "subevents", "agenda", "pass", "delmoment", "program", "schedule", "items", "moment"),
}  # fmt: skip

_BY_HEADING = {heading: fact for fact, headings in HEADINGS.items() for heading in headings}


# "Titel på aktiviteten", "Evenemangets beskrivning": what the list is about says nothing of the column.
_OF_IT = re.compile(
    r"\s(?:(?:på|för|av|om|till|of|for)\s(?:the\s)?)?(?:aktivitet(?:en|ens)?|evenemang(?:et|ets)?|event(?:et|ets)?|"
    r"programpunkt(?:en|ens)?|seminari(?:um|et|ets)|arrangemang(?:et|ets)?|föreläsning(?:en|ens)?|session(?:s)?|"
    r"activity|programme\sitem)(?=\s)"
)


def plain(heading: object) -> str:
    """Return a heading without case and signs, camelCase apart: "titleSv" and "Title (sv)" are "title sv"."""
    text = unicodedata.normalize("NFC", str(heading)).strip()
    text = re.sub(r"(?<=[a-zåäö0-9])(?=[A-ZÅÄÖ])", " ", text)
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def fact_of(heading: object) -> str | None:
    """Return the fact that a column with this heading holds; None when nothing is called so."""
    said = plain(heading)
    if said in _BY_HEADING:
        return _BY_HEADING[said]
    without_brackets = plain(re.sub(r"\(.*?\)|\[.*?\]", " ", str(heading)))
    if without_brackets in _BY_HEADING:
        return _BY_HEADING[without_brackets]
    shorter = plain(_OF_IT.sub(" ", f" {without_brackets} "))
    if shorter in _BY_HEADING:
        return _BY_HEADING[shorter]
    # "Plats/länk", "Titel, högst 100 tecken": the first of them that is known.
    found = (_BY_HEADING.get(plain(part)) for part in re.split(r"[/,:]", str(heading)))
    return next((fact for fact in found if fact), None)
