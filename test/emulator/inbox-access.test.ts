import { describe, expect, it } from "vitest";
import { getInbox, sendAlert, statusOf } from "./inbox-support.ts";
import { startTestHub } from "./support.ts";

describe("who may reach the inbox", () => {
  it("is a program of this machine, or the hub's own page", async () => {
    const hub = await startTestHub();
    const host = `127.0.0.1:${hub.port}`;
    const own = { Host: host, Origin: `http://${host}`, "Sec-Fetch-Site": "same-origin" };
    expect(await statusOf(hub, {})).toBe(200);
    expect(await statusOf(hub, own)).toBe(200);
    expect(await statusOf(hub, { Host: `localhost:${hub.port}` })).toBe(200);
    expect(await statusOf(hub, { Host: `[::1]:${hub.port}` })).toBe(200);
  });

  it.each([
    ["a name that was bound to this machine", { Host: "evil.example" }],
    ["a name that only looks local", { Host: "127.0.0.1.evil.example" }],
    ["another origin", { Origin: "https://evil.example" }],
    ["an opaque origin", { Origin: "null" }],
    ["another port of this machine", { Origin: "http://127.0.0.1:1" }],
    ["an image of another site", { "Sec-Fetch-Site": "cross-site" }],
    ["a page of another port", { "Sec-Fetch-Site": "same-site" }],
  ])("is not %s", async (_, headers) => {
    const hub = await startTestHub();
    await sendAlert(hub, "sports");
    for (const path of ["messages", "export", "events", "devices", "messages/1/why"])
      expect(await statusOf(hub, headers, `/$inbox/${path}`)).toBe(403);
    expect(await statusOf(hub, headers, "/$inbox/messages", "DELETE")).toBe(403);
    expect(hub.inbox).toHaveLength(1);
  });

  it("may follow a link to the page from another site, and to nothing else", async () => {
    const hub = await startTestHub();
    const link = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate" };
    expect(await statusOf(hub, link, "/%24inbox/")).toBe(302);
    expect(await statusOf(hub, link, "/$inbox/ui")).toBe(200);
    expect(await statusOf(hub, link, "/$inbox/messages")).toBe(403);
    expect(await statusOf(hub, { ...link, Host: "evil.example" }, "/$inbox/ui")).toBe(403);
  });

  it("gets no CORS headers, and answers that nothing keeps", async () => {
    const hub = await startTestHub();
    const { headers } = await getInbox(hub, "/messages");
    expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("is told what is not there, and what is not allowed", async () => {
    const hub = await startTestHub();
    expect((await getInbox(hub, "/message")).status).toBe(404);
    const wrong = await getInbox(hub, "/messages", { method: "POST", body: "{}" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, DELETE"]);
    expect((await getInbox(hub, "/messages", { method: "OPTIONS" })).status).toBe(405);
    expect((await getInbox(hub, "/messages/99999/why")).json.error).toContain("no delivery 99999");
  });
});
