// Builds each part by itself, so that a page loads one file and no part waits for another's: `node build.mjs`.
import { build } from "vite";
import { parts, part } from "./vite.config.js";

const level = process.argv.includes("--logLevel") ? process.argv[process.argv.indexOf("--logLevel") + 1] : "info";
for (const [number, name] of parts.entries()) {
  await build({ ...part(name, { isFirst: number === 0, isLast: number === parts.length - 1 }), configFile: false, logLevel: level });
}
