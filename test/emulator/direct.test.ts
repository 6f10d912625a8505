import { describe, expect, it } from "vitest";
import { deriveHandle } from "../../src/emulator/device-handle.ts";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { readHubError } from "../../src/nh/error-xml.ts";
import { writeBatch } from "../../src/nh/multipart.ts";
import { call, namesIn, startTestHub } from "./support.ts";

const direct = "/Newsroom/messages/?api-version=2020-06&direct";
const batch = "/Newsroom/messages/$batch?direct&api-version=2015-08";
const body = '{"aps":{"alert":"hi"}}';

function callBatch(hub: RunningHub, handles: readonly string[], path = batch) {
  const written = writeBatch({ boundary: "zz", contentType: "application/json", body, handles });
  return call(hub, { path, body: written.body, headers: { "Content-Type": written.contentType } });
}

describe("a direct send", () => {
  it("reaches the device of the handle, in either case, and says &direct in its Location", async () => {
    const hub = await startTestHub();
    const handle = deriveHandle("Ada's iPhone", "apple").toLowerCase();
    const headers = { "ServiceBusNotification-DeviceHandle": handle };
    const answer = await call(hub, { path: direct, headers });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toMatch(/\?api-version=2020-06&direct$/);
    expect(hub.inbox).toMatchObject([{ device: "Ada's iPhone", handle }]);
    expect(hub.messages[0]).toMatchObject({ address: "device", state: "Completed" });
  });

  it("keeps what it sent to a handle that no device has", async () => {
    const hub = await startTestHub();
    const headers = { "ServiceBusNotification-DeviceHandle": "00FF" };
    expect((await call(hub, { path: direct, headers })).status).toBe(201);
    expect(hub.inbox).toMatchObject([{ device: undefined, platform: "apple", handle: "00FF" }]);
  });

  it("finds a browser by its endpoint and hands on its keys", async () => {
    const hub = await startTestHub({ devices: [{ name: "Tab", platform: "browser" }] });
    const { endpoint, p256dh, auth } = JSON.parse(deriveHandle("Tab", "browser"));
    const headers = {
      "ServiceBusNotification-Format": "browser",
      "ServiceBusNotification-DeviceHandle": endpoint,
      P256DH: p256dh,
      Auth: auth,
    };
    await call(hub, { path: direct, headers, body: '{"title":"hi"}' });
    expect(hub.inbox).toMatchObject([{ device: "Tab", handle: endpoint, headers: { p256dh, auth } }]);
  });

  it("names the same one of two devices with one handle as a send to tags does", async () => {
    const twins = ["a", "b"].map((name) => ({ name, platform: "adm", handle: "same" }) as const);
    const hub = await startTestHub({ devices: twins });
    const headers = { "ServiceBusNotification-Format": "adm" };
    await call(hub, { headers });
    const address = { "ServiceBusNotification-DeviceHandle": "same" };
    await call(hub, { path: direct, headers: { ...headers, ...address } });
    expect(namesIn(hub)).toEqual(["a", "a"]);
  });

  it("refuses a missing handle and a template", async () => {
    const hub = await startTestHub();
    expect((await call(hub, { path: direct })).status).toBe(400);
    const headers = {
      "ServiceBusNotification-Format": "template",
      "ServiceBusNotification-DeviceHandle": "00FF",
    };
    expect((await call(hub, { path: direct, headers, body: "{}" })).status).toBe(400);
    expect(hub.messages).toEqual([]);
  });

  it("answers a test with nothing, as a hub does", async () => {
    const hub = await startTestHub();
    const headers = { "ServiceBusNotification-DeviceHandle": "00FF" };
    const answer = await call(hub, { path: `${direct}&test`, headers });
    expect([answer.status, answer.body]).toEqual([201, ""]);
    expect(hub.inbox).toHaveLength(1);
  });
});

describe("a batch", () => {
  it("reaches each handle once", async () => {
    const hub = await startTestHub();
    const handles = ["Ada's iPhone", "Cy's iPad", "Ada's iPhone"].map((name) => deriveHandle(name, "apple"));
    const answer = await callBatch(hub, handles);
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toMatch(
      /\/Newsroom\/messages\/[^/$]+\?api-version=2015-08&direct$/,
    );
    expect(namesIn(hub)).toEqual(["Ada's iPhone", "Cy's iPad"]);
    expect(hub.inbox.map((item) => item.body)).toEqual([body, body]);
    expect(hub.messages[0]?.outcomeCounts.get("Apns")).toEqual(
      new Map([
        ["Success", 2],
        ["Skipped", 1],
      ]),
    );
  });

  it("takes a thousand handles with long addresses and no more", async () => {
    const hub = await startTestHub();
    const handles = Array.from({ length: 1000 }, (_, index) => `${index}`.padStart(400, "0"));
    expect((await callBatch(hub, handles)).status).toBe(201);
    const answer = await callBatch(hub, [...handles, "00"]);
    expect(answer.status).toBe(400);
    expect(readHubError(answer.body).detail).toContain("1001");
    expect(hub.inbox).toHaveLength(1000);
  });

  it("is not for the free tier", async () => {
    const hub = await startTestHub({ tier: "free" });
    const answer = await callBatch(hub, ["00"]);
    expect(answer.status).toBe(403);
    expect(readHubError(answer.body).detail).toBe("This operation is not available for your tier");
    const basic = await startTestHub({ tier: "basic" });
    expect((await callBatch(basic, ["00"])).status).toBe(201);
  });

  it("takes form-data, an encoded $batch, bare line feeds and handles in apostrophes", async () => {
    const hub = await startTestHub();
    const text = [
      '--zz\ncontent-disposition: inline; name="notification"\n',
      body,
      "--zz\nContent-Disposition: inline; name=devices\n",
      "['00', '11']",
      "--zz--",
    ].join("\n");
    const headers = { "Content-Type": 'multipart/form-data; boundary = "zz"' };
    const path = batch.replace("$", "%24");
    expect((await call(hub, { path, body: text, headers })).status).toBe(201);
    expect(hub.inbox.map((item) => item.handle)).toEqual(["00", "11"]);
  });

  it("takes browsers as the JavaScript SDK writes them, as objects", async () => {
    const hub = await startTestHub({ devices: [{ name: "Tab", platform: "browser" }] });
    const subscription = deriveHandle("Tab", "browser");
    const text = [
      "--zz\r\nContent-Disposition: inline; name=notification\r\n",
      '{"title":"hi"}',
      "--zz\r\nContent-Disposition: inline; name=devices\r\n",
      `[${subscription}]`,
      "--zz--",
    ].join("\r\n");
    const headers = {
      "ServiceBusNotification-Format": "browser",
      "Content-Type": 'multipart/mixed; boundary = "zz"',
    };
    expect((await call(hub, { path: batch, body: text, headers })).status).toBe(201);
    expect(hub.inbox).toMatchObject([{ device: "Tab", handle: subscription, body: '{"title":"hi"}' }]);
  });

  it.each([
    ["no handle", () => []],
    ["an empty handle", () => [""]],
  ])("refuses %s", async (_, handles) => {
    const hub = await startTestHub();
    expect((await callBatch(hub, handles())).status).toBe(400);
  });

  it("refuses a body without its parts", async () => {
    const hub = await startTestHub();
    const path = batch;
    for (const type of ["application/json", "multipart/mixed", 'multipart/mixed; boundary="zz"']) {
      const answer = await call(hub, { path, body: "--zz\r\n\r\n--zz--", headers: { "Content-Type": type } });
      expect(answer.status).toBe(400);
    }
  });

  it("refuses templates", async () => {
    const hub = await startTestHub();
    const written = writeBatch({ boundary: "zz", contentType: "application/json", body, handles: ["00"] });
    const headers = { "Content-Type": written.contentType, "ServiceBusNotification-Format": "template" };
    expect((await call(hub, { path: batch, body: written.body, headers })).status).toBe(400);
  });
});
