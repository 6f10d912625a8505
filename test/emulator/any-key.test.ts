import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { alert, headers, version } from "./client-sends.ts";
import { callRaw } from "./client-support.ts";
import { startTestHub } from "./support.ts";

const target = `/Newsroom/messages?${version}`;

describe("a hub that takes any key", () => {
  it.each([
    "SharedAccessSignature sr=https%3a%2f%2fh&sig=AAAA&se=1&skn=Nobody",
    "SharedAccessSignature nonsense",
    "Bearer abc",
  ])("takes a send signed %s", async (Authorization) => {
    const hub = await startTestHub({ acceptsAnyKey: true });
    const reply = await callRaw(hub, {
      target,
      headers: { ...headers("apple"), Authorization },
      body: alert,
    });
    expect([reply.status, hub.inbox.length]).toEqual([201, 2]);
  });

  it("asks no right either", async () => {
    const hub = await startTestHub({ acceptsAnyKey: true });
    const signed = { headers: { Authorization: "SharedAccessSignature sr=a" } };
    const list = { method: "GET", target: `/Newsroom/registrations?${version}`, ...signed };
    expect((await callRaw(hub, list)).status).toBe(200);
  });

  it.each([{}, { Authorization: "" }])("refuses a send that is not signed: %j", async (authorization) => {
    const hub = await startTestHub({ acceptsAnyKey: true });
    const call = { target, headers: { ...headers("apple"), ...authorization }, body: alert };
    const reply = await callRaw(hub, call);
    expect([reply.status, reply.body]).toEqual([401, expect.stringContaining("MalformedToken")]);
  });

  it.each([
    [["--any-key"], 201],
    [[], 401],
  ])("is what `emulator exec %j` starts: %i", async (flags, status) => {
    const cwd = temporaryFolder();
    const script = `
      const answer = await fetch(process.env.CAMPANILE_EMULATOR + "/hub/messages?api-version=2020-06", {
        method: "POST",
        headers: { Authorization: "SharedAccessSignature sr=a&sig=b&se=9999999999&skn=c", "ServiceBusNotification-Format": "apple" },
        body: '{"aps":{}}',
      });
      process.exitCode = answer.status === ${status} ? 7 : 8;
    `;
    writeFileSync(join(cwd, "send.mjs"), script);
    const line = ["emulator", "exec", ...flags, "--", process.execPath, "send.mjs"];
    const { exitCode, stderr } = await runCampanile(line, { cwd });
    expect([exitCode, stderr]).toEqual([7, ""]);
  });
});

describe("the record of requests", () => {
  it("keeps the newest 10,000", async () => {
    const hub = await startTestHub({ devices: [] });
    const ask = (at: number) => callRaw(hub, { method: "GET", target: `/Newsroom/${at}`, headers: {} });
    for (let at = 0; at < 10_003; at += 50)
      await Promise.all(Array.from({ length: Math.min(50, 10_003 - at) }, (_, more) => ask(at + more)));
    expect(hub.requests).toHaveLength(10_000);
    expect(hub.requests.some(({ path }) => path === "/Newsroom/10002")).toBe(true);
    expect(hub.requests.some(({ path }) => path === "/Newsroom/0")).toBe(false);
  });
});
