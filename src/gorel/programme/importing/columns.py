"""Which fact a column holds, by its heading in Swedish or English.

Headings are compared without case, signs and brackets: "Titel (sv)", "titel_sv" and "titelSv" are one. A heading that
is not known as it stands is read by its words (`_WORDS`), and the report says how. A column that no fact answers to is
kept with the row and named in the report.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

# Facts in the order in which they are read; each with the headings that mean it.
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("id", "nr", "nummer", "löpnummer", "löpnr", "lnr", "ordningsnummer", "nyckel", "key", "uid", "guid",
           "identifier", "event id", "external id",
           "evenemangs id", "aktivitets id", "kalender id", "slug", "no", "number", "identifierare", "rad id"),
    "title": ("titel", "rubrik", "namn", "name", "title", "evenemang", "event", "aktivitet", "programpunkt",
              "titel sv", "title sv", "name sv", "titel svenska", "svensk titel", "headline", "summary", "event name",
              "event title", "namn på aktiviteten", "aktivitetens namn", "titel på programpunkten", "seminarium",
              "programpunktens titel", "punkt", "session", "session title", "vad", "what", "punktens titel",
              "vad händer", "benämning", "arrangemang", "föredrag", "webbinarium", "subject", "summering"),
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
                  "vem arrangerar", "vilka", "org", "arr", "aktör", "aktörer",
                   "organizing body", "organised by"),
    "organiser_kind": ("organisationstyp", "typ av organisation", "kind of organisation", "organisation type",
                       "organiser type", "organiser kind", "arrangörstyp", "typ av arrangör", "sektor"),
    "co_organisers": ("medarrangör", "medarrangörer", "medarrangör er", "samarrangör", "samarrangörer",
                      "i samarbete med", "partner", "partners", "tillsammans med", "co organiser", "co organisers",
                      "co organizer", "co organizers", "samarbetspartner", "samarbetspartners", "in cooperation with",
                      "in collaboration with", "medverkande organisationer"),
    "part_of": ("del av", "ingår i", "parent", "part of", "huvudevenemang", "parent id", "överordnad", "tillhör",
                "huvudpunkt", "super event", "superevent", "parent event", "del av programpunkt", "under"),
    "level": ("nivå", "level", "hierarki"),
    "day": ("datum", "dag", "date", "day", "när", "when", "startdatum", "start date", "tidpunkt", "datum och tid",
            "date and time", "datum tid", "datum start", "date start", "on date", "event date", "dag och tid",
            "dagar", "datetime", "startdag", "event start date"),
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
    "online": ("online event", "online", "is online", "digital", "webbsänds", "sänds digitalt", "virtual event",
               "digitalt", "finns digitalt", "streamas", "sänds", "livesänds", "på distans",
               "går att följa digitalt", "streamed"),
    "zone": ("timezone", "time zone", "tidszon", "start timezone"),
    "all_day": ("heldagshändelse", "all day event", "all day", "hela dagen", "heldag", "is all day"),
    "private": ("privat", "private", "känslighet", "sensitivity", "sekretess"),
    "place": ("plats", "place", "venue", "location", "var", "where", "location name", "platsnamn", "ställe",
              "venue name", "place name", "mötesplats"),
    "room": ("sal", "room", "rum", "lokal", "room name", "salsnamn"),
    "address": ("adress", "address", "gatuadress", "street address", "location address", "besöksadress",
                "venue address", "street", "place address", "location address street address",
                "location street address"),
    "city": ("ort", "stad", "city", "town", "location address locality",
             "location address address locality", "postort", "location city", "venue city"),
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
                "kontaktuppgifter", "contact person", "e mail", "kontakt e post", "kontaktpersonens e post",
                "mötesorganisatör", "meeting organizer", "meeting organiser"),
    "people": ("medverkande", "talare", "föreläsare", "speakers", "speaker", "presenters", "moderator", "people",
               "performer", "performers", "presentatör", "persons", "chairs",
               "contributors", "participating", "medverkande personer"),
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

# What a heading's words tell, the more particular first; None says that it is none of the facts.
_WORDS: tuple[tuple[str | None, str], ...] = (
    (None, r"\b(?:antal|number of|max|kapacitet|capacity|telefon\w*|phone|mobil\w*|faktur\w*|invoice|bild|image|"
           r"logo\w*|not record|(?:inte|ej) (?:spela|inspel)\w*|licen[cs]e|licens|"
           r"ansvarig hos oss|intern\w*|internal|created|skapad|updated|"
           r"uppdaterad|senast ändrad|door\w*|insläpp|id)\b"),
    ("contact", r"e[ -]?post|e[ -]?mail|mejl|\bmail\b|kontakt|contact"),
    ("status", r"kommentar|anteckning|notering|comment|\bnotes?\b|status|ändring|inställ|cancel"),
    ("last_day", r"(?:sista|senast|stänger).*(?:anmäl|svar)|(?:anmäl|svar).*(?:sista|senast|stänger)|\bosa\b|"
                 r"deadline|sales end|"
                 r"\bboka\w*.*(?:senast|sista)|(?:senast|sista).*\bboka|(?:biljett|försäljning).*slut|"
                 r"(?:regist|sign|rsvp).*(?:by|before|clos)|(?:last|latest).*(?:regist|sign)"),
    ("recording_url", r"(?:inspeln|record|film).*(?:länk|link|url)|(?:länk|link|url).*(?:inspeln|record|film)"),
    ("recorded", r"spelas in|inspel|record"),
    ("joining_link", r"(?:möte|zoom|teams|delta|join|meeting|stream|sänd).*(?:länk|link|url)|"
                     r"(?:länk|link|url).*(?:möte|zoom|teams|delta|join|meeting|stream|sänd)"),
    ("sign_up", r"anmäl|regist|sign[ -]?up|\bboka|\bbook|\brsvp"),
    ("web_page", r"länk|\blinks?\b|\burl\b|webb?(?:plats|sida|adress)|hemsida|website|web page|läs mer|read more"),
    ("co_organisers", r"medarrang|samarrang|samarbet|samverk|\bpartner|\bco (?:org|host)|together with|cooperat|"
                      r"collab"),
    ("part_of", r"överordna|\bparent|del av|ingår i|part of|belongs|hör till|hör ihop|"
                r"huvud(?:event|evenemang|aktivitet|punkt|program)"),
    ("organiser", r"arrang|anordn|organis|organiz|\bhost|\bvärd\b|håller i|ansvarig|avsändar|responsible|run by|"
                  r"held by|ordnar\b|vem bjuder|vem står bakom"),
    ("target_group", r"målgrupp|för vem|vem.*för\b|audience|target|vänder sig|who.*\bfor\b|\bfor who|för vilka"),
    ("people", r"medverk|talare|föreläs|speaker|presenter|moderator|vem pratar|panel"),
    ("format", r"(?=.*(?:online|digital|distans|webb?\b|zoom|teams))(?=.*(?:plats|fysisk|venue|on site|in person|"
               r"båda|both|hybrid))|delta(?:r|gande)?.*(?:form|sätt)|mötesform|\bhybrid"),
    ("captions", r"textn|textas|undertext|caption|subtitles|subtitling"),
    ("interpretation", r"\btolk|teckenspråk|interpret|sign language"),
    ("accessibility", r"tillgäng|accessib"),
    ("duration", r"längd|varaktig|duration|how long|hur länge"),
    ("ends", r"(?:slut|end|till|till och med|stop).*(?:tid|time|klock|kl)|(?:tid|time|klock|kl).*(?:slut|end|stop)"),
    ("last_date", r"(?:slut|end|till|last).*(?:dat|dag|day)|(?:dat|dag|day).*(?:slut|end)"),
    ("starts", r"(?:start|börj|begin|från|from).*(?:tid|time|klock|kl)|"
               r"(?:tid|time|klock|kl).*(?:start|börj|begin|från|from)"),
    ("day", r"dat(?:um|e)|\bdag(?:en)?\b|\bday\b|\bnär\b|\bwhen\b"),
    ("starts", r"klock|\btid(?:er|en|punkt)?\b|\btimes?\b|\bkl\b"),
    ("price", r"kost|pris|avgift|price|\bfee\b|entré|biljett|ticket"),
    ("free", r"gratis|fri entr|free of"),
    ("language", r"språk|language"),
    ("address", r"adress|address|\bgata|street"),
    ("place", r"lokal|plats\b|venue|\bplace|location|\bvar\b|\bwhere|\brum\b|\broom|\bsal\b|ställe"),
    ("abstract", r"beskriv|innehåll|handlar|descri|abstract|sammanfatt|kort om|^om\b|ingress|\babout|\binfo|content|"
                 r"\btext\b|berätta"),
    ("themes", r"\btema|theme|\bämne|topic|kategor|categor|taggar"),
    ("title", r"titel|rubrik|\bnamn|\btitle|\bname\b|evenemang|aktivitet|programpunkt|\bevent\b|activity"),
)  # fmt: skip
_BY_WORDS = tuple((fact, re.compile(pattern)) for fact, pattern in _WORDS)
_BY_HEADING = {heading: fact for fact, headings in HEADINGS.items() for heading in headings}


MANY = frozenset({"organiser", "co_organisers", "people", "themes"})  # facts that several columns may tell together
_PERHAPS_TOWNS = ("kommun", "municipality")
_FORMATS = re.compile(r"\b(?:online|digitalt?|distans|båda|both|hybrid|webb|zoom|teams)\b")

# "Titel på aktiviteten", "Evenemangets beskrivning": what the list is about says nothing of the column.
_OF_IT = re.compile(
    r"\s(?:(?:på|för|av|om|till|of|for)\s(?:the\s)?)?(?:aktivitet(?:en|ens)?|evenemang(?:et|ets)?|event(?:et|ets)?|"
    r"programpunkt(?:en|ens)?|seminari(?:um|et|ets)|arrangemang(?:et|ets)?|föreläsning(?:en|ens)?|session(?:s)?|"
    r"activity|programme\sitem)(?=\s)"
)


# "Beskrivning (max 500 tecken)": how much may be written says nothing of what.
_LIMIT = re.compile(r"[(,;:–-]*\s*(?:max(?:imalt)?|högst|upp till|ca|at most|up to)\.?\s*\d+\s*(?:tecken|ord|rader|"
                    r"characters|chars|words)[^),;]*\)?", re.IGNORECASE)  # fmt: skip


def plain(heading: object) -> str:
    """Return a heading without case and signs, camelCase apart: "titleSv" and "Title (sv)" are "title sv"."""
    text = unicodedata.normalize("NFC", str(heading)).strip()
    text = re.sub(r"(?<=[a-zåäö0-9])(?=[A-ZÅÄÖ])", " ", text)
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def fact_of(heading: object) -> str | None:
    """Return the fact that a column with this heading holds; None when nothing is called so."""
    heading = _LIMIT.sub("", str(heading))
    said = plain(heading)
    if said in _BY_HEADING:
        return _BY_HEADING[said]
    without_brackets = plain(re.sub(r"\(.*?\)|\[.*?\]", " ", str(heading)))
    if without_brackets in _BY_HEADING:
        return _BY_HEADING[without_brackets]
    if (unnumbered := re.fullmatch(r"(.*\D) ?[1-9]", said)) and _BY_HEADING.get(unnumbered[1].strip()) in MANY:
        return _BY_HEADING[unnumbered[1].strip()]  # "Arrangör 1", "Talare 2"
    shorter = plain(_OF_IT.sub(" ", f" {without_brackets} "))
    if shorter in _BY_HEADING:
        return _BY_HEADING[shorter]
    # "Plats/länk", "Titel, högst 100 tecken": the first of them that is known.
    parts = [_BY_HEADING.get(plain(part)) for part in re.split(r"[/,:]", str(heading))]
    if "place" in parts and _FORMATS.search(said):
        return "format"  # "Plats/online/båda"
    if "web_page" in parts and _FORMATS.search(said):
        return "joining_link"  # "Om digitalt: länk"
    if "format" in parts and re.match(r"(?:om|if|vid)\b", said):
        return "platform"  # "Om på distans: hur"
    return next((fact for fact in parts if fact), None)


def fact_by_words(heading: object) -> str | None:
    """Return the fact that the words of a heading tell, where the heading as a whole is not known."""
    said = plain(_LIMIT.sub("", str(heading)))
    return next((fact for fact, pattern in _BY_WORDS if pattern.search(said)), None)


def _one_organiser(facts: list[str | None], headings: Sequence[str]) -> list[str | None]:
    """Leave one column of the organiser: a municipality beside it is a town then, and others organise with it."""
    if facts.count("organiser") > 1:
        towns = [plain(one) in _PERHAPS_TOWNS for one in headings]
        if not all(is_town for is_town, fact in zip(towns, facts, strict=True) if fact == "organiser"):
            facts = ["city" if is_town and fact == "organiser" else fact
                     for is_town, fact in zip(towns, facts, strict=True)]  # fmt: skip
        first = facts.index("organiser")
        facts = ["co_organisers" if fact == "organiser" and index > first and headings[index][-1:].isdigit() else fact
                 for index, fact in enumerate(facts)]  # fmt: skip
    return facts


_BOTH = re.compile(
    r"(?=.*\b(?:när|tid|datum|dag|when|time|date)\b)(?=.*\b(?:var|plats|lokal|where|place|location|venue)\b)"
    r"(?!.*\b(?:tidszon|zone)\b)"
)


def tells_when_and_where(heading: str) -> bool:
    """Say whether a column holds both: "När & var?", "Tid/plats"."""
    return len(heading) <= 40 and bool(_BOTH.search(plain(heading)))


def facts_of(
    headings: Sequence[str], *, readable: Collection[str] | None = None
) -> tuple[list[str | None], dict[str, str]]:
    """Return the fact of each column, and by heading those that only its words told.

    What a column's whole heading says goes before what the words of another tell. *readable* are the headings whose
    words are looked at; None is all.
    """
    facts = [fact_of(heading) if heading else None for heading in headings]
    if "title" not in facts:  # Outlook calls its titles "Ämne"
        facts = ["title" if fact == "themes" and plain(heading) == "ämne" else fact
                 for heading, fact in zip(headings, facts, strict=True)]  # fmt: skip
    if not {"day", "starts"} & set(facts):
        facts = ["day" if tells_when_and_where(heading) else fact
                 for heading, fact in zip(headings, facts, strict=True)]  # fmt: skip
    facts = _one_organiser(facts, headings)
    taken, by_words = set(facts), {}
    for index, heading in enumerate(headings):
        if not heading or facts[index] is not None or (readable is not None and heading not in readable):
            continue
        if (fact := fact_by_words(heading)) and fact not in taken:
            facts[index] = by_words[heading] = fact
            taken.add(fact)
    return facts, by_words
