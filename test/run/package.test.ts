import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundlePackage, describePackages, root } from "../../.github/build/bundle.mjs";
import { temporaryFolder } from "../support/fake-io.ts";
import { createProject } from "../support/project.ts";

let directory: string;
let licences: string;
/** The files of the package by their names. */
let texts: ReadonlyMap<string, string>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "campanile-package-"));
  cpSync(join(root, "package.json"), join(directory, "package.json"));
  licences = describePackages((await bundlePackage({ outdir: join(directory, "dist") })).metafile).licences;
  const names = readdirSync(join(directory, "dist"), { recursive: true, encoding: "utf8" });
  texts = new Map(
    names
      .filter((name) => name.endsWith(".js"))
      .map((name) => [name, readFileSync(join(directory, "dist", name), "utf8")]),
  );
});

afterAll(() => rmSync(directory, { recursive: true }));

function start(args: readonly string[], cwd: string): string {
  return execFileSync(process.execPath, [...args], { cwd, encoding: "utf8", stdio: "pipe" });
}

/** A file of the package with all that it imports, and what that imports. */
function textAtStartOf(name: string, seen = new Set<string>()): string {
  if (seen.has(name)) return "";
  seen.add(name);
  const text = texts.get(name) ?? "";
  const imported = [...text.matchAll(/\b(?:import|from) "(\.{1,2}\/.+?)";$/gm)];
  return [text, ...imported.map(([, path = ""]) => textAtStartOf(join(dirname(name), path), seen))].join(
    "\n",
  );
}

describe("the package", () => {
  it("needs nothing beside it: it checks and sends where there are no packages", () => {
    const project = createProject();
    const cli = join(directory, "dist/cli.js");
    expect(start([cli, "validate"], project.root)).not.toContain(" error ");
    expect(start([cli, "send", "--hub", "local", "--format", "json"], project.root)).toContain(
      '"kind": "accepted"',
    );
  });

  it("serves the emulator around a command, with a certificate that it makes itself", () => {
    const cli = join(directory, "dist/cli.js");
    const program = `
const response = await fetch(process.env.CAMPANILE_EMULATOR + "/$inbox/messages");
process.stdout.write(process.env.NOTIFICATION_HUB_NAME + " " + response.status);
`;
    const command = [process.execPath, "--input-type=module", "--eval", program];
    expect(start([cli, "emulator", "exec", "--", ...command], temporaryFolder())).toContain("hub 200");
  });

  it("has the emulator for tests of others", () => {
    const program = `
import { startHub } from "${join(directory, "dist/emulator-api.js")}";
const hub = await startHub();
process.stdout.write(hub.connectionString);
await hub.stop();
`;
    expect(start(["--input-type=module", "--eval", program], directory)).toMatch(/^Endpoint=/);
  });

  it("holds the licence of every package in it, and loads what only some commands need when they do", () => {
    for (const name of ["undici", "yaml", "handlebars", "commander", "csv-parse"])
      expect(licences).toContain(`${name} `);
    expect(licences).not.toContain("@azure/storage-blob");
    const atStart = textAtStartOf("cli.js");
    expect(atStart).toContain("commander");
    expect(atStart).not.toMatch(/node_modules\/(?:undici|yaml|handlebars|ajv)\//);
  });

  it("brings of undici what makes requests, and neither its fetch nor its sockets", () => {
    const all = [...texts.values()].join("\n");
    expect(all).toContain("node_modules/undici/lib/dispatcher/pool.js");
    expect(all).not.toMatch(
      /node_modules\/undici\/lib\/(?:web\/(?:fetch\/index|cache|websocket)|cache|mock)/,
    );
  });

  it("brings all of undici that the sources ask for", () => {
    const folder = join(root, "src");
    const asked = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .flatMap((text) => [...text.matchAll(/^import \{([^}]*)\} from "undici";$/gm)])
      .flatMap(([, names = ""]) => names.split(",").map((name) => name.trim()))
      .filter((name) => name !== "" && !name.startsWith("type "));
    expect(asked).toContain("Pool");
    const all = [...texts.values()].join("\n");
    for (const name of new Set(asked)) expect(all).toContain(`exports.${name} = require_`);
  });

  it.each(["validate", "render", "plan", "preview"])("loads no client of a network for %s", (command) => {
    const [name = ""] = [...texts.keys()].filter((file) => file.startsWith(`parts/${command}-`));
    const text = textAtStartOf(name);
    expect(text.includes(`// src/commands/${command}.ts`)).toBe(true);
    expect(text.includes("node_modules/undici/")).toBe(false);
  });
});
