// Holds element templates against the modeler's own schema: node validate_templates.mjs FILE … ; prints what is wrong.
import { readFileSync } from "node:fs";
import validator from "@bpmn-io/element-templates-validator";

const { validateZeebe } = validator;
const wrong = {};
let count = 0;
for (const file of process.argv.slice(2)) {
  const read = JSON.parse(readFileSync(file, "utf8"));
  for (const template of Array.isArray(read) ? read : [read]) {
    count += 1;
    const { valid, errors } = validateZeebe(template);
    if (!valid) wrong[template.id] = errors.map((error) => `${error.instancePath || "/"} ${error.message}`);
  }
}
console.log(JSON.stringify({ count, wrong }));
