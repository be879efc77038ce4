// The library beside the drawing: searched by htmx, its parts dragged in with a mouse or put in by a button.
import Modeler from "bpmn-js/lib/Modeler";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";
import { Taking } from "./taking.js";
import { say } from "./words.js";

export function openLibrary(bench, modeler, fit) {
  const panel = document.querySelector("[data-library]");
  const button = document.querySelector("[data-library-button]");
  if (!panel || !button) return;
  const taking = new Taking(bench, modeler);
  const said = panel.querySelector("[data-library-said]");
  const chosen = chosenStep(panel.querySelector("[data-after]"), modeler);
  const parts = new Parts(bench, modeler);
  const tell = (part) => {
    const names = Object.keys(part.brought.files);
    said.textContent = [say("tookIn"), ...(names.length ? [say("cameAlong"), names.join(", ")] : [])].join(" ");
  };

  button.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    modeler.get("canvas").resized();
    fit();
    if (panel.hidden) return;
    const field = panel.querySelector("input[type=search]");
    if (!panel.querySelector(".shelf")) field.dispatchEvent(new Event("library-opened"));
    panel.parentElement.scrollIntoView({ block: "start" }); // the list and the drawing, both whole
    field.focus({ preventScroll: true });
  });
  panel.addEventListener("pointerover", ({ target }) => {
    const item = target.closest("[data-drag]")?.closest("[data-part]");
    if (item) parts.get(item.dataset.part);
  });
  for (const kind of ["dragstart", "click"]) {
    panel.addEventListener(kind, async (event) => {
      const item = event.target.closest("[data-drag]")?.closest("[data-part]");
      if (!item) return;
      event.preventDefault();
      const part = await parts.get(item.dataset.part);
      if (part) taking.drag(part);
    });
  }
  panel.addEventListener("click", async ({ target }) => {
    const item = target.closest("[data-insert]")?.closest("[data-part]");
    if (!item) return;
    const part = await parts.get(item.dataset.part);
    const element = chosen();
    if (!part) said.textContent = say("failed");
    else if (part.first && !element) said.textContent = say("chooseStep");
    else {
      const problem = taking.after(element, part);
      if (problem) said.textContent = say(problem);
      else {
        tell(part);
        fit();
      }
    }
  });
  modeler.on("create.end", ({ context }) => context.hints?.brought && tell({ brought: context.hints.brought }));
}

// Parts as they are to be drawn, asked for once as long as nothing is drawn in between.
class Parts {
  constructor(bench, modeler) {
    this.bench = bench;
    this.known = new Map();
    modeler.on("commandStack.changed", () => this.known.clear());
  }

  get(address) {
    if (!this.known.has(address)) this.known.set(address, this.fetch(address).catch(() => undefined));
    return this.known.get(address);
  }

  async fetch(address) {
    const answer = await this.bench.post(address, await this.bench.asDrawn());
    if (!answer.ok) return undefined;
    const { xml, files, first, last, personal } = await answer.json();
    return { ...(await drawn(xml)), first, last, brought: { files, personal } };
  }
}

// What is copied from another drawing keeps its ids, its default ways and the messages it names: bpmn-js sees to it.
async function drawn(xml) {
  const container = document.createElement("div");
  container.style.cssText = "position: absolute; width: 10px; height: 10px; overflow: hidden; visibility: hidden";
  document.body.append(container);
  const other = new Modeler({ container, moddleExtensions: { zeebe } });
  try {
    await other.importXML(xml);
    const root = other.get("canvas").getRootElement();
    const shapes = root.children.filter((one) => !one.waypoints && !one.labelTarget);
    const size = {
      width: Math.max(...shapes.map((one) => one.x + one.width)),
      height: Math.max(...shapes.map((one) => one.y + one.height)),
    };
    return { tree: other.get("copyPaste").copy([...root.children]), size };
  } finally {
    other.destroy();
    container.remove();
  }
}

// A list of the steps that follows what is chosen in the drawing, and chooses there: for those who have no mouse.
function chosenStep(list, modeler) {
  const registry = modeler.get("elementRegistry");
  const selection = modeler.get("selection");
  const refill = () => {
    const steps = registry.filter((one) => is(one, "bpmn:FlowNode") && !one.labelTarget && !is(one, "bpmn:EndEvent"));
    const ways = steps.filter((one) => one.outgoing.length > 1).flatMap((one) => one.outgoing.filter((way) => is(way, "bpmn:SequenceFlow")));
    const options = [new Option(say("noStep"), "")];
    for (const one of steps) options.push(new Option(named(one), one.id));
    for (const way of ways) options.push(new Option(`${say("way")} ${named(way.source)} → ${named(way.target)}`, way.id));
    list.replaceChildren(...options);
    follow();
  };
  const follow = () => {
    const [one] = selection.get();
    list.value = one && [...list.options].some((option) => option.value === one.id) ? one.id : "";
  };
  modeler.on("commandStack.changed", refill);
  modeler.on("selection.changed", follow);
  list.addEventListener("change", () => selection.select(registry.get(list.value) ?? []));
  refill();
  return () => selection.get()[0] ?? registry.get(list.value);
}

function named(element) {
  return getBusinessObject(element).name || element.id;
}
