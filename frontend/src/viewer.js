// Draws a process as its picture, and marks where a case stands. Every element [data-diagram] of the page becomes one:
//
//   <div class="diagram" data-diagram="/path/to/model.bpmn" data-marks='{"here": ["Review"], "taken": ["Start", "Flow_1"], "incident": []}'>
//
// or with the model inside: <div class="diagram" data-diagram><script type="application/xml">…</script></div>.
// What the picture says must also stand in words beside it. The mark of bpmn.io stays as it is.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "./viewer.css";

const WORDS = {
  sv: {
    picture: "Processen som bild",
    closer: "Förstora",
    farther: "Förminska",
    whole: "Visa hela",
    failed: "Bilden kunde inte ritas. Det som hänt står i loggen.",
  },
  en: {
    picture: "The process as a picture",
    closer: "Zoom in",
    farther: "Zoom out",
    whole: "Show all",
    failed: "The picture could not be drawn. What happened stands in the log.",
  },
};
const MARKS = { here: "mark-here", taken: "mark-taken", incident: "mark-incident" };

function words() {
  return WORDS[document.documentElement.lang.slice(0, 2)] ?? WORDS.sv;
}

async function model(place) {
  const inside = place.querySelector('script[type="application/xml"]');
  if (inside) return inside.textContent;
  const answer = await fetch(place.dataset.diagram, { headers: { Accept: "application/xml" } });
  if (!answer.ok) throw new Error(`${answer.status} ${place.dataset.diagram}`);
  return answer.text();
}

function mark(viewer, marks) {
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  for (const [kind, ids] of Object.entries(marks)) {
    for (const id of ids) {
      if (MARKS[kind] && registry.get(id)) canvas.addMarker(id, MARKS[kind]);
    }
  }
}

function button(text, label, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (label !== text) {
    made.setAttribute("aria-label", label);
    made.title = label;
  }
  made.addEventListener("click", press);
  return made;
}

function tools(viewer) {
  const say = words();
  const canvas = viewer.get("canvas");
  const zoom = (factor) => canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * factor)));
  const bar = document.createElement("div");
  bar.className = "diagram__tools";
  bar.append(
    button("+", say.closer, () => zoom(1.25)),
    button("−", say.farther, () => zoom(0.8)),
    button(say.whole, say.whole, () => canvas.zoom("fit-viewport", "auto")),
  );
  return bar;
}

export async function draw(place) {
  const say = words();
  const paper = document.createElement("div");
  paper.className = "diagram__canvas";
  paper.setAttribute("role", "group");
  paper.setAttribute("aria-label", place.dataset.label ?? say.picture);
  // The wheel belongs to the page; the buttons and Ctrl with + and − zoom.
  const viewer = new NavigatedViewer({ container: paper, zoomScroll: { enabled: false } });
  try {
    const xml = await model(place);
    place.replaceChildren(paper);
    await viewer.importXML(xml);
  } catch (problem) {
    console.error(problem);
    const note = document.createElement("p");
    note.className = "diagram__failed";
    note.textContent = say.failed;
    place.replaceChildren(note);
    return null;
  }
  place.prepend(tools(viewer));
  mark(viewer, JSON.parse(place.dataset.marks || "{}"));
  viewer.get("canvas").zoom("fit-viewport", "auto");
  place.dataset.drawn = "yes";
  return viewer;
}

for (const place of document.querySelectorAll("[data-diagram]")) draw(place);
document.addEventListener("htmx:load", (event) => {
  for (const place of event.target.querySelectorAll("[data-diagram]:not([data-drawn])")) draw(place);
});
