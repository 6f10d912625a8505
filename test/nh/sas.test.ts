import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Secret } from "../../src/model/secret.ts";
import { namespaceResource, type ProvenToken, signToken, verifyToken } from "../../src/nh/sas.ts";
import { full, key1, key2, signed } from "./sas-vectors.ts";

function verify(
  authorization: string | undefined,
  given: { path?: string; nowSeconds?: number; rule?: string; keys?: readonly string[] } = {},
) {
  const { path = "/myhub/messages/", nowSeconds = 1_600_000_000, rule = full, keys = [key1] } = given;
  return verifyToken({ authorization, path, nowSeconds, keysOf: (name) => (name === rule ? keys : []) });
}

function codeOf(verdict: ReturnType<typeof verifyToken>): string {
  return verdict.kind === "valid" ? "valid" : verdict.code;
}

describe("signing", () => {
  it.each(signed)("yields the known token for $name", ({ options, token }) => {
    expect(signToken(options)).toBe(token);
  });

  it("signs for the root of the namespace, with the port", () => {
    const connection = { ruleName: "r", key: new Secret("k"), entityPath: undefined };
    expect(namespaceResource({ ...connection, protocol: "https:", host: "ns.servicebus.windows.net" })).toBe(
      "https://ns.servicebus.windows.net/",
    );
    expect(namespaceResource({ ...connection, protocol: "http:", host: "127.0.0.1:81" })).toBe(
      "http://127.0.0.1:81/",
    );
  });
});

describe("verifying", () => {
  it.each(signed)(
    "accepts the known token for $name",
    ({ options: { key, ruleName, expiresAtSeconds }, token }) => {
      const own = new URL(decodeURIComponent(token.replace(/^.*sr=([^&]*).*$/, "$1"))).pathname;
      expect(verify(token, { path: own, rule: ruleName, keys: [key], nowSeconds: expiresAtSeconds })).toEqual(
        { kind: "valid", ruleName },
      );
    },
  );

  it.each([
    [
      "lower hex",
      "sr=https%3a%2f%2fcontoso.servicebus.windows.net%2f&sig=3amuWZ0C0CyZ1Np52GuHK9wPYVa2WoJ273g8szPyqaI%3D&se=1700000000",
    ],
    [
      ".NET: http, the whole path, lower hex",
      "sr=http%3a%2f%2fcontoso.servicebus.windows.net%2fmyhub%2fmessages%2f&sig=55XbXDm%2FKWftZ5MhAgjMS%2BjJyXFG0KUBgJAlMD5JCng%3D&se=1700000000",
    ],
    [
      "PHP: with the query",
      "sr=https%3a%2f%2fcontoso.servicebus.windows.net%2fmyhub%2fmessages%2f%3fapi-version%3d2020-06&sig=%2Fz5ozIyJsxhfM7asmhBiupoKBSGwaUPJo6yA9kz2P%2BA%3D&se=1700000000",
    ],
    [
      "Ruby: sb",
      "sr=sb%3a%2f%2fcontoso.servicebus.windows.net%2f&sig=xlRUXUce4b%2BiY6x%2BsckSrMQMZqEQ2flRxdd1wemeCOc%3D&se=1700000000",
    ],
  ])("accepts %s", (_, fields) => {
    for (const path of ["/MyHub/messages", "/myhub/messages/", "/MYHUB/messages/?api-version=2020-06&test"]) {
      expect(verify(`SharedAccessSignature ${fields}&skn=${full}`, { path })).toEqual({
        kind: "valid",
        ruleName: full,
      });
    }
  });

  it("accepts Python's order and its bare slash in the signature", () => {
    const token = `SharedAccessSignature sig=fkS9B8l%2BOSIY/faNwDZKZIWfN1wBZuH6MnDpwIbZ46M%3D&se=1893456005&skn=${full}&sr=https%3a%2f%2fcontoso.servicebus.windows.net%2fmyhub%2f`;
    expect(verify(token, { keys: [key2] })).toEqual({ kind: "valid", ruleName: full });
  });

  it("accepts a plus in the signature that nobody encoded", () => {
    const token = `SharedAccessSignature sr=https%3a%2f%2fcontoso.servicebus.windows.net%2fmyhub%2f&sig=fkS9B8l+OSIY/faNwDZKZIWfN1wBZuH6MnDpwIbZ46M=&se=1893456005&skn=${full}`;
    expect(codeOf(verify(token, { keys: [key2] }))).toBe("valid");
  });

  it("accepts the batch of the documentation", () => {
    const token = `SharedAccessSignature sr=https%3a%2f%2fcontoso.servicebus.windows.net%2fmyhub%2fmessages%2f%24batch%3fdirect%26api-version%3d2015-08&sig=${encodeURIComponent("0X5rqK4r3iorQ0/UTHju3fQkQdQUzbnyU+P+pwmTzZE=")}&se=1893456000&skn=${full}`;
    expect(codeOf(verify(token, { keys: [key2], path: "/myhub/messages/$batch" }))).toBe("valid");
    expect(codeOf(verify(token, { keys: [key2], path: "/myhub/messages/%24batch?direct" }))).toBe("valid");
    expect(codeOf(verify(token, { keys: [key2], path: "/myhub/messages" }))).toBe("InvalidAudience");
  });

  it("reads a plus in a rule name as .NET and as JavaScript mean it", () => {
    const options = { resource: "https://h/", key: key2, expiresAtSeconds: 2_000_000_000 };
    const dotNet = signToken({ ...options, ruleName: "send only" }).replace("send%20only", "send+only");
    expect(verify(dotNet, { rule: "send only", keys: [key2] })).toEqual({
      kind: "valid",
      ruleName: "send only",
    });
    expect(verify(dotNet, { rule: "send+only", keys: [key2] })).toEqual({
      kind: "valid",
      ruleName: "send+only",
    });
  });

  it("tries the secondary key", () => {
    const token = signToken({
      resource: "https://h/",
      ruleName: full,
      key: key2,
      expiresAtSeconds: 2_000_000_000,
    });
    expect(codeOf(verify(token, { keys: [key1, key2] }))).toBe("valid");
  });

  it.each([
    ["the key decoded from base64", "CG9Ij+oO9N+bISxyLjS0jhYm1BLiTqn+NiK5nGp6fEU="],
    ["the unencoded URI signed", "DaIIrYdKDfWkyhDHcUsMZYgCDQ3h9Lg7U8Dz5S0OEqw="],
    ["lower hex signed and upper hex sent", "aG1bSXMQZM6ZGUOytbAlyOZ036v/Oo/cZO17rRXNVKs="],
    ["the cut key of the Python sample", "GF9vTzXjcDf3JafLyQ74NLniagNhM6KR43d2mS3Ug6s="],
    ["no base64 at all", "%%%"],
  ])("refuses %s", (_, signature) => {
    const token = `SharedAccessSignature sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2Fmyhub%2F&sig=${encodeURIComponent(signature)}&se=1893456000&skn=send%20only`;
    expect(codeOf(verify(token, { rule: "send only", keys: [key2] }))).toBe("InvalidSignature");
  });

  it("refuses a token whose fields were changed", () => {
    const token = signToken({
      resource: "https://h/myhub",
      ruleName: full,
      key: key1,
      expiresAtSeconds: 1_600_000_100,
    });
    expect(codeOf(verify(token))).toBe("valid");
    expect(codeOf(verify(token.replace("1600000100", "1900000000")))).toBe("InvalidSignature");
    expect(codeOf(verify(token.replace("myhub", "other"), { path: "/other/messages" }))).toBe(
      "InvalidSignature",
    );
    expect(codeOf(verify(token.replace(full, "Root")))).toBe("InvalidSignature");
  });

  it.each([
    undefined,
    "",
    "Basic abc",
    "SharedAccessSignature",
    "SharedAccessSignature sr=a&sig=b&se=1",
    "SharedAccessSignature sr=a&sig=b&skn=r&se=soon",
    "SharedAccessSignature sr=a&sig=b&skn=r&se=-1",
  ])("finds %s malformed", (authorization) => {
    expect(codeOf(verify(authorization))).toBe("MalformedToken");
  });

  it("reads the scheme's name in any case", () => {
    const token = signToken({
      resource: "https://h/",
      ruleName: full,
      key: key1,
      expiresAtSeconds: 1_700_000_000,
    });
    expect(codeOf(verify(token.replace("SharedAccessSignature", "sharedaccesssignature")))).toBe("valid");
  });

  it("allows five minutes of skew and no end of life", () => {
    const at = (expiresAtSeconds: number) =>
      signToken({ resource: "https://h/", ruleName: full, key: key1, expiresAtSeconds });
    expect(codeOf(verify(at(1000), { nowSeconds: 1299 }))).toBe("valid");
    expect(codeOf(verify(at(1000), { nowSeconds: 1300 }))).toBe("ExpiredToken");
    expect(codeOf(verify(at(64_000_000_000), { nowSeconds: 1300 }))).toBe("valid");
  });

  it("accepts an ancestor of the path and nothing beside it", () => {
    const verdict = (resource: string, path: string) =>
      codeOf(
        verify(signToken({ resource, ruleName: full, key: key1, expiresAtSeconds: 1_700_000_000 }), { path }),
      );
    expect(verdict("https://h/hub", "/hub/messages")).toBe("valid");
    expect(verdict("https://h:8080/hub/?x=1", "/HUB")).toBe("valid");
    expect(verdict("https://h/hub", "/hub2/messages")).toBe("InvalidAudience");
    expect(verdict("https://h/hub/messages", "/hub")).toBe("InvalidAudience");
    expect(verdict("https://h/hub", "/hub/../other/messages")).toBe("InvalidAudience");
    expect(verdict("https://h/hub", "/hub/%2e%2e/other/messages")).toBe("InvalidAudience");
    expect(verdict("hub", "/hub/messages")).toBe("InvalidAudience");
    expect(verdict("%", "/hub/messages")).toBe("InvalidAudience");
  });

  it("remembers a signature that was right, and asks about end and path each time", () => {
    const authorization = signToken({
      resource: "https://ns.servicebus.windows.net/myhub",
      ruleName: full,
      key: key1,
      expiresAtSeconds: 1_600_003_600,
    });
    const proven = new Map<string, ProvenToken>();
    let asked = 0;
    const verdict = (given: { token?: string; path?: string; nowSeconds?: number } = {}) =>
      codeOf(
        verifyToken({
          authorization: given.token ?? authorization,
          path: given.path ?? "/myhub/messages/",
          nowSeconds: given.nowSeconds ?? 1_600_000_000,
          keysOf: () => {
            asked++;
            return [key1];
          },
          proven,
        }),
      );
    expect([verdict(), verdict(), verdict()]).toEqual(["valid", "valid", "valid"]);
    expect(asked).toBe(1);
    expect(verdict({ nowSeconds: 1_700_000_000 })).toBe("ExpiredToken");
    expect(verdict({ path: "/other/messages/" })).toBe("InvalidAudience");
    const forged = authorization.replace("se=1600003600", "se=1900000000");
    expect([verdict({ token: forged }), verdict({ token: forged })]).toEqual([
      "InvalidSignature",
      "InvalidSignature",
    ]);
    expect([...proven.keys()]).toEqual([authorization]);
  });

  it("accepts whatever was signed, and no other key", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.string({ unit: "grapheme" }),
        fc.nat(2_000_000_000),
        (ruleName, key, lifetime) => {
          const token = signToken({
            resource: "https://ns.servicebus.windows.net/",
            ruleName,
            key,
            expiresAtSeconds: 1_600_000_000 + lifetime,
          });
          expect(verify(token, { rule: ruleName, keys: [key] })).toEqual({ kind: "valid", ruleName });
          expect(codeOf(verify(token, { rule: ruleName, keys: [`${key}x`] }))).toBe("InvalidSignature");
        },
      ),
    );
  });
});
