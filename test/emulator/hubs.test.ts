import { request } from "node:https";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAuthority, createServerCertificate } from "../../src/emulator/certificate.ts";
import { readFleet } from "../../src/emulator/fleet.ts";
import { startEmulator } from "../../src/emulator/hub.ts";
import { clock } from "../../src/io.ts";
import { callRaw } from "./client-support.ts";
import { call, createChance, fixedClock, fullRule, sendRule, startTestHub, token } from "./support.ts";

async function startTwo() {
  const common = { clock: fixedClock, chance: createChance(), keys: [sendRule, fullRule] };
  const emulator = await startEmulator({
    ...common,
    hubs: [
      { ...common, name: "Newsroom", fleet: readFleet({ devices: [{ name: "Ada", platform: "apple" }] }) },
      { ...common, name: "Shop", fleet: readFleet({ devices: [{ name: "Bo", platform: "apple" }] }) },
    ],
  });
  onTestFinished(() => emulator.stop());
  return emulator;
}

describe("hubs behind one port", () => {
  it("are found by their names in any case, and keep to themselves", async () => {
    const emulator = await startTwo();
    const [newsroom, shop] = emulator.hubs;
    if (newsroom === undefined || shop === undefined) throw new Error("there are two");
    expect((await call(newsroom, { path: "/SHOP/messages" })).status).toBe(201);
    expect(shop.inbox.map(({ device }) => device)).toEqual(["Bo"]);
    expect(newsroom.messages).toHaveLength(0);
    const { status, body } = await call(newsroom, { path: "/nobody/messages" });
    expect([status, body]).toEqual([404, expect.stringContaining("No service is hosted")]);
  });

  it("are found in whole addresses, as clients behind a proxy write them", async () => {
    const emulator = await startTwo();
    const [newsroom, shop] = emulator.hubs;
    if (newsroom === undefined || shop === undefined) throw new Error("there are two");
    const { status } = await callRaw(newsroom, {
      target: "https://ns.servicebus.windows.net/Shop/messages?api-version=2020-06",
      headers: { Authorization: token(newsroom), "ServiceBusNotification-Format": "apple" },
      body: '{"aps":{}}',
    });
    expect(status).toBe(201);
    expect(shop.inbox.map(({ device }) => device)).toEqual(["Bo"]);
    const inbox = await callRaw(shop, {
      method: "GET",
      target: `http://127.0.0.1:${shop.port}/$inbox/messages`,
      headers: {},
    });
    expect(inbox.status).toBe(200);
    const list = await callRaw(newsroom, {
      method: "GET",
      target: `http://127.0.0.1:${newsroom.port}/Newsroom/registrations?api-version=2020-06`,
      headers: { Authorization: token(newsroom, fullRule) },
    });
    expect(list.body).toContain(`<id>http://127.0.0.1:${newsroom.port}/Newsroom/registrations`);
  });
});

describe("a hub over TLS", () => {
  it("is the same hub, and says where it was found", async () => {
    const authority = await createAuthority(clock);
    const hub = await startTestHub({ certificate: await createServerCertificate(authority, clock) });
    const location = await new Promise<string | undefined>((resolve, reject) => {
      const post = request(
        `https://localhost:${hub.port}/Newsroom/messages`,
        {
          method: "POST",
          ca: authority.certificate,
          headers: { Authorization: token(hub), "ServiceBusNotification-Format": "apple" },
        },
        (answer) => {
          answer.resume();
          resolve(answer.headers.location);
        },
      );
      post.on("error", reject);
      post.end('{"aps":{"alert":"hi"}}');
    });
    expect(location).toMatch(new RegExp(`^https://localhost:${hub.port}/Newsroom/messages/`));
    expect(hub.inbox).toHaveLength(2);
    expect((await call(hub)).headers.get("location")).toMatch(/^http:\/\/127\.0\.0\.1/);
  });
});
