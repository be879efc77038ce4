import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const here = import.meta.dirname;
const built = resolve(here, "../src/gorel/ground/static/built");
const packages = new Set(["htmx.org"]);

/** Copies htmx as it comes, and writes down the licences of everything that is in the bundles. */
function finish(isLast) {
  return {
    name: "gorel-finish",
    moduleParsed({ id }) {
      const found = id.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/);
      if (found) packages.add(found[1]);
    },
    closeBundle() {
      if (!isLast) return;
      copyFileSync(resolve(here, "node_modules/htmx.org/dist/htmx.min.js"), resolve(built, "htmx.js"));
      for (const found of readFileSync(resolve(here, "src/fonts.css"), "utf8").matchAll(/"(@fontsource[^/]*\/[^/]+)/g)) packages.add(found[1]);
      writeFileSync(resolve(built, "licences.txt"), [...packages].sort().map(licence).join("\n\n"));
    },
  };
}

function licence(name) {
  const folder = resolve(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(resolve(folder, "package.json"), "utf8"));
  const file = existsSync(folder) && readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(resolve(folder, file), "utf8").trim() : "";
  return `==== ${name} ${version} (${license})\n\n${text}`;
}

// What is built. Each editor is loaded only on its own page; the typefaces are built with the first.
export const parts = ["editor-picture", "editor-rules", "editor-form"];

export function part(name, { isFirst, isLast }) {
  const input = { [name]: resolve(here, `src/${name}.js`) };
  if (isFirst) input.fonts = resolve(here, "src/fonts.css");
  return {
    root: here,
    base: "./",
    // The panels bring a copy of preact of their own; two copies in one page do not know each other.
    resolve: {
      alias: [{ find: /^preact(\/.*)?$/, replacement: `${resolve(here, "node_modules/@bpmn-io/properties-panel/preact")}$1` }],
    },
    plugins: [finish(isLast)],
    build: {
      outDir: built,
      emptyOutDir: isFirst,
      target: "es2022",
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 4000,
      modulePreload: false,
      rollupOptions: {
        input,
        // Plain names: Django puts the content's hash into them when it collects static files.
        output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
      },
    },
  };
}
