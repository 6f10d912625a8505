#!/usr/bin/env node
// Makes the one file that the action runs, and the licences of what is in it. `--check` only compares: it fails when a
// committed file is not what the sources give.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const isCheck = process.argv.includes("--check");

const { outputFiles, metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["src/cli.ts"],
  outfile: "campanile.mjs",
  bundle: true,
  write: false,
  metafile: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // Half the size, and no path of the machine that made it.
  minify: true,
  // A folder of packages that is a link gives the same file.
  preserveSymlinks: true,
  legalComments: "none",
  logLevel: "error",
  // Packages in CommonJS ask for Node's own modules by `require`, which a module does not have.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});

const packages = new Set(
  Object.keys(metafile.inputs).flatMap((input) => {
    const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
    return name === undefined
      ? []
      : [`${input.slice(0, input.lastIndexOf(`node_modules/${name}/`))}node_modules/${name}`];
  }),
);

/** The name, the version and the licence of a package, word by word. */
function describe(path) {
  const folder = join(root, path);
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)(?:\.\w+)?$/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), "utf8").trim();
  return { name: `${name} ${version}`, text: text.replaceAll("\r\n", "\n") };
}

const described = [...packages].map(describe).sort((a, b) => (a.name < b.name ? -1 : 1));
const byText = new Map();
for (const { name, text } of described) byText.set(text, [...(byText.get(text) ?? []), name]);
const licences = [...byText]
  .map(([text, names]) => `${names.join(", ")}\n\n${text}\n`)
  .join(`\n${"-".repeat(78)}\n\n`);

const files = new Map([
  ["campanile.mjs", outputFiles[0].text],
  [
    "LICENSES.txt",
    `campanile.mjs holds these packages, each under its licence.\n\n${"-".repeat(78)}\n\n${licences}`,
  ],
]);
const stale = [...files].filter(([name, text]) => {
  const path = join(here, name);
  return !existsSync(path) || readFileSync(path, "utf8") !== text;
});
for (const [name, text] of isCheck ? [] : files) writeFileSync(join(here, name), text);
const size = Buffer.byteLength(outputFiles[0].text).toLocaleString("en-US");
if (isCheck && stale.length > 0) {
  process.stderr.write(
    `${stale.map(([name]) => name).join(", ")} is not what the sources give: run npm run bundle\n`,
  );
  process.exitCode = 1;
} else
  process.stdout.write(`${described.length} packages, ${size} bytes${isCheck ? ", as committed" : ""}\n`);
