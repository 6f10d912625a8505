import { describe, expect, it } from "vitest";
import { Secret } from "../../src/model/secret.ts";
import { alert, headers, version } from "./client-sends.ts";
import { callRaw, signAs, type TokenStyle, tokenStyles } from "./client-support.ts";
import { startTestHub } from "./support.ts";

const target = `/Newsroom/messages?${version}`;

async function send(style: TokenStyle, rule?: { readonly ruleName: string; readonly key: string }) {
  const key = rule === undefined ? undefined : new Secret(rule.key);
  const hub = await startTestHub(
    key === undefined ? {} : { keys: [{ ruleName: rule?.ruleName ?? "", key, rights: ["Send"] }] },
  );
  const host = `127.0.0.1:${hub.port}`;
  const Authorization = signAs(style, { host, target, ...(rule === undefined ? {} : { key: rule.key }) });
  return callRaw(hub, { target, headers: { ...headers("apple"), Authorization }, body: alert });
}

describe("a token of any client", () => {
  it.each(Object.entries(tokenStyles))("is good when it is spelled as by %s", async (_, style) => {
    expect((await send(style)).status).toBe(201);
  });

  it.each([
    ["sb%3A%2F%2Fother.example", "another host"],
    ["https%3a%2f%2fh%3a5671%2fnewsroom%2f", "another port, with a slash at the end"],
    ["https%3A%2F%2Fh%2FNewsroom%2FMessages", "upper case that was signed as it is"],
    ["https%3a%2f%2fh%2fnewsroom%3fapi-version%3d2020-06", "the hub with a query"],
    ["http%3a%2f%2fh%2fnewsroom%2fmessages%2f%3fdirect%26api-version%3d2015-08", "the path with a query"],
  ])("is good for %s: %s", async (resource) => {
    expect((await send({ ...tokenStyles.js, resource: () => resource })).status).toBe(201);
  });

  it.each([
    ["https%3a%2f%2fh%2fnews", "a part of the hub's name"],
    ["https%3a%2f%2fh%2fother", "another hub"],
    ["https%3a%2f%2fh%2fnewsroom%2finstallations", "another folder"],
  ])("is not good for %s: %s", async (resource) => {
    const reply = await send({ ...tokenStyles.js, resource: () => resource });
    expect([reply.status, reply.body]).toEqual([401, expect.stringContaining("<Detail>InvalidAudience: ")]);
  });

  it.each([
    ["63840000000", 201],
    ["9223372036854775807", 201],
    ["1", 401],
  ])("that expires at %s is answered %i", async (expiresAtSeconds, status) => {
    expect((await send({ ...tokenStyles.go, expiresAtSeconds })).status).toBe(status);
  });

  it.each(["Root%20Manage%2BKey", "Root+Manage%2BKey", "Root%20Manage+Key"])(
    "of a rule with a blank and a plus may write it as %s",
    async (ruleName) => {
      const rule = { ruleName: "Root Manage+Key", key: "kéy-ünïcode==" };
      expect((await send({ ...tokenStyles.js, ruleName }, rule)).status).toBe(201);
    },
  );

  it.each([
    ["sharedaccesssignature sr=", "the scheme in lower case", "InvalidSignature"],
    ["SharedAccessSignature sr=a&sig=b&se=soon&skn=c", "an expiry that is no number", "MalformedToken"],
    ["SharedAccessSignature sr=a&sig=b&skn=c", "no expiry", "MalformedToken"],
    ["WRAP access_token=abc", "another scheme", "MalformedToken"],
    ["", "nothing", "MalformedToken"],
  ])("%s, %s, is told %s", async (start, _, code) => {
    const hub = await startTestHub();
    const rest = start.endsWith("sr=") ? `${start}a&sig=b&se=9999999999&skn=c` : start;
    const authorization = rest === "" ? {} : { Authorization: rest };
    const reply = await callRaw(hub, {
      target,
      headers: { ...headers("apple"), ...authorization },
      body: alert,
    });
    expect([reply.status, reply.body]).toEqual([401, expect.stringContaining(`<Detail>${code}: `)]);
  });
});
