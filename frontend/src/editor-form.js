// Draws a form with a mouse: the form-js editor, with its panel of properties.
import { FormEditor } from "@bpmn-io/form-js-editor";
import "./editing/reset.css";
import "@bpmn-io/form-js-viewer/dist/assets/form-js.css";
import "@bpmn-io/form-js-editor/dist/assets/form-js-editor.css";
import "@bpmn-io/form-js-editor/dist/assets/dragula.css";
import "@bpmn-io/form-js-editor/dist/assets/properties-panel.css";
import "./editing/editing.css";
import { begin } from "./editing/bench.js";
import { inSwedish } from "./editing/swedish-form.js";
import { isSwedish, translation } from "./editing/words.js";

begin("form", async (bench) => {
  bench.panel.remove(); // the editor brings its own
  const editor = new FormEditor({ container: bench.canvas, additionalModules: [translation] });
  if (isSwedish) inSwedish(bench.canvas);
  const schema = JSON.parse(await bench.load());
  await editor.importSchema(schema);
  // What the editor does not know of stays as it was.
  bench.read = async () => `${JSON.stringify({ ...schema, ...editor.getSchema() }, null, 2)}\n`;
  editor.on("changed", () => bench.changed());
  bench.goTo = (id) => bench.canvas.querySelector(`[data-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "center" });
  await bench.check();
});
