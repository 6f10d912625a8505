#!/usr/bin/env node
// Makes the one file that the action runs, and the licences of what is in it. `--check` only compares: it fails when a
// committed file is not what the sources give.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle, describePackages, root } from "./bundle.mjs";

const folder = join(root, ".github/action");
const isCheck = process.argv.includes("--check");

const { outputFiles, metafile } = await bundle({
  entryPoints: ["src/cli.ts"],
  outfile: "campanile.mjs",
  write: false,
  // Half the size, and no path of the machine that made it.
  minify: true,
});
const { count, licences } = describePackages(metafile);

const files = new Map([
  ["campanile.mjs", outputFiles[0].text],
  ["LICENSES.txt", `campanile.mjs holds these packages, each under its licence.\n\n${licences}`],
]);
const stale = [...files].filter(([name, text]) => {
  const path = join(folder, name);
  return !existsSync(path) || readFileSync(path, "utf8") !== text;
});
for (const [name, text] of isCheck ? [] : files) writeFileSync(join(folder, name), text);
const size = Buffer.byteLength(outputFiles[0].text).toLocaleString("en-US");
if (isCheck && stale.length > 0) {
  process.stderr.write(
    `${stale.map(([name]) => name).join(", ")} is not what the sources give: run npm run bundle\n`,
  );
  process.exitCode = 1;
} else process.stdout.write(`${count} packages, ${size} bytes${isCheck ? ", as committed" : ""}\n`);
