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
    chooseStep: "Välj först ett steg eller en väg i ritningen.",
    severalWays: "Flera vägar leder vidare härifrån. Välj den väg där det ska stå.",
    noWayHere: "Här kan inget sättas in. Välj ett annat steg eller en väg.",
    tookIn: "Insatt.",
    cameAlong: "Med följde:",
    noStep: "inget steg valt",
    way: "vägen",
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
    chooseStep: "First choose a step or a way in the drawing.",
    severalWays: "Several ways lead on from here. Choose the way where it is to stand.",
    noWayHere: "Nothing can be put in here. Choose another step, or a way.",
    tookIn: "Put in.",
    cameAlong: "Came along:",
    noStep: "no step chosen",
    way: "the way",
  },
};

const language = document.documentElement.lang.slice(0, 2) === "en" ? "en" : "sv";

export const isSwedish = language === "sv";

export function say(word) {
  return OWN[language][word];
}

function translate(template, replacements = {}) {
  const said = (language === "sv" && SWEDISH[template.trim()]) || template;
  return said.replace(/{([^}]+)}/g, (whole, key) => replacements[key] ?? whole);
}

export const translation = { translate: ["value", translate] };
