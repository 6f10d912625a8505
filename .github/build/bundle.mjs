// What the two bundles have in common: the package's `dist`, and the one file that the action runs.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { build } from "esbuild";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Bundles from the sources, with the schemas compiled ahead. */
export async function bundle(options) {
  return await build({
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // A folder of packages that is a link gives the same file.
    preserveSymlinks: true,
    // Its own build as modules, which it keeps for browsers: what nobody calls falls away, and no name is asked for
    // through a getter at each use.
    alias: { yaml: join(root, "node_modules/yaml/browser/dist/index.js") },
    // Node has had them since version 10; without this a pattern that stands in a function is compiled at each call.
    supported: { "regexp-unicode-property-escapes": true },
    // Builds as modules first: of one in CommonJS that is loaded when it is needed, a bundle in parts knows no names.
    mainFields: ["module", "main"],
    legalComments: "none",
    logLevel: "error",
    // Packages in CommonJS ask for Node's own modules by `require`, which a module does not have.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    ...options,
    plugins: [compiledAhead, dispatchersAlone, ...(options.plugins ?? [])],
  });
}

/**
 * Bundles what the package holds, in parts that are loaded when they are wanted: to look for some hundred files of ours
 * and of packages took as long as to run them.
 */
export async function bundlePackage(options) {
  return await bundle({
    entryPoints: ["src/cli.ts", "src/emulator-api.ts"],
    chunkNames: "parts/[name]-[hash]",
    splitting: true,
    // A peer that only a ledger in blobs needs.
    external: ["@azure/storage-blob"],
    ...options,
  });
}

/**
 * Puts functions that are compiled here in the place of the module that compiles schemas when they are needed: to load
 * Ajv and to compile took a fifth of what a command takes to start.
 */
const compiledAhead = {
  name: "schemas compiled ahead",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]schema[\\/]validators\.ts$/ }, async ({ path }) => {
      const { fileSchemas: schemas, ajvOptions } = await importSources(
        join(dirname(path), "file-schemas.ts"),
      );
      const ajv = new Ajv2020({ ...ajvOptions, code: { source: true, esm: true } });
      const names = Object.keys(schemas);
      for (const name of names) ajv.addSchema(schemas[name], name);
      const code = standalone.default(ajv, Object.fromEntries(names.map((name) => [name, name])));
      const validators = names.map((name) => `${name}: () => ${name}`).join(", ");
      return {
        contents: `${code}\nexport const validators = { ${validators} };\n`,
        loader: "js",
        resolveDir: dirname(path),
      };
    });
  },
};

/** The whole of undici brings its fetch, its caches and its sockets for browsers, and took a tenth of a send to start. */
const dispatchersAlone = {
  name: "dispatchers of undici alone",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]node_modules[\\/]undici[\\/]index\.js$/ }, () => ({
      contents: `Object.assign(require("./lib/dispatcher/dispatcher").prototype, require("./lib/api"));
exports.Pool = require("./lib/dispatcher/pool");
exports.Agent = require("./lib/dispatcher/agent");
exports.EnvHttpProxyAgent = require("./lib/dispatcher/env-http-proxy-agent");
exports.buildConnector = require("./lib/core/connect");
exports.errors = require("./lib/core/errors");
`,
      loader: "js",
    }));
  },
};

/** What a module of the sources exports. */
async function importSources(path) {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  const text = Buffer.from(outputFiles[0].contents).toString("base64");
  return await import(`data:text/javascript;base64,${text}`);
}

/** The packages that a bundle holds, each under its licence. */
export function describePackages(metafile) {
  const paths = new Set(
    Object.keys(metafile.inputs).flatMap((input) => {
      const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
      return name === undefined
        ? []
        : [`${input.slice(0, input.lastIndexOf(`node_modules/${name}/`))}node_modules/${name}`];
    }),
  );
  const described = [...paths].map(describePackage).sort((a, b) => (a.name < b.name ? -1 : 1));
  const byText = new Map();
  for (const { name, text } of described) byText.set(text, [...(byText.get(text) ?? []), name]);
  const texts = [...byText].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`);
  const line = "-".repeat(78);
  return { count: described.length, licences: `${line}\n\n${texts.join(`\n${line}\n\n`)}` };
}

/** The name, the version and the licence of a package, word by word. */
function describePackage(path) {
  const folder = join(root, path);
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)(?:\.\w+)?$/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), "utf8").trim();
  return { name: `${name} ${version}`, text: text.replaceAll("\r\n", "\n") };
}
