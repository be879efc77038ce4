"""What `core.xml` has to say, per language."""

SENTENCES = {
    "xml.too-large": {
        "sv": "Filen är {size} byte; högst {limit} läses. Dela upp modellen eller ta bort inbäddade bilder.",
        "en": "The file is {size} bytes; at most {limit} are read. Split the model or remove embedded images.",
    },
    "xml.doctype": {
        "sv": "Filen har en DOCTYPE, och sådana läses inte av säkerhetsskäl. Ta bort raden och spara igen.",
        "en": "The file has a DOCTYPE, which is not read for safety. Remove that line and save again.",
    },
    "xml.not-well-formed": {
        "sv": "Filen är inte giltig XML: {reason}. Öppna den i ritverktyget och spara den på nytt.",
        "en": "The file is not well-formed XML: {reason}. Open it in the modeler and save it again.",
    },
    "xml.too-deep": {
        "sv": "Filen är nästlad i fler än {limit} nivåer. Förenkla modellen.",
        "en": "The file nests deeper than {limit} levels. Simplify the model.",
    },
}
