#!/usr/bin/env node
// Makes `dist`, but for its types: the command line and the emulator's API, with all that they need.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundlePackage, describePackages, root } from "./bundle.mjs";

const { metafile } = await bundlePackage({ outdir: "dist" });
const { count, licences } = describePackages(metafile);
writeFileSync(
  join(root, "dist/LICENSES.txt"),
  `These files hold these packages, each under its licence.\n\n${licences}`,
);
chmodSync(join(root, "dist/cli.js"), 0o755);
process.stdout.write(`${count} packages\n`);
