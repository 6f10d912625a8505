import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/commands/registry.ts";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { projectFile, writeProject } from "../support/project.ts";

const bashScript = (await runCampanile(["completion", "bash"], { cwd: "/" })).stdout;

/** What bash would offer where the line ends; `words` as bash divides a line, with each `=` as a word. */
function complete(words: readonly string[], cwd = "/", aliases = "local\nproduction\n"): string[] {
  const script = `set -u
campanile() { [[ $1 == __aliases ]] && printf '%s' "$ALIASES"; echo noise >&2; }
${bashScript}
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_campanile
((\${#COMPREPLY[@]})) && printf '%s\\n' "\${COMPREPLY[@]}"
exit 0`;
  const { stdout, stderr, status } = spawnSync("bash", ["-c", script, "bash", "campanile", ...words], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ALIASES: aliases },
  });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  return stdout.split("\n").filter((line) => line !== "");
}

describe("completion in bash", () => {
  it.each<[string[], string[]]>([
    [["val"], ["validate"]],
    [["le"], ["ledger"]],
    [
      ["ledger", "re"],
      ["resolve", "rebind"],
    ],
    [["help", "doc"], ["doctor"]],
    [["validate", "--f"], ["--format"]],
    [
      ["validate", "--format", ""],
      ["pretty", "json"],
    ],
    [["validate", "--format", "=", "j"], ["json"]],
    [
      ["validate", "--format", "="],
      ["pretty", "json"],
    ],
    [["plan", "--format", "m"], ["markdown"]],
    [
      ["plan", "--hub", ""],
      ["local", "production"],
    ],
    [["plan", "--hub", "=", "pro"], ["production"]],
    [["ledger", "rebind", "lo"], ["local"]],
    [["ledger", "list", "--status", "re"], ["rejected"]],
    [
      ["ledger", "resolve", "--as", ""],
      ["sent", "unsent"],
    ],
    [["send", "--report", "ju"], ["junit="]],
    [["send", "--report", "=", "gi"], ["github"]],
    [["emulator", "start", "--tier", "f"], ["free"]],
    [["schema", "pro"], ["project"]],
    [["completion", "z"], ["zsh"]],
    [["send", "--max-errors", ""], []],
    [["token", ""], []],
    [["nothing-like-it", ""], []],
    [["ledger", "nothing", "--"], []],
    [["emulator", "exec", "--", "ls", "--a"], []],
  ])("offers after %j: %j", (words, offered) => {
    expect(complete(words)).toEqual(offered);
  });

  it("offers every command and group first", () => {
    const offered = complete([""]);
    for (const { name } of commands) expect(offered).toContain(name.split(" ")[0]);
    expect(new Set(offered).size).toBe(offered.length);
  });

  it("offers files and folders where they are expected", () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, "some folder"));
    writeFileSync(join(cwd, "some news.yaml"), "");
    const both = ["some folder", "some news.yaml"];
    expect(complete(["validate", "so"], cwd).sort()).toEqual(both);
    expect(complete(["validate", "--config", "so"], cwd).sort()).toEqual(both);
    expect(complete(["send", "--report", "junit", "=", "so"], cwd).sort()).toEqual(both);
    expect(complete(["send", "--report", "=", "junit", "="], cwd).sort()).toEqual(both);
    expect(complete(["send", "--recipients", "news", "=", "so"], cwd).sort()).toEqual(both);
    expect(complete(["init", "so"], cwd)).toEqual(["some folder"]);
    expect(complete(["emulator", "exec", "--", "bas"], cwd)).toContain("bash");
  });

  it("runs nothing that a project calls a hub", () => {
    const cwd = temporaryFolder();
    expect(complete(["plan", "--hub", "$"], cwd, "$(touch-no-file)\n")).toEqual(["$(touch-no-file)"]);
  });
});

describe("the aliases that scripts ask for", () => {
  const ask = (cwd: string, ...words: string[]) => runCampanile(["__aliases", ...words], { cwd });

  it("are those of the nearest project, or of --config", async () => {
    const { root } = writeProject(temporaryFolder(), {
      "campanile.yaml": projectFile,
      "deep/er/x": "",
      "other.yaml": "hubs: { elsewhere: {} }\n",
    });
    const nearest = { exitCode: 0, stdout: "local\nproduction\n", stderr: "" };
    expect(await ask(join(root, "deep/er"))).toEqual(nearest);
    const other = { exitCode: 0, stdout: "elsewhere\n", stderr: "" };
    expect(await ask(root, "plan", "--config", "other.yaml", "--hub")).toEqual(other);
    expect(await ask(root, "plan", "--config=other.yaml", "--hub")).toEqual(other);
  });

  it.each([
    ["no project", {}],
    ["a list", { "campanile.yaml": "- hubs\n" }],
    ["nothing", { "campanile.yaml": "" }],
    ["no YAML", { "campanile.yaml": "hubs: [\n" }],
    ["hubs that are none", { "campanile.yaml": "hubs: 3\n" }],
    ["a folder", { "campanile.yaml/x": "" }],
    [
      "names that a shell would run",
      { "campanile.yaml": 'hubs: { "$(reboot)": {}, "a b": {}, "-x": {} }\n' },
    ],
  ])("are none, in silence, where there is %s", async (_, files) => {
    const { root } = writeProject(temporaryFolder(), files);
    expect(await ask(root)).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(await ask(root, "--config")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(await ask(root, "--config", "absent.yaml")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });
});

describe("campanile completion", () => {
  it.each(["bash", "zsh", "fish"])("knows every option of every command in %s", async (shell) => {
    const { stdout, exitCode } = await runCampanile(["completion", shell], { cwd: "/" });
    expect(exitCode).toBe(0);
    for (const { load } of commands)
      for (const { flags } of (await load()).options) {
        const [name = ""] = flags.split(" ");
        expect(stdout).toContain(shell === "fish" ? ` -l ${name.slice(2)} ` : name);
      }
  });

  it.each(["zsh", "fish"])("quotes every text in %s", async (shell) => {
    const { stdout } = await runCampanile(["completion", shell], { cwd: "/" });
    const unquoted = stdout
      .replace(/^#.*$/gm, "")
      .replaceAll("'\\''", "")
      .replace(shell === "fish" ? /'(?:[^'\\]|\\.)*'/g : /'[^']*'/g, "");
    expect(unquoted).not.toContain("'");
    expect(unquoted).not.toContain("`");
  });

  it("names the shells that it knows", async () => {
    const result = await runCampanile(["completion", "tcsh"], { cwd: "/" });
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toContain("The shells are bash, zsh and fish.");
  });
});
