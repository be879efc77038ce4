// Swedish for the form editor, which says its words in English alone: around the form, never in it.
const WORDS = {
  "Components": "Byggstenar", "Search components": "Sök byggstenar", "No components found.": "Inga byggstenar hittades.",
  "Input": "Svar", "Selection": "Val", "Presentation": "Att visa", "Containers": "Samla", "Action": "Knappar",
  "Text field": "Textrad", "Text area": "Textruta", "Number": "Tal", "Date time": "Datum, tid", "Expression": "Uträkning",
  "File picker": "Fil", "Checkbox": "Kryssruta", "Checkbox group": "Kryssrutor", "Radio group": "Ett av flera",
  "Select": "Lista", "Tag list": "Etiketter", "Text view": "Text", "Image view": "Bild", "Table": "Tabell",
  "HTML view": "HTML", "Document preview": "Dokument", "Spacer": "Mellanrum", "Separator": "Linje", "Group": "Grupp",
  "Dynamic list": "Rader", "iFrame": "Inbäddad sida", "Button": "Knapp", "Form": "Formulär",
  "General": "Allmänt", "Condition": "När det visas", "Layout": "Placering", "Appearance": "Utseende",
  "Validation": "Kontroll av svaret", "Constraints": "Gränser", "Serialization": "Hur det sparas",
  "Custom properties": "Egna egenskaper", "Options source": "Varifrån valen kommer", "Static options": "Valen",
  "Dynamic options": "Val från ärendet", "Options expression": "Val som räknas ut", "Field label": "Fråga",
  "Field description": "Förklaring", "Key": "Namn i ärendet", "Label": "Ord", "Value": "Värde", "Type": "Sort",
  "Default value": "Svar från början", "Read only": "Går bara att läsa", "Disabled": "Går inte att ändra",
  "Required": "Måste besvaras", "Minimum length": "Kortast, antal tecken", "Maximum length": "Längst, antal tecken",
  "Minimum": "Minst", "Maximum": "Mest", "Increment": "Steg", "Decimal digits": "Decimaler", "Prefix": "Före",
  "Suffix": "Efter", "Columns": "Spalter", "Vertical alignment": "Höjdläge", "Hide if": "Dölj om",
  "Validation pattern": "Mönster", "Custom": "Eget", "Custom regular expression": "Eget mönster",
  "Custom error message": "Vad som sägs när svaret inte passar", "Email": "E-postadress", "Phone": "Telefon", "Add": "Lägg till",
  "Searchable": "Går att söka i", "Subtype": "Datum eller tid", "Date": "Datum", "Time": "Tid", "Date & Time": "Datum och tid",
  "Date label": "Fråga om datum", "Time label": "Fråga om tid", "Time format": "Hur tiden skrivs", "Time interval": "Minuter mellan tiderna",
  "Disallow past dates": "Inga dagar som varit", "Content": "Innehåll", "Height": "Höjd", "Path": "Samlas under",
  "Show outline": "Visa ram", "Alternative text": "Ord i stället för bilden", "Image source": "Varifrån bilden kommer",
  "Upload multiple files": "Flera filer", "Supported file formats": "Sorters filer", "Output as string": "Spara som text",
  "Default number of items": "Rader från början", "Allow add/delete items": "Rader får läggas till och tas bort",
  "Disable collapse": "Alltid utfälld", "Checked": "Ikryssad", "Not checked": "Inte ikryssad", "Auto": "Av sig självt",
  "Top": "Överst", "Center": "Mitten", "Bottom": "Nederst", "URL": "Adress", "Input values key": "Namn på listan i ärendet",
  "Data source": "Varifrån raderna kommer", "Pagination": "Sidor", "Number of rows per page": "Rader på varje sida",
  "Select a form field to edit its properties.": "Välj en fråga för att ändra den.",
  "Multiple form fields are selected. Select a single form field to edit its properties.": "Flera frågor är valda. Välj en för att ändra den.",
};
const AROUND = ".fjs-palette-container, .fjs-properties-container, .fjs-editor-palette-container";
const OWN = ".bio-properties-panel-header-label, input, textarea"; // what people have written themselves
const ATTRIBUTES = ["placeholder", "title", "aria-label"];

// Let what stands around the form below *place* be Swedish, and what comes there later.
export function inSwedish(place) {
  const say = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const said = WORDS[node.data.trim()];
      if (said && node.parentElement?.closest(AROUND) && !node.parentElement.closest(OWN)) node.data = said;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      for (const name of node.closest(AROUND) ? ATTRIBUTES : []) {
        const said = WORDS[node.getAttribute(name)];
        if (said) node.setAttribute(name, said);
      }
      node.childNodes.forEach(say);
    }
  };
  say(place);
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "characterData") say(target);
      else addedNodes.forEach(say);
    }
  }).observe(place, { childList: true, subtree: true, characterData: true });
}
