"""What the self-checks of tables have to say, per language."""

TABLE: dict[str, dict[str, str]] = {
    "dmn.overlap": {
        "sv": "Regel {rule} och regel {other} gäller båda när {example}. Bara en får gälla: gör den ena snävare, "
        "eller välj en annan träffregel.",
        "en": "Rule {rule} and rule {other} both apply when {example}. Only one may: narrow one of them, "
        "or choose another hit policy.",
    },
    "dmn.overlap-differs": {
        "sv": "Regel {rule} och regel {other} gäller båda när {example}, men svarar olika. Ge dem samma svar, "
        "eller gör den ena snävare.",
        "en": "Rule {rule} and rule {other} both apply when {example}, but answer differently. Give them the "
        "same answer, "
        "or narrow one of them.",
    },
    "dmn.gap": {
        "sv": "Ingen regel gäller när {example}. Lägg till en regel eller ett standardsvar, om det kan inträffa.",
        "en": "No rule applies when {example}. Add a rule or a default answer, if that can happen.",
    },
    "dmn.duplicate-rule": {
        "sv": "Regel {rule} är en kopia av regel {earlier}. Ta bort den ena.",
        "en": "Rule {rule} is a copy of rule {earlier}. Remove one of them.",
    },
    "dmn.contradiction": {
        "sv": "Regel {rule} har samma villkor som regel {earlier}, men ett annat svar. Ändra villkoren eller ta "
        "bort den ena.",
        "en": "Rule {rule} asks for the same as rule {earlier}, but answers differently. Change what they ask for, "
        "or remove one of them.",
    },
    "dmn.never-reached": {
        "sv": "Regel {rule} används aldrig: reglerna före den tar alla fall. Flytta upp den eller ta bort den.",
        "en": "Rule {rule} is never used: the rules before it take every case. Move it up or remove it.",
    },
    "dmn.never-matches": {
        "sv": "Regel {rule} kan aldrig gälla: inget tillåtet värde i kolumnen ”{column}” uppfyller {test}. "
        "Rätta cellen.",
        "en": "Rule {rule} can never apply: no allowed value of the column “{column}” meets {test}. Correct the cell.",
    },
    "dmn.wrong-type": {
        "sv": "I regel {rule} jämför kolumnen ”{column}” med {test} ({found}), men kolumnen innehåller {expected}. "
        "Cellen gäller därför aldrig. Rätta den; text skrivs inom citattecken.",
        "en": "In rule {rule} the column “{column}” compares with {test} ({found}), but the column holds {expected}. "
        "So the cell never matches. Correct it; texts are written in quotation marks.",
    },
    "dmn.wrong-output-type": {
        "sv": "Regel {rule} svarar {value} ({found}) i ”{column}”, där svaret ska vara {expected}. Rätta svaret "
        "eller typen.",
        "en": "Rule {rule} answers {value} ({found}) in “{column}”, where the answer should be {expected}. "
        "Correct the answer or the type.",
    },
    "dmn.output-not-listed": {
        "sv": "Regel {rule} svarar {value} i ”{column}”, men tillåtna svar är {allowed}. Rätta svaret, eller "
        "lägg till det "
        "i listan.",
        "en": "Rule {rule} answers {value} in “{column}”, but the allowed answers are {allowed}. Correct the answer, "
        "or add it to the list.",
    },
    "dmn.no-priorities": {
        "sv": "Träffregeln {policy} väljer efter listan över tillåtna svar, men tabellen har ingen. Skriv svaren i den "
        "ordning de ska gå före varandra.",
        "en": "The hit policy {policy} chooses by the list of allowed answers, but the table has none. Write "
        "the answers in "
        "the order in which they take precedence.",
    },
    "dmn.too-large-to-check": {
        "sv": "Tabellen ({rules} regler) är för stor för att kontrollera om alla fall täcks. Dela upp den, "
        "eller ge den ett standardsvar.",
        "en": "The table ({rules} rules) is too large to check that every case is covered. Split it, "
        "or give it a default answer.",
    },
}
