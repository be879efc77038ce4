// What the editors say: our own few sentences in both languages, and Swedish for what bpmn.io's editors say in English.
import { SWEDISH } from "./swedish.js";

const OWN = {
  sv: {
    unsaved: "Inte sparat än …",
    saved: "Sparat.",
    others: "Har också utkastet öppet:",
    offline: "Kunde inte sparas: servern svarar inte. Försöker igen.",
    failed: "Det gick inte. Ladda om sidan; det som sparats finns kvar.",
    clash: "Någon annan sparade före dig:",
    showBoth: "Visa båda",
    fault: "fel",
    doubt: "tveksamt",
    noFindings: "Inget: kontrollen hittar inga fel.",
    names: "Namn att använda:",
  },
  en: {
    unsaved: "Not saved yet …",
    saved: "Saved.",
    others: "Also has the draft open:",
    offline: "Could not be saved: the server does not answer. Trying again.",
    failed: "That did not work. Load the page again; what was saved is still there.",
    clash: "Somebody else saved before you:",
    showBoth: "Show both",
    fault: "fault",
    doubt: "doubt",
    noFindings: "Nothing: the checks find no fault.",
    names: "Names to use:",
  },
};

const language = document.documentElement.lang.slice(0, 2) === "en" ? "en" : "sv";

export function say(word) {
  return OWN[language][word];
}

function translate(template, replacements = {}) {
  const said = (language === "sv" && SWEDISH[template.trim()]) || template;
  return said.replace(/{([^}]+)}/g, (whole, key) => replacements[key] ?? whole);
}

export const translation = { translate: ["value", translate] };
