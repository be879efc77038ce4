// Draws a process as its picture, and marks where a case stands. Every element [data-diagram] of the page becomes one:
//
//   <div class="diagram" data-diagram="/path/to/model.bpmn" data-marks='{"here": ["Review"], "taken": ["Start", "Flow_1"], "incident": []}'>
//
// or with the model inside: <div class="diagram" data-diagram><script type="application/xml">…</script></div>.
// Marks are "here", "taken", "incident", and of two versions compared "added", "removed", "changed". data-heat colours steps by a
// level from 1 to 5 and writes a figure on each: {"Review": [5, "12"]}.
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
    toHere: "Visa var det står",
    failed: "Bilden kunde inte ritas. Det som hänt står i loggen.",
  },
  en: {
    picture: "The process as a picture",
    closer: "Zoom in",
    farther: "Zoom out",
    whole: "Show all",
    toHere: "Show where it stands",
    failed: "The picture could not be drawn. What happened stands in the log.",
  },
};
const READABLE = 0.9;
const TOO_SMALL = 0.55;
const AIR = 0.94;
const MARGIN = 20;
const MARKS = {
  here: "mark-here",
  taken: "mark-taken",
  incident: "mark-incident",
  added: "mark-added",
  removed: "mark-removed",
  changed: "mark-changed",
};

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

function heat(viewer, hot) {
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  const overlays = viewer.get("overlays");
  for (const [id, [level, figure]] of Object.entries(hot)) {
    if (!registry.get(id)) continue;
    canvas.addMarker(id, `heat-${level}`);
    const html = document.createElement("span");
    html.className = "heat-figure";
    html.textContent = figure;
    overlays.add(id, "heat", { position: { top: -12, left: -6 }, html });
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

// Where the case stands: where it is stuck before where it waits.
function standing(viewer, marks) {
  const registry = viewer.get("elementRegistry");
  return [...(marks.incident ?? []), ...(marks.here ?? [])].map((id) => registry.get(id)).find(Boolean);
}

// The whole picture, with a little air: its outermost lines are not cut by the edge of the paper.
function fit(canvas) {
  const scale = canvas.zoom("fit-viewport", "auto");
  return scale < 1 ? canvas.zoom(scale * AIR, "auto") : scale;
}

// Bring a shape into the middle, at a size whose words can be read; what would be empty paper shows more of the picture.
function goTo(viewer, shape) {
  const canvas = viewer.get("canvas");
  canvas.zoom(READABLE);
  const { width, height, inner } = canvas.viewbox();
  const x = within(shape.x + shape.width / 2, width, inner.x, inner.width);
  const y = within(shape.y + shape.height / 2, height, inner.y, inner.height);
  canvas.viewbox({ x, y, width, height });
}

function within(middle, size, start, length) {
  if (length + 2 * MARGIN <= size) return start + (length - size) / 2;
  return Math.min(Math.max(middle - size / 2, start - MARGIN), start + length + MARGIN - size);
}

function tools(viewer, here) {
  const say = words();
  const canvas = viewer.get("canvas");
  const zoom = (factor) => canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * factor)));
  const bar = document.createElement("div");
  bar.className = "diagram__tools";
  bar.append(
    button("+", say.closer, () => zoom(1.25)),
    button("−", say.farther, () => zoom(0.8)),
    button(say.whole, say.whole, () => fit(canvas)),
  );
  if (here) bar.append(button(say.toHere, say.toHere, () => goTo(viewer, here)));
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
  const marks = JSON.parse(place.dataset.marks || "{}");
  const here = standing(viewer, marks);
  place.prepend(tools(viewer, here));
  mark(viewer, marks);
  heat(viewer, JSON.parse(place.dataset.heat || "{}"));
  // The whole picture, unless that makes its words too small to read: then the part where the case stands.
  if (fit(viewer.get("canvas")) < TOO_SMALL && here) goTo(viewer, here);
  place.dataset.drawn = "yes";
  return viewer;
}

for (const place of document.querySelectorAll("[data-diagram]")) draw(place);
document.addEventListener("htmx:load", (event) => {
  for (const place of event.target.querySelectorAll("[data-diagram]:not([data-drawn])")) draw(place);
});
