import { describe, expect, it } from "vitest";
import { hmacSha256 } from "../../src/text/hash.ts";
import { call, nowMs, sendRule, startTestHub } from "./support.ts";

const key = sendRule.key.reveal();
const seconds = String(Math.floor(nowMs / 1000) + 300);
const path = "/Newsroom/messages?direct&api-version=2020-06";

/** As most SDKs do it: encode the URI, sign the encoded text. */
function sign(resource: string): { readonly sr: string; readonly sig: string } {
  return { sr: resource, sig: hmacSha256(key, `${resource}\n${seconds}`, "base64") };
}

const lowerHex = (uri: string) =>
  encodeURIComponent(uri.toLowerCase()).replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
const upperHex = (uri: string) => encodeURIComponent(uri.toLowerCase());

function write(names: readonly string[], parts: Readonly<Record<string, string>>): string {
  return `SharedAccessSignature ${names.map((name) => `${name}=${parts[name]}`).join("&")}`;
}

/** How the clients of other languages spell a token for one and the same call. */
const clients = {
  "JavaScript: the root of the namespace, upper hex": (host: string) => {
    const { sr, sig } = sign(upperHex(`https://${host}/`));
    return write(["sr", "sig", "se", "skn"], {
      sr,
      sig: encodeURIComponent(sig),
      se: seconds,
      skn: "Send%20only",
    });
  },
  ".NET: http, no port, a slash at the end, lower hex, + for a blank": () => {
    const { sr, sig } = sign(lowerHex("http://127.0.0.1/Newsroom/messages/"));
    return write(["sr", "sig", "se", "skn"], { sr, sig: lowerHexText(sig), se: seconds, skn: "Send+only" });
  },
  "PHP and Java: the whole URL with its query, lower hex": (host: string) => {
    const { sr, sig } = sign(lowerHex(`https://${host}${path}`));
    return write(["sr", "sig", "se", "skn"], {
      sr,
      sig: encodeURIComponent(sig),
      se: seconds,
      skn: "Send only",
    });
  },
  "Python: the hub, sig first, a bare slash in it": (host: string) => {
    const { sr, sig } = sign(lowerHex(`https://${host}/Newsroom`));
    const bare = encodeURIComponent(sig).replaceAll("%2F", "/");
    return write(["sig", "se", "skn", "sr"], { sr, sig: bare, se: seconds, skn: "Send%20only" });
  },
  "Ruby: the sb scheme": (host: string) => {
    const { sr, sig } = sign(lowerHex(`sb://${host}/`));
    return write(["sr", "sig", "se", "skn"], {
      sr,
      sig: encodeURIComponent(sig),
      se: seconds,
      skn: "Send%20only",
    });
  },
  "Go: no slash at the end, names in alphabetical order": (host: string) => {
    const { sr, sig } = sign(upperHex(`https://${host}`));
    return write(["se", "sig", "skn", "sr"], {
      sr,
      sig: encodeURIComponent(sig),
      se: seconds,
      skn: "Send+only",
    });
  },
};

function lowerHexText(text: string): string {
  return encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
}

describe("a token", () => {
  it.each(Object.entries(clients))("of %s is good", async (_, write) => {
    const hub = await startTestHub();
    const Authorization = write(`127.0.0.1:${hub.port}`);
    const headers = { Authorization, "ServiceBusNotification-DeviceHandle": "00FF" };
    const { status, body } = await call(hub, { path, headers });
    expect([status, body]).toEqual([201, ""]);
  });

  it("signed with the decoded key is not good", async () => {
    const hub = await startTestHub();
    const sr = upperHex("https://h/");
    const sig = hmacSha256(Buffer.from(key, "base64").toString("latin1"), `${sr}\n${seconds}`, "base64");
    const parts = { sr, sig: encodeURIComponent(sig), se: seconds, skn: "Send%20only" };
    const headers = { Authorization: write(["sr", "sig", "se", "skn"], parts) };
    expect((await call(hub, { headers })).status).toBe(401);
  });

  it("for a path is not stretched by dot segments", async () => {
    const hub = await startTestHub();
    const { sr, sig } = sign(upperHex("https://h/other"));
    const parts = { sr, sig: encodeURIComponent(sig), se: seconds, skn: "Send%20only" };
    const headers = { Authorization: write(["sr", "sig", "se", "skn"], parts) };
    const { status } = await call(hub, { path: "/other/%2e%2e/Newsroom/messages", headers });
    expect(status).toBe(401);
  });
});
