import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../../src/cli.ts";
import { clock } from "../../src/io.ts";
import { fakeIo, runCampanile, temporaryFolder } from "../support/fake-io.ts";

const fleet = "devices:\n  - { name: Ada, platform: apple, tags: [sports] }\n";

/** Runs a script of Node beside the emulator; what it says stands in a file. */
async function exec(script: string, { options = [] as readonly string[], cwd = temporaryFolder() } = {}) {
  writeFileSync(
    join(cwd, "app.mjs"),
    `import { writeFileSync } from "node:fs";\nconst say = (value) => writeFileSync("said.json", JSON.stringify(value));\n${script}`,
  );
  const result = await runCampanile(["emulator", "exec", ...options, "--", process.execPath, "app.mjs"], {
    cwd,
    clock,
  });
  return { ...result, cwd, said: () => JSON.parse(readFileSync(join(cwd, "said.json"), "utf8")) };
}

describe("emulator exec", () => {
  it("runs a command that finds the hub in its environment, over HTTPS that it trusts, and passes its exit code on", async () => {
    const { exitCode, said, cwd } = await exec(`
      const [endpoint] = process.env.NOTIFICATION_HUB_CONNECTION_STRING.split(";");
      const answer = await fetch(endpoint.replace("Endpoint=sb:", "https:") + process.env.NOTIFICATION_HUB_NAME + "/messages", { method: "POST" });
      say({ status: answer.status, inbox: await (await fetch(process.env.CAMPANILE_EMULATOR + "/$inbox/messages")).json() });
      process.exitCode = 7;
    `);
    expect(exitCode).toBe(7);
    expect(said()).toMatchObject({ status: 401, inbox: { messages: [] } });
    expect(statSync(join(cwd, ".campanile/emulator/authority.json")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(cwd, ".campanile/emulator/.gitignore"), "utf8")).toBe("*\n");
  });

  it("keeps its authority from run to run, so that what trusts it goes on", async () => {
    const first = await exec("say(process.env.NODE_EXTRA_CA_CERTS)");
    const before = readFileSync(first.said(), "utf8");
    await exec("say(1)", { cwd: first.cwd });
    expect(readFileSync(join(first.cwd, ".campanile/emulator/ca.pem"), "utf8")).toBe(before);
  });

  it("serves the emulators of the project, or hubs by name", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "campanile.yaml"), "hubs:\n  local: { emulator: fleet.yaml }\n");
    writeFileSync(join(cwd, "fleet.yaml"), fleet);
    const list = `
      const devices = async (path) => {
        const answer = await fetch(process.env.CAMPANILE_EMULATOR + path);
        return answer.ok ? (await answer.json()).total : answer.status;
      };
      say([process.env.NOTIFICATION_HUB_NAME, await devices("/$inbox/devices"), await devices("/other/$inbox/devices")]);
    `;
    expect((await exec(list, { cwd })).said()).toEqual(["local", 1, 404]);
    const options = ["--hub", "empty", "--hub", "other=fleet.yaml"];
    expect((await exec(list, { cwd, options })).said()).toEqual(["empty", 0, 1]);
  });

  it("goes wrong as it is told, by option and by file", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "faults.txt"), "# two of them\nsend#2: 429 retry-after=3\n\n");
    const { said } = await exec(
      `
      const post = async () => {
        const answer = await fetch(process.env.CAMPANILE_EMULATOR + "/hub/messages", { method: "POST" });
        return [answer.status, answer.headers.get("retry-after")];
      };
      say([await post(), await post(), await post()]);
    `,
      { cwd, options: ["--fault", "send#1: 503", "--faults", "faults.txt"] },
    );
    expect(said()).toEqual([
      [503, null],
      [429, "3"],
      [401, null],
    ]);
  });

  it("goes on from its state", async () => {
    const cwd = temporaryFolder();
    const options = ["--state", "state.json", "--hub", "news"];
    await exec("say(1)", { cwd, options });
    const state = JSON.parse(readFileSync(join(cwd, "state.json"), "utf8"));
    expect(state).toMatchObject({ news: { version: 2, installations: [] } });
    writeFileSync(join(cwd, "state.json"), '{"news":{"version":1}}');
    const { exitCode, stderr } = await exec("say(1)", { cwd, options });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("state.json is no state")]);
  });

  it("leaves the state of hubs alone that do not run this time", async () => {
    const cwd = temporaryFolder();
    await exec("say(1)", { cwd, options: ["--state", "state.json", "--hub", "news"] });
    await exec("say(1)", { cwd, options: ["--state", "state.json", "--hub", "shop"] });
    expect(Object.keys(JSON.parse(readFileSync(join(cwd, "state.json"), "utf8")))).toEqual(["news", "shop"]);
  });

  it.each([
    [["--fault", "explode"], "is no fault"],
    [["--tier", "gold"], "none of free, basic and standard"],
    [["--port", "99999"], "--port 99999 is no number from 0 to 65535"],
    [["--max-inbox", "0"], "--max-inbox 0"],
    [["--hub", "=x.yaml"], "no name of a hub"],
    [["--hub", "a=nowhere.yaml"], "the fleet file does not exist"],
    [["--hub", "a", "--hub", "A"], "two hubs are called A"],
    [["--faults", "nowhere.txt"], "there is no such file"],
  ])("says what is wrong with %j", async (options, message) => {
    const { exitCode, stderr } = await exec("say(1)", { options });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("points at each mistake of a recipe", async () => {
    const cwd = temporaryFolder();
    const recipes = [
      "generate:",
      "  - { count: 3, name: R, platforms: { apple: 0 } }",
      "  - count: 1",
      "    name: R",
      "    platforms: { apple: 1 }",
      '    tags: { "a b": 1 }',
      '    oneOf: [{ fine: 1 }, { "$x": 1 }]',
    ];
    writeFileSync(join(cwd, "fleet.yaml"), recipes.join("\n"));
    const { exitCode, stderr } = await exec("say(1)", { cwd, options: ["--hub", "a=fleet.yaml"] });
    expect(exitCode).toBe(2);
    expect(stderr.match(/^fleet\.yaml:\d+:\d+: error CAM\d+/gm)).toEqual([
      "fleet.yaml:2:37: error CAM7010",
      "fleet.yaml:4:11: error CAM7010",
      "fleet.yaml:6:13: error CAM3006",
      "fleet.yaml:7:28: error CAM3006",
    ]);
  });

  it("says that there is no such program", async () => {
    const result = await runCampanile(["emulator", "exec", "--", "no-such-program-here"], {
      cwd: temporaryFolder(),
      clock,
    });
    expect([result.exitCode, result.stderr]).toEqual([
      2,
      expect.stringContaining("no program `no-such-program-here`"),
    ]);
  });
});

describe("emulator start", () => {
  async function start(options: readonly string[], whenReady: (stdout: string) => Promise<void>) {
    const stop = new AbortController();
    const { io, stdout, stderr } = fakeIo({ cwd: temporaryFolder(), clock, stop: stop.signal });
    const running = run(["emulator", "start", "--port", "0", ...options], io);
    while (!/SharedAccessKey=.*\n.*SharedAccessKey=.*\n/.test(stdout()))
      await new Promise((resolve) => setImmediate(resolve));
    await whenReady(stdout());
    stop.abort();
    return { exitCode: await running, stdout: stdout(), stderr: stderr() };
  }

  it("serves until it is stopped, and says all that one needs", async () => {
    const { exitCode, stdout } = await start([], async (text) => {
      const page = /http:\/\/localhost:\d+\/\$inbox\/ui/.exec(text)?.[0] ?? "";
      expect((await fetch(page)).status).toBe(200);
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("export NODE_EXTRA_CA_CERTS=");
    const port = /https:\/\/localhost:(\d+)/.exec(stdout)?.[1];
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow("fetch failed");
  });

  it("prints the connection strings alone where that is asked, the full one first", async () => {
    const { stdout, stderr } = await start(["--print-connection-string"], async () => undefined);
    expect(stdout.trimEnd().split("\n")).toEqual([
      expect.stringMatching(
        /^Endpoint=sb:\/\/localhost:\d+\/;SharedAccessKeyName=DefaultFullSharedAccessSignature;/,
      ),
      expect.stringMatching(
        /^Endpoint=sb:\/\/localhost:\d+\/;SharedAccessKeyName=DefaultListenSharedAccessSignature;/,
      ),
    ]);
    expect(stderr).toContain("Inbox ");
  });
});
