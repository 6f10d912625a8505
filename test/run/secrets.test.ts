import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject } from "../support/project.ts";
import { accept, startStandInHub } from "../support/stand-in-hub.ts";

function everyFile(root: string): string {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

describe("a secret", () => {
  it("never reaches output, ledger or reports, whatever is run", async () => {
    const hub = await startStandInHub();
    const { root } = createProject();
    const env = { HUB: hub.connectionString };
    const outputs: string[] = [];
    const run = async (...argv: string[]) => {
      const { stdout, stderr } = await runCampanile(argv, { cwd: root, env });
      outputs.push(stdout, stderr);
    };
    await run("ledger", "init");
    for (const command of ["validate", "render", "plan", "doctor"]) await run(command);
    await run("test-send", "--hub", "production", "--debug");
    hub.answerWith((request, response, count) =>
      count === 2
        ? response.writeHead(400).end(`<Error><Detail>${request.headers.authorization}</Detail></Error>`)
        : accept(request, response, count),
    );
    await run("send", "--hub", "production", "--debug");
    await run("send", "--hub", "production", "--debug");
    const told = outputs.join("\n") + everyFile(root);
    expect(hub.requests.length).toBeGreaterThan(2);
    expect(told).toContain("Authorization: SharedAccessSignature [secret]");
    expect(told).not.toContain(hub.key);
    expect(told).not.toMatch(/sig=(?!\[secret\])/);
  });

  it("is not quoted when it is malformed, missing or in the wrong place", async () => {
    const { root, write } = createProject();
    await runCampanile(["ledger", "init"], { cwd: root });
    const send = (HUB: string | undefined) =>
      runCampanile(["send", "--hub", "production"], { cwd: root, env: { HUB } });
    expect(await send(undefined)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/campanile\.yaml:3:\d+: error CAM7003: the variable HUB is not set/),
    });
    const malformed = await send("Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKey=TOPSECRET");
    expect(malformed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("CAM7004") });
    expect(malformed.stderr).not.toContain("TOPSECRET");
    const elsewhere = await send(
      "Endpoint=sb://ns.servicebus.windows.net.evil.example/;SharedAccessKeyName=Send;SharedAccessKey=TOPSECRET",
    );
    expect(elsewhere).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("CAM7007") });
    const otherHub = await send(
      "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=Send;SharedAccessKey=TOPSECRET;EntityPath=other",
    );
    expect(otherHub).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("CAM7008") });
    write(
      "campanile.yaml",
      'hubs:\n  production:\n    hub: newsroom\n    connectionString: "Endpoint=sb://x/;SharedAccessKey=TOPSECRET"\n',
    );
    const literal = await send(undefined);
    expect(literal).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("CAM7002") });
    expect(literal.stderr + literal.stdout).not.toContain("TOPSECRET");
  });

  it("of a rule that may do everything is used with a warning", async () => {
    const hub = await startStandInHub();
    const { root } = createProject();
    await runCampanile(["ledger", "init"], { cwd: root });
    const HUB = hub.connectionString.replace(
      "SharedAccessKeyName=Send",
      "SharedAccessKeyName=RootManageSharedAccessKey",
    );
    const sent = await runCampanile(["send", "--hub", "production"], { cwd: root, env: { HUB } });
    expect(sent).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("CAM7011") });
  });
});

describe("hostile text", () => {
  it("reaches neither terminal nor Markdown as it is", async () => {
    const hostile =
      '"\\e[31mred\\e[0m \\u202Eevil | <script>alert(1)</script> @team [x](http://evil.example)"';
    const hub = await startStandInHub((_, response) =>
      response
        .writeHead(400)
        .end(`<Error><Code>400</Code><Detail>\u009b31m<![CDATA[<img src=x> @team | ]]></Detail></Error>`),
    );
    const { root } = createProject({
      "campaigns/news.yaml": campaignFile
        .replace("sports", `${hostile}`)
        .replace("alert: Hello", `alert: ${hostile}`),
    });
    const env = { HUB: hub.connectionString };
    await runCampanile(["ledger", "init"], { cwd: root });
    const wrong = await runCampanile(["validate"], { cwd: root });
    expect(wrong.exitCode).toBe(1);
    const raw = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
    expect(wrong.stdout).not.toMatch(raw);
    const project = createProject({
      "campaigns/news.yaml": campaignFile.replace("alert: Hello", `alert: ${hostile}`),
    });
    await runCampanile(["ledger", "init"], { cwd: project.root });
    const sent = await runCampanile(["send", "--hub", "production", "--format", "markdown"], {
      cwd: project.root,
      env,
    });
    expect(sent.exitCode).toBe(3);
    expect(sent.stdout).not.toMatch(raw);
    expect(sent.stdout).not.toMatch(/<img|@team/);
    const rendered = await runCampanile(["render"], { cwd: project.root });
    expect(rendered.stdout).not.toMatch(raw);
  });
});
