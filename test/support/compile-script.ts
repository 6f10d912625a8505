import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..", "..");

/**
 * Makes one file of a script of `test/support` and what it imports, so that a child process can run it: Node 20 does not
 * read types by itself, and starts one file in a fraction of the time of two hundred. Answers the path of the script and
 * how to remove it.
 */
export async function compileScript(name: string): Promise<{ path: string; remove(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), "campanile-script-"));
  const path = join(outDir, "script.js");
  await build({
    entryPoints: [join(import.meta.dirname, name)],
    outfile: path,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "silent",
  });
  await symlink(join(root, "node_modules"), join(outDir, "node_modules"), "junction");
  await writeFile(join(outDir, "package.json"), '{ "type": "module" }');
  return { path, remove: () => rm(outDir, { recursive: true, force: true }) };
}
