import { describe, expect, it } from "vitest";
import { createRedaction } from "../../src/dispatch/redact-exchange.ts";
import { Secret } from "../../src/model/secret.ts";

const key = "Ab+/9cd/Ef+GhIjKlMnOpQrStUvWxYz0123456789ab=";
const entity = (code: number) => (text: string) =>
  text.replace(/[+/=]/g, (character) =>
    code === 16 ? `&#x${character.charCodeAt(0).toString(16)};` : `&#${character.charCodeAt(0)};`,
  );

/** The text in the body of one answer, and in a header of another. */
function redacted(text: string, secret = key): { readonly body: string; readonly header: string } {
  const redact = createRedaction({ key: new Secret(secret) });
  const answer = (part: { readonly body: string } | { readonly headers: Record<string, string> }) => {
    const response = { status: 400, headers: { "x-other": "none" }, body: "none", bodyIsCut: false, ...part };
    const exchange = redact({ kind: "answered", response });
    if (exchange.kind !== "answered") throw new Error("an answer stays one");
    return exchange.response;
  };
  return {
    body: answer({ body: text }).body,
    header: answer({ headers: { "x-first": "none", "x-echo": text } }).headers["x-echo"] ?? "",
  };
}

describe("what a server repeats of the request", () => {
  it.each([
    ["as it is", key],
    ["percent-encoded", encodeURIComponent(key)],
    [
      "percent-encoded in lower case, as .NET does",
      encodeURIComponent(key).replace(/%../g, (hex) => hex.toLowerCase()),
    ],
    ["percent-encoded twice", encodeURIComponent(encodeURIComponent(key))],
    ["in JSON that escapes slashes", key.replaceAll("/", "\\/")],
    ["in JSON that escapes what HTML reads", key.replaceAll("+", "\\u002B").replaceAll("=", "\\u003d")],
    ["with decimal entities", entity(10)(key)],
    ["with hexadecimal entities", entity(16)(key)],
  ])("has no key, written %s", (_, written) => {
    const { body, header } = redacted(`{"SharedAccessKey":"${written}"}, and again ${written}`);
    expect(body).toBe('{"SharedAccessKey":"[secret]"}, and again [secret]');
    expect(header).toBe(body);
  });

  it.each([
    ["SharedAccessSignature sr=hub&sig=TOP%2bSIG%3d&se=1", "SharedAccessSignature sr=hub&sig=[secret]&se=1"],
    [
      "https://log.example/?auth=sr%3Dhub%26sig%3DTOPSIG%253D",
      "https://log.example/?auth=sr%3Dhub%26sig%3D[secret]",
    ],
    ["sr%253Dhub%2526sig%253DTOPSIG", "sr%253Dhub%2526sig%253D[secret]"],
    ["sr=hub&amp;sig=TOPSIG&amp;se=1", "sr=hub&amp;sig=[secret]&amp;se=1"],
    ['{"sr":"hub","sig":"TOPSIG","se":1}', '{"sr":"hub","sig":"[secret]","se":1}'],
    ['{"sr":"hub","sig" : "TOPSIG"}', '{"sr":"hub","sig" : "[secret]"}'],
    ["sr\\u003dhub\\u0026sig\\u003dTOPSIG", "sr\\u003dhub\\u0026sig\\u003d[secret]"],
  ])("has no signature: %s", (told, kept) => {
    expect(redacted(told)).toEqual({ body: kept, header: kept });
  });

  it("is left as it came where it holds neither", () => {
    const told = 'The design=new, {"signal":"on"} and signed%3Dyes are no secrets.';
    expect(redacted(told).body).toBe(told);
  });

  it("does not become a row of marks when the key is empty", () => {
    expect(redacted("no key", "").body).toBe("no key");
  });
});
