// Puts a part of the library into the drawing as one change, which undo takes back whole: shapes, messages and files.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";

const GAP = 60;
const HALF = 60; // of the height of a row, with the names below its symbols
const PERSONAL = "gorel.personal";

export class Taking {
  constructor(bench, modeler) {
    this.bench = bench;
    for (const name of ["bpmnFactory", "canvas", "commandStack", "copyPaste", "elementRegistry", "eventBus", "modeling", "selection", "spaceTool"]) {
      this[name] = modeler.get(name);
    }
    this.commandStack.register("library.bring", this.bringing());
    this.commandStack.register("library.putIn", { preExecute: (context) => this.putIn(context) });
    this.eventBus.on("commandStack.elements.create.postExecuted", ({ context }) => {
      if (context.hints?.brought) this.commandStack.execute("library.bring", context.hints.brought);
    });
  }

  // The files of a part are the draft's from the moment it is drawn, and go when it is taken back.
  bringing() {
    const { bench } = this;
    return {
      preExecute: ({ personal }) => this.markPersonal(personal),
      execute: ({ files }) => {
        Object.assign(bench.beside, files);
        return [];
      },
      revert: ({ files }) => {
        for (const name of Object.keys(files)) bench.beside[name] = null;
        return [];
      },
    };
  }

  // Under the mouse, to be let go where it is to stand.
  drag({ tree, brought }) {
    this.copyPaste.paste({ tree, hints: { brought } });
  }

  // After a step or on a way: returns a word for what stands in the way, or nothing.
  after(element, part) {
    if (!part.first) {
      this.commandStack.execute("library.putIn", { part });
      return undefined;
    }
    const flow = is(element, "bpmn:SequenceFlow") ? element : undefined;
    const ways = (flow ? [flow] : element.outgoing).filter((one) => is(one, "bpmn:SequenceFlow"));
    if (!flow && (!is(element, "bpmn:FlowNode") || is(element, "bpmn:EndEvent") || getBusinessObject(element).triggeredByEvent)) return "noWayHere";
    if (ways.length > 1) return "severalWays";
    this.commandStack.execute("library.putIn", { part, flow: ways[0], source: flow ? flow.source : element });
    return undefined;
  }

  putIn({ part, flow, source }) {
    const size = part.size;
    if (!source) {
      const low = Math.max(...this.shapes().map((one) => one.y + one.height));
      this.paste(part, this.canvas.getRootElement(), { x: this.left() + size.width / 2, y: low + 2 * GAP + size.height / 2 });
      return;
    }
    const right = source.x + source.width;
    const next = flow?.target;
    const isOnward = next && next.x >= right;
    if (isOnward) this.makeSpace("x", right + 1, Math.max(2 * GAP + size.width - (next.x - right), size.width));
    const made = this.paste(part, source.parent, { x: right + GAP + size.width / 2, y: source.y + size.height / 2 });
    const first = made.find((one) => one.id === part.first);
    const last = made.find((one) => one.id === part.last);
    const tops = made.filter((one) => one.parent === source.parent);
    this.toRow(tops, first, source, right + GAP);
    if (flow) this.modeling.reconnectEnd(flow, first, { x: first.x, y: middle(first) });
    else this.modeling.connect(source, first);
    if (next) this.modeling.connect(last, next);
    this.selection.select(first);
  }

  // The first step comes into the row of the step before; other rows make room.
  toRow(made, first, source, left) {
    this.modeling.moveElements(made, { x: left - Math.min(...made.filter(isShape).map((one) => one.x)), y: middle(source) - middle(first) });
    const own = new Set(made);
    const bottom = Math.max(...made.filter(isShape).map((one) => one.y + one.height));
    const top = Math.min(...made.filter(isShape).map((one) => one.y));
    const right = Math.max(...made.filter(isShape).map((one) => one.x + one.width));
    const others = this.elementRegistry.filter((one) => one.parent && !own.has(one) && !holds(one, source) && !isWithin(one, own));
    const meets = (from, to) => others.some((one) => boxes(one).some((box) => box.x < right && box.x + box.width > left && box.y < to && box.y + box.height > from));
    const row = middle(source);
    if (bottom > row + HALF && meets(row + HALF, bottom)) this.push(own, row + HALF, bottom - row);
    if (top < row - HALF && meets(top, row - HALF)) {
      const rising = others.filter((one) => isShape(one) && one.y < row - HALF && one.parent === source.parent && !one.labelTarget && !one.host);
      this.modeling.moveElements(rising, { x: 0, y: top - row + HALF });
    }
  }

  push(own, from, by) {
    const low = this.elementRegistry.filter((one) => isShape(one) && one.parent && !own.has(one) && !isWithin(one, own) && one.y >= from && !one.labelTarget && !one.host);
    const tops = low.filter((one) => !low.includes(one.parent));
    if (tops.length) this.modeling.moveElements(tops, { x: 0, y: by });
  }

  makeSpace(axis, start, by) {
    const shapes = this.shapes();
    const { movingShapes, resizingShapes } = this.spaceTool.calculateAdjustments(shapes, axis, by, start);
    this.spaceTool.makeSpace(movingShapes, resizingShapes, { x: axis === "x" ? by : 0, y: axis === "y" ? by : 0 }, axis === "x" ? "e" : "s", start);
  }

  paste({ tree, brought }, element, point) {
    return this.copyPaste.paste({ tree, element, point, hints: { brought } });
  }

  shapes() {
    return this.elementRegistry.filter((one) => isShape(one) && one.parent);
  }

  left() {
    return Math.min(...this.shapes().map((one) => one.x));
  }

  // What a process keeps apart as personal is kept apart here too.
  markPersonal(names) {
    const root = this.canvas.getRootElement();
    const process = is(root, "bpmn:Collaboration") ? getBusinessObject(root).participants[0]?.processRef : getBusinessObject(root);
    if (!names.length || !process) return;
    const make = (type, parent, properties) => Object.assign(this.bpmnFactory.create(type, properties), { $parent: parent });
    const extensions = process.get("extensionElements") ?? make("bpmn:ExtensionElements", process, { values: [] });
    const list = extensions.get("values").find((one) => is(one, "zeebe:Properties")) ?? make("zeebe:Properties", extensions, { properties: [] });
    const there = list.get("properties").find((one) => one.name === PERSONAL);
    const marked = new Set([...(there?.value ?? "").split(",").map((one) => one.trim()), ...names].filter(Boolean));
    const kept = list.get("properties").filter((one) => one !== there);
    const update = (of, properties) => this.modeling.updateModdleProperties(root, of, properties);
    update(list, { properties: [...kept, make("zeebe:Property", list, { name: PERSONAL, value: [...marked].join(",") })] });
    if (!extensions.get("values").includes(list)) update(extensions, { values: [...extensions.get("values"), list] });
    if (!process.get("extensionElements")) update(process, { extensionElements: extensions });
  }
}

function middle(shape) {
  return shape.y + shape.height / 2;
}

function isShape(element) {
  return element.width !== undefined && !element.waypoints;
}

function isWithin(element, own) {
  for (let at = element; at; at = at.parent) if (own.has(at)) return true;
  return own.has(element.labelTarget) || own.has(element.host);
}

function holds(element, inner) {
  for (let at = inner; at; at = at.parent) if (at === element) return true;
  return false;
}

function boxes(element) {
  if (isShape(element)) return [element];
  return element.waypoints.slice(1).map((to, at) => {
    const from = element.waypoints[at];
    return { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) };
  });
}
