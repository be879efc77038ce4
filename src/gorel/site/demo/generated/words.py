"""The Swedish that a made-up week is written with. People are made up; addresses end in .example, which nobody owns."""

from __future__ import annotations

MUNICIPALITIES = (
    "Alingsås", "Boden", "Borås", "Eskilstuna", "Falun", "Gävle", "Halmstad", "Helsingborg", "Härnösand", "Jönköping",
    "Kalmar", "Karlstad", "Kungälv", "Linköping", "Luleå", "Lund", "Mölndal", "Norrköping", "Nyköping", "Piteå",
    "Skellefteå", "Skövde", "Sundsvall", "Södertälje", "Trelleborg", "Umeå", "Varberg", "Växjö", "Åre", "Älvsbyn",
    "Örebro", "Örnsköldsvik", "Östersund",
)  # fmt: skip
OTHERS = (
    ("Region Norrsken", "region"), ("Region Västerslätt", "region"), ("Region Östersjön", "region"),
    ("Myndigheten för goda idéer", "agency"), ("Statens vägvisarråd", "agency"), ("Högskolan i Ängsby", "academy"),
    ("Åsnens universitet", "academy"), ("Föreningen Öppet hus", "civil-society"),
)  # fmt: skip
THEMES = (
    "Artificiell intelligens", "Automatisering", "Användardriven innovation", "Cirkulär ekonomi", "Hållbarhet",
    "Ledarskap", "Medskapande", "Test och demonstration", "Tillgänglighet", "Upphandling", "Välfärdsteknik",
    "Öppna data",
)  # fmt: skip
FIRST_NAMES = (
    "Agnes", "Ahmed", "Alva", "Amina", "Anders", "Anna-Lena", "Arvid", "Axel", "Barbro", "Bengt", "Björn", "Cecilia",
    "Dagny", "Elin", "Elsa", "Erik", "Eva", "Farida", "Fredrik", "Gustav", "Göran", "Hanna", "Håkan", "Ingegerd",
    "Ismail", "Jan-Åke", "Jörgen", "Karin", "Kjell", "Leila", "Lennart", "Lisbeth", "Märta", "Mikael", "Mohammed",
    "Nils", "Noor", "Olle", "Pär", "Ragnhild", "Rut", "Samira", "Signe", "Sixten", "Sölve", "Tove", "Ture", "Ulf",
    "Vera", "Yngve", "Åke", "Åsa", "Ängla", "Örjan", "Östen",
)  # fmt: skip
LAST_NAMES = (
    "Abdullahi", "Ahlgren", "Almqvist", "Berglund", "Björk", "Blomqvist", "Bäckström", "Carlén", "Dahl", "Ekström",
    "Engström", "Fält", "Forsgren", "Grönlund", "Gustafsson", "Hassan", "Hedlund", "Håkansson", "Isaksson", "Jönsson",
    "Karlsson", "Kjellberg", "Lindström", "Ljungqvist", "Löfgren", "Månsson", "Nordström", "Norén", "Nyström",
    "Olofsson", "Persson", "Rahimi", "Rydén", "Sandström", "Sjöberg", "Skoglund", "Ståhl", "Sundqvist", "Söderström",
    "Thörn", "Tran", "Vikström", "Wallin", "Åberg", "Åkesson", "Åström", "Ödman", "Öhman", "Österberg",
)  # fmt: skip
SUBJECTS = (
    "hemtjänsten", "bygglovet", "skolmåltiden", "biblioteket", "återbruket", "jouren", "kundtjänsten", "arkivet",
    "kollektivtrafiken", "äldreomsorgen", "fakturorna", "vattenverket", "förskolan", "näringslivet", "socialtjänsten",
    "medborgarlöftet", "snöröjningen", "grönytorna", "räddningstjänsten", "elevhälsan", "vuxenutbildningen",
)  # fmt: skip
TITLES = (
    "Så förändrade vi {}", "Från idé till vardag i {}", "Vad lärde vi oss av {}?", "Öppen verkstad om {}",
    "En digital medarbetare i {}", "Tio misstag kring {}", "Tillsammans för {}", "En timme om {}",
    "När {} fick tänka nytt", "Frukost: frågor och svar om {}", "Modet att sluta: exemplet {}",
)  # fmt: skip
SENTENCES = (
    "Vi berättar hur arbetet började, vad som gick fel och vad som till slut fungerade.",
    "Deltagarna får pröva metoden och ta med sig en mall hem.",
    "Föreläsningen vänder sig till chefer, utvecklare och alla som möter invånare.",
    "Resultatet följs upp tillsammans med högskolan, och siffrorna är öppna för alla.",
    "Efteråt finns tid för frågor och för att hitta någon att samarbeta med.",
    "Lösningen bygger på öppen källkod och kan användas av vilken kommun som helst.",
    "Vi visar före och efter, med medarbetarna själva på scenen.",
    "Du får höra vad invånarna sa när de fick vara med och bestämma.",
)  # fmt: skip
ROOMS = ("Stadshuset, sal {}", "Biblioteket, rum {}", "Kulturhuset, plan {}", "Science park, hus {}")
TITLES_OF_PEOPLE = (
    "verksamhetsutvecklare", "enhetschef", "forskare", "innovationsledare", "it-arkitekt", "kommundirektör",
    "undersköterska", "rektor", "upphandlare",
)  # fmt: skip
FOOD = ("Vegetariskt", "Glutenfritt", "Ingen fisk, jag är allergisk", "Halal", "Laktosfritt")
NEEDS = ("Jag behöver hörslinga", "Rullstol", "Teckenspråkstolk", "Ledhund följer med")
GOOD = ("Konkreta exempel", "Att ni berättade om det som gick fel", "Bra tempo", "Tiden för frågor", "Mallen vi fick")
BETTER = ("Mer tid för frågor", "Ljudet hördes dåligt", "Bilderna hade liten text", "Skicka underlaget före", "Paus")
