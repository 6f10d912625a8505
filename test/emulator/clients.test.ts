import { describe, expect, it } from "vitest";
import { alert, fcm, headers, sends, version } from "./client-sends.ts";
import { callAs, idReaders } from "./client-support.ts";
import { startTestHub } from "./support.ts";

describe("a send as other clients write it:", () => {
  it.each(sends)("%s", async (_, { expected, ...call }) => {
    const hub = await startTestHub();
    const reply = await callAs(hub, call);
    expect([reply.status, reply.body]).toEqual([201, ""]);
    const [message] = hub.messages;
    const location = reply.headers.get("location") ?? "";
    expect([idReaders.js(location), idReaders.others(location)]).toEqual([message?.id, message?.id]);
    const seen = {
      ...message,
      devices: hub.inbox.map((item) => item.device),
      handles: hub.inbox.map((item) => item.handle),
    };
    expect(seen).toMatchObject(expected);
    const apiVersion = /api-version=([^&]*)/.exec(call.target)?.[1];
    const isDirect = message?.address === "device";
    expect(location).toBe(
      `http://127.0.0.1:${hub.port}/Newsroom/messages/${message?.id}?api-version=${apiVersion}${isDirect ? "&direct" : ""}`,
    );
  });

  it.each(["fcmV1", "FCMV1", "FcmV1", "fcmv1"])("the format %s is one and the same", async (format) => {
    const hub = await startTestHub();
    const target = `/Newsroom/messages?${version}`;
    expect((await callAs(hub, { client: "js", target, headers: headers(format), body: fcm })).status).toBe(
      201,
    );
    expect(hub.messages[0]?.format).toBe("fcmv1");
  });

  it.each([
    ["fcm", "fcmv1"],
    ["apns", "apple"],
    ["wns", "windows"],
    ["android", "fcmv1"],
    ["ios", "apple"],
  ])("the format %s is none, and the refusal names %s", async (format, meant) => {
    const hub = await startTestHub();
    const target = `/Newsroom/messages?${version}`;
    const reply = await callAs(hub, { client: "java", target, headers: headers(format), body: fcm });
    expect([reply.status, reply.body]).toEqual([400, expect.stringContaining(`Use &apos;${meant}&apos;`)]);
  });
});

describe("a test send as other clients write it:", () => {
  it.each([
    [".NET", "dotnet", `/Newsroom/messages?${version}&test`],
    ["JavaScript", "js", `/Newsroom/messages/?${version}&test=true`],
    ["Python", "python", "/Newsroom/messages/?api-version=2015-04&test"],
    ["documentation", "docsSample", "/Newsroom/messages/?test&api-version=2013-10"],
  ] as const)("%s", async (_, client, target) => {
    const hub = await startTestHub();
    const reply = await callAs(hub, { client, target, headers: headers("apple"), body: alert });
    expect([reply.status, reply.body]).toEqual([201, expect.stringContaining("<Success>2</Success>")]);
    expect(reply.headers.get("location")).toMatch(/\/messages\/[0-9a-f-]+\?api-version=[\d-]+$/);
  });
});
