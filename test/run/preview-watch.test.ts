import { request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { run } from "../../src/cli.ts";
import { clock } from "../../src/io.ts";
import { fakeIo, runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject, projectFile } from "../support/project.ts";
import { until } from "../support/until.ts";

/** A preview that is watched; what it says first tells where it is. */
async function watch(root: string) {
  const stop = new AbortController();
  const { io, stdout, stderr } = fakeIo({ cwd: root, clock, stop: stop.signal });
  const ended = run(["preview", "--hub", "local", "--watch"], io);
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  const address = await until(() => /http:\/\/localhost:(\d+)\//.exec(stdout())?.[1]);
  const origin = `http://127.0.0.1:${address}`;
  const read = async () => await (await fetch(`${origin}/`)).text();
  return { origin, read, stop, ended, stderr };
}

function has(text: string, piece: string): true | undefined {
  return text.includes(piece) || undefined;
}

describe("campanile preview --watch", () => {
  it("follows campaigns, their payload files, new folders and the project file", async () => {
    const project = createProject();
    const { read } = await watch(project.root);
    expect(await read()).toContain(">Hello</p>");
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Goodbye"));
    await until(async () => has(await read(), ">Goodbye</p>"));
    project.write(
      "campaigns/deep/er/other.yaml",
      campaignFile
        .replace("news", "other")
        .replace("payload: { aps: { alert: Hello } }", "payloadFile: a.json"),
    );
    project.write("campaigns/deep/er/a.json", '{"aps":{"alert":"From a file"}}');
    await until(async () => has(await read(), ">From a file</p>"));
    project.write("campanile.yaml", projectFile.replace("defaultHub", "defaultHob"));
    await until(async () => has(await read(), "campanile.yaml, line 4"));
    project.write("campanile.yaml", projectFile);
    await until(async () => has(await read(), ">Goodbye</p>"));
  });

  it("shows mistakes on the page, and goes on", async () => {
    const project = createProject();
    const { read, stderr } = await watch(project.root);
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", '"{{x}}"'));
    await until(async () => has(await read(), "<code>x</code> is not defined"));
    expect(stderr()).toContain("CAM4002");
    project.write("campaigns/news.yaml", campaignFile);
    await until(async () => has(await read(), ">Hello</p>"));
  });

  it("tells the page of each version, in a stream of events", async () => {
    const project = createProject();
    const { origin, read } = await watch(project.root);
    const first = /data-version="([^"]+)"/.exec(await read())?.[1];
    const response = await fetch(`${origin}/events`);
    const reader = response.body?.getReader();
    let heard = "";
    const listen = async () => {
      heard += new TextDecoder().decode((await reader?.read())?.value);
      return heard;
    };
    await until(async () => has(await listen(), `data: ${first}\n\n`));
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Goodbye"));
    await until(async () => has(await listen(), `data: ${first?.replace(/\d+$/, "2")}\n\n`));
    await reader?.cancel();
  });

  it("answers only this machine, under a name of its own", async () => {
    const project = createProject();
    const { origin } = await watch(project.root);
    const status = await new Promise((resolve, reject) => {
      request(`${origin}/`, { headers: { host: "evil.example" } }, (response) => resolve(response.statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
    expect((await fetch(`${origin}/other`)).status).toBe(404);
    expect((await fetch(`${origin}/`, { method: "POST" })).status).toBe(405);
    expect((await fetch(`${origin}/`)).headers.get("content-security-policy")).toBe("frame-ancestors 'none'");
  });

  it("ends with 0 when it is asked to stop, and leaves no file", async () => {
    const project = createProject();
    const { stop, ended } = await watch(project.root);
    stop.abort();
    expect(await ended).toBe(0);
    expect(() => project.read(".campanile/preview.html")).toThrow("ENOENT");
  });

  it("is what a port is for", async () => {
    const project = createProject();
    const result = await runCampanile(["preview", "--hub", "local", "--port", "8080"], { cwd: project.root });
    expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--port is for --watch") });
  });

  it("refuses to write a file as well", async () => {
    const project = createProject();
    const result = await runCampanile(["preview", "--hub", "local", "--watch", "--out", "x.html"], {
      cwd: project.root,
    });
    expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--watch writes no file") });
  });
});
