import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import ts from "typescript";

const root = join(import.meta.dirname, "..", "..");

/**
 * Compiles a script of `test/support` with what it imports, so that a child process can run it: Node 20 does not read
 * types by itself. Answers the path of the script and how to remove it.
 */
export async function compileScript(name: string): Promise<{ path: string; remove(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), "campanile-script-"));
  const script = join(import.meta.dirname, name);
  const program = ts.createProgram([script], {
    rootDir: root,
    outDir,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    rewriteRelativeImportExtensions: true,
    noCheck: true,
    noLib: true,
    types: [],
  });
  program.emit();
  await symlink(join(root, "node_modules"), join(outDir, "node_modules"), "junction");
  await writeFile(join(outDir, "package.json"), '{ "type": "module" }');
  return {
    path: join(outDir, relative(root, script).replace(/\.ts$/, ".js")),
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}
