"""What can be wrong with a package, as sentences in both languages."""

from __future__ import annotations

from gorel.ground.language import is_english

SENTENCES: dict[str, tuple[str, str]] = {
    "not-a-zip": ("Filen är inget paket: den går inte att öppna som zip.", "The file is no package: it cannot be opened as a zip."),
    "too-large": ("Paketet är för stort: {what}. Högst {limit} tas emot.", "The package is too large: {what}. At most {limit} is taken."),
    "bad-name": ("Filnamnet {name} tas inte emot. Namn har små bokstäver, siffror, bindestreck och punkt, i högst två mappar.", "The file name {name} is not taken. Names have small letters, figures, hyphens and full stops, in at most two folders."),
    "kind": ("{name} är av ett slag som inte får ligga i ett paket. Tillåtna ändelser: {allowed}.", "{name} is of a kind that a package may not hold. Allowed endings: {allowed}."),
    "twice": ("{name} finns två gånger.", "{name} is there twice."),
    "locked": ("{name} är krypterad, en länk eller packad på ett sätt som inte tas emot.", "{name} is encrypted, a link, or packed in a way that is not taken."),
    "missing": ("{name} saknas i paketet.", "{name} is missing from the package."),
    "not-listed": ("{name} finns i paketet men inte i dess förteckning.", "{name} is in the package but not in its list."),
    "changed": ("{name} är inte den fil som förteckningen säger: kontrollsumman stämmer inte.", "{name} is not the file that the list says: its checksum differs."),
    "manifest": ("manifest.json går inte att läsa: {reason}.", "manifest.json cannot be read: {reason}."),
    "signature": ("Signaturen stämmer inte: paketet har ändrats sedan det signerades, eller är osignerat.", "The signature does not hold: the package was changed after it was signed, or is unsigned."),
    "untrusted": ("Paketet är signerat med nyckeln {fingerprint}, som ingen här litar på än. En administratör bestämmer det.", "The package is signed with the key {fingerprint}, which nobody here trusts yet. An administrator decides that."),
    "ability": ("Förmågan {name}, version {version}, finns inte här.", "The ability {name}, version {version}, is not here."),
    "test": ("{name}: {reason}", "{name}: {reason}"),
    "model": ("{reason}", "{reason}"),
    "value": ("Värdet {name}: {reason}", "The value {name}: {reason}"),
    "older": ("Version {version} är inte nyare än den som är installerad ({present}).", "Version {version} is not newer than the one that is installed ({present})."),
    "conflict": ("{count} ändringar krockar. Välj för var och en vilken som ska gälla.", "{count} changes collide. Choose for each which one is to hold."),
    "already": ("Paketet är redan installerat. Använd uppdatera.", "The package is installed already. Use update."),
    "not-installed": ("Paketet är inte installerat här. Installera det först.", "The package is not installed here. Install it first."),
    "taken": ("{name} finns redan här och kommer inte från det här paketet.", "{name} is here already, and does not come from this package."),
    "report": ("Rapporten går inte att ta emot: {reason}.", "The report cannot be taken: {reason}."),
}  # fmt: skip


class BadPackage(ValueError):
    """A package cannot be taken, or not used. Shape: code is a key of SENTENCES."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(say(code, values, "en"))

    def __str__(self) -> str:
        return say(self.code, self.values)


def say(code: str, values: dict[str, object], language: str | None = None) -> str:
    """Return the sentence in *language*, or the page's."""
    swedish, english = SENTENCES[code]
    return (english if is_english(language) else swedish).format(**values)
