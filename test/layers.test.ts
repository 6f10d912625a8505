import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../src");

/** What each folder may import: the direction in which the code depends on itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  text: ["model"],
  nh: ["model", "text"],
  platforms: ["model", "text", "nh"],
  campaign: ["model", "text", "nh", "platforms"],
  plan: ["model", "text", "nh", "platforms"],
  dispatch: ["model", "text", "nh"],
  ledger: ["model", "text"],
  report: ["model", "text", "nh", "version.ts"],
  preview: ["model", "text", "nh", "platforms"],
  emulator: ["model", "text", "nh", "platforms"],
  ci: ["model", "text"],
  commands: [
    "model",
    "text",
    "nh",
    "platforms",
    "campaign",
    "plan",
    "dispatch",
    "ledger",
    "report",
    "preview",
    "emulator",
    "ci",
    "version.ts",
  ],
  "emulator-api.ts": ["emulator", "model", "io.ts", "io-chance.ts"],
  "cli.ts": ["commands", "model", "text", "io.ts", "version.ts"],
  "io.ts": ["model", "io-chance.ts", "io-files.ts"],
  "io-chance.ts": ["model"],
  "io-files.ts": ["model"],
  "version.ts": [],
};

/** The outside world, folder by folder. */
const mayUse: Readonly<Record<string, readonly RegExp[]>> = {
  text: [/^node:crypto$/],
  nh: [/^saxes$/],
  campaign: [/^yaml$/, /^ajv\//, /^handlebars$/, /^csv-parse\/sync$/, /^node:path$/, /^node:buffer$/],
  dispatch: [/^undici$/, /^node:(?:events|stream)$/],
  ledger: [/^node:path$/, /^@azure\/storage-blob$/],
  emulator: [/^node:https?$/, /^node:net$/, /^node:tls$/, /^@peculiar\/x509$/],
  ci: [/^undici$/],
  commands: [/^node:path$/],
  "cli.ts": [/^commander$/, /^node:/],
  "io.ts": [/^node:/],
  "io-chance.ts": [/^node:/],
  "io-files.ts": [/^node:/],
};

interface Import {
  readonly file: string;
  readonly specifier: string;
}

const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join(root, name));

const imports = files.flatMap((file): Import[] => {
  const text = readFileSync(file, "utf8");
  const pattern =
    /^(?:import|export)\s+(?:type\s+)?(?:\w+|\w*,?\s*\{[^}]*\}|\*[^"]*)\s+from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    file,
    specifier: match[1] ?? match[2] ?? match[3] ?? "",
  }));
});

function folderOf(path: string): string {
  return relative(root, path).split(/[\\/]/)[0] ?? "";
}

describe("the layers of src", () => {
  it("has a rule for every folder", () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => mayImport[folder] === undefined)).toEqual([]);
    expect(imports.length).toBeGreaterThan(300);
  });

  it("import only what the table allows", () => {
    const wrong = imports.filter(({ file, specifier }) => {
      if (!specifier.startsWith(".")) return false;
      const from = folderOf(file);
      const to = folderOf(resolve(dirname(file), specifier));
      return from !== to && !(mayImport[from] ?? []).includes(to);
    });
    expect(wrong.map(({ file, specifier }) => `${relative(root, file)}: ${specifier}`)).toEqual([]);
  });

  it("use of the outside world only what the table allows", () => {
    const wrong = imports.filter(({ file, specifier }) => {
      return (
        !specifier.startsWith(".") &&
        !(mayUse[folderOf(file)] ?? []).some((pattern) => pattern.test(specifier))
      );
    });
    expect(wrong.map(({ file, specifier }) => `${relative(root, file)}: ${specifier}`)).toEqual([]);
  });

  it("name the process, the clock and chance in cli.ts and io.ts only", () => {
    const effects =
      /\bprocess\.(?!kill\b)\w|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bset(?:Timeout|Interval|Immediate)\(|\bconsole\./;
    // What a browser runs has the browser's world.
    const isOfBrowser = (file: string) => /\/page\/[\w-]+-script\.ts$/.test(file);
    const wrong = files.filter(
      (file) =>
        !["cli.ts", "io.ts"].includes(folderOf(file)) &&
        !isOfBrowser(file) &&
        effects.test(readFileSync(file, "utf8")),
    );
    expect(wrong.map((file) => relative(root, file))).toEqual([]);
  });

  it("load little before they know which command is called", () => {
    const loaded = new Set<string>();
    const load = (file: string) => {
      if (loaded.has(file)) return;
      loaded.add(file);
      const text = readFileSync(file, "utf8");
      for (const [, specifier = ""] of text.matchAll(
        /^(?:import|export)\s(?!type\s)[^"]*\bfrom "([^"]+)";$/gm,
      ))
        if (specifier.startsWith(".")) load(resolve(dirname(file), specifier));
        else loaded.add(specifier);
    };
    load(join(root, "cli.ts"));
    expect([...loaded].map((name) => name.replace(`${root}/`, "")).sort()).toEqual([
      "cli.ts",
      "commander",
      "commands/registry.ts",
      "io-chance.ts",
      "io-files.ts",
      "io.ts",
      "model/errors.ts",
      "model/exit-code.ts",
      "node:child_process",
      "node:fs",
      "node:fs/promises",
      "node:os",
      "node:path",
      "node:url",
      "version.ts",
    ]);
  });

  it("keep every file at 250 lines or less", () => {
    const long = files.filter((file) => readFileSync(file, "utf8").split("\n").length > 251);
    expect(long.map((file) => relative(root, file))).toEqual([]);
  });

  it("keep what is known of one platform in its own file", () => {
    const words = /"(?:apple|fcmv1|gcm|windows|windowsphone|adm|baidu|browser|xiaomi)"/;
    const allowed =
      /^(?:platforms|model\/platform-name|campaign\/schema|emulator\/device-handle|commands\/scaffold)/;
    const wrong = files.filter((file) => {
      const name = relative(root, file).replaceAll("\\", "/");
      return !allowed.test(name) && words.test(readFileSync(file, "utf8"));
    });
    expect(wrong.map((file) => relative(root, file))).toEqual([]);
  });
});
