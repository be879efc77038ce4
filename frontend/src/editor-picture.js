// Draws a process with a mouse: bpmn-js with its panel of properties, Görel's abilities as templates, in Swedish.
import Modeler from "bpmn-js/lib/Modeler";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule } from "bpmn-js-properties-panel";
import { CloudElementTemplatesPropertiesProviderModule } from "bpmn-js-element-templates";
import { CreateAppendAnythingModule, CreateAppendElementTemplatesModule } from "bpmn-js-create-append-anything";
import ZeebeBehaviorsModule from "camunda-bpmn-js-behaviors/lib/camunda-cloud";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import "./editing/reset.css";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "@bpmn-io/properties-panel/dist/assets/properties-panel.css";
import "bpmn-js-element-templates/dist/assets/element-templates.css";
import "./editing/editing.css";
import { begin } from "./editing/bench.js";
import { openLibrary } from "./editing/library.js";
import { translation } from "./editing/words.js";

begin("picture", async (bench) => {
  const modeler = new Modeler({
    container: bench.canvas,
    propertiesPanel: { parent: bench.panel },
    moddleExtensions: { zeebe },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      ZeebePropertiesProviderModule,
      CloudElementTemplatesPropertiesProviderModule,
      CreateAppendAnythingModule,
      CreateAppendElementTemplatesModule,
      ZeebeBehaviorsModule,
      translation,
    ],
  });
  const xml = bench.load();
  const templates = await (await fetch(bench.addresses.templates)).json();
  modeler.get("elementTemplatesLoader").setTemplates(templates);
  await modeler.importXML(await xml);
  const canvas = modeler.get("canvas");
  fitBesidePalette(canvas);
  bench.read = async () => (await modeler.saveXML({ format: true })).xml;
  modeler.on("commandStack.changed", () => bench.changed());

  bench.goTo = (id) => {
    const shape = modeler.get("elementRegistry").get(id);
    if (!shape) return;
    canvas.scrollToElement(shape, 80);
    modeler.get("selection").select(shape);
    bench.place.scrollIntoView({ block: "nearest" });
  };
  let marked = [];
  bench.mark = (findings) => {
    const registry = modeler.get("elementRegistry");
    for (const [id, name] of marked) if (registry.get(id)) canvas.removeMarker(id, name);
    marked = findings.filter((one) => registry.get(one.element)).map((one) => [one.element, one.error ? "has-fault" : "has-doubt"]);
    for (const [id, name] of marked) canvas.addMarker(id, name);
  };
  openLibrary(bench, modeler, () => fitBesidePalette(canvas));
  await bench.check();
});

// The palette lies over the canvas: the picture is fitted into what is left beside it.
function fitBesidePalette(canvas) {
  canvas.zoom("fit-viewport", "auto");
  const width = canvas.getContainer().clientWidth;
  const palette = canvas.getContainer().querySelector(".djs-palette");
  if (!width || !palette) return;
  const taken = palette.offsetLeft + palette.offsetWidth;
  canvas.zoom((canvas.zoom() * (width - taken)) / width, "auto");
  canvas.scroll({ dx: taken / 2, dy: 0 });
}
