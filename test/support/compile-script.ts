import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../.github/build/bundle.mjs";

/**
 * Makes a program of a script of `test/support` and all that it imports, so that a child process can run it: Node 20 does
 * not read types by itself, and to look for the files of packages takes longer than to run them. What a command does not
 * need is in files of its own, as in the sources. Answers the path of the script and how to remove it.
 */
export async function compileScript(name: string): Promise<{ path: string; remove(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), "campanile-script-"));
  await bundle({
    entryPoints: [{ in: join(import.meta.dirname, name), out: "script" }],
    outdir: outDir,
    splitting: true,
  });
  await writeFile(join(outDir, "package.json"), '{ "type": "module" }');
  return { path: join(outDir, "script.js"), remove: () => rm(outDir, { recursive: true, force: true }) };
}
