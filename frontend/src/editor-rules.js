// Edits decision rules with a mouse: dmn-js, whose tables are marked where they leave gaps or rules collide.
import Modeler from "dmn-js/lib/Modeler";
import "./editing/reset.css";
import "dmn-js/dist/assets/diagram-js.css";
import "dmn-js/dist/assets/dmn-js-shared.css";
import "dmn-js/dist/assets/dmn-js-drd.css";
import "dmn-js/dist/assets/dmn-js-decision-table.css";
import "dmn-js/dist/assets/dmn-js-decision-table-controls.css";
import "dmn-js/dist/assets/dmn-js-literal-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression-controls.css";
import "dmn-js/dist/assets/dmn-font/css/dmn.css";
import "./editing/editing.css";
import { begin } from "./editing/bench.js";
import { translation } from "./editing/words.js";

// The editor reads DMN 1.3; files of the versions after it say the same under other names, and go out under theirs again.
const KNOWN = ["https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20191111/DMNDI/"];
const NEWER = [
  ["https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20211108/DMNDI/"],
  ["https://www.omg.org/spec/DMN/20230324/MODEL/", "https://www.omg.org/spec/DMN/20230324/DMNDI/"],
  ["https://www.omg.org/spec/DMN/20240513/MODEL/", "https://www.omg.org/spec/DMN/20240513/DMNDI/"],
];

begin("rules", async (bench) => {
  const own = { additionalModules: [translation] };
  const modeler = new Modeler({ container: bench.canvas, common: own, drd: own, decisionTable: own, literalExpression: own, boxedExpression: own });
  let xml = await bench.load();
  const names = NEWER.find(([model]) => xml.includes(model));
  const swap = (text, from, to) => from.reduce((said, name, number) => said.replaceAll(name, to[number]), text);
  if (names) xml = swap(xml, names, KNOWN);
  await modeler.importXML(xml);
  const tables = modeler.getViews().filter((view) => view.type === "decisionTable");
  if (tables.length === 1) await modeler.open(tables[0]);
  bench.read = async () => {
    const { xml: written } = await modeler.saveXML({ format: true });
    return names ? swap(written, KNOWN, names) : written;
  };

  const heard = new WeakSet();
  const listen = () => {
    const viewer = modeler.getActiveViewer();
    if (!viewer || heard.has(viewer)) return;
    heard.add(viewer);
    if (modeler.getActiveView()?.type === "drd") {
      const canvas = viewer.get("canvas");
      canvas.zoom(Math.min(1, canvas.zoom("fit-viewport") * 0.95), "auto"); // whole, with an edge around it
    }
    viewer.on("elements.changed", () => bench.changed());
    viewer.on("commandStack.changed", () => bench.changed());
  };
  modeler.on("views.changed", listen);
  listen();

  bench.goTo = (id) => bench.canvas.querySelector(`[data-row-id="${CSS.escape(id)}"], [data-element-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "center" });
  bench.mark = (findings) => {
    for (const cell of bench.canvas.querySelectorAll(".has-fault, .has-doubt")) cell.classList.remove("has-fault", "has-doubt");
    for (const one of findings) {
      const cells = bench.canvas.querySelectorAll(`[data-row-id="${CSS.escape(one.element)}"], [data-element-id="${CSS.escape(one.element)}"]`);
      for (const cell of cells) cell.classList.add(one.error ? "has-fault" : "has-doubt");
    }
  };
  await bench.check();
});
