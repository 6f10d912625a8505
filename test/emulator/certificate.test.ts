import { X509Certificate } from "node:crypto";
import { createServer, request } from "node:https";
import * as x509 from "@peculiar/x509";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAuthority, createServerCertificate, isUsable } from "../../src/emulator/certificate.ts";
import { listen } from "../../src/emulator/listen.ts";
import { clock } from "../../src/io.ts";

async function startTls(authority: Awaited<ReturnType<typeof createAuthority>>) {
  const server = await listen({
    port: 0,
    certificate: await createServerCertificate(authority, clock),
    onRequest: (message, response) => {
      response.end(`${message.method} ${"encrypted" in message.socket ? "over TLS" : "in the clear"}`);
    },
  });
  onTestFinished(() => server.stop());
  return server;
}

function get(options: {
  readonly port: number;
  readonly host: string;
  readonly ca: string;
  readonly servername?: string;
}): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ ...options, path: "/" }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      answer.on("end", () => resolve(text));
    });
    call.on("error", reject);
    call.end();
  });
}

/** A certificate for a host that the authority has nothing to do with, made with its stolen key. */
async function forge(authority: Awaited<ReturnType<typeof createAuthority>>, host: string) {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const raw = x509.PemConverter.decodeFirst(authority.privateKey);
  const signingKey = await crypto.subtle.importKey("pkcs8", raw, algorithm, false, ["sign"]);
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${host}`,
    issuer: new x509.X509Certificate(authority.certificate).subject,
    notBefore: new Date(clock.nowMs() - 1000),
    notAfter: new Date(clock.nowMs() + 3_600_000),
    signingAlgorithm: algorithm,
    signingKey,
    publicKey: keys.publicKey,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: host }])],
  });
  const key = x509.PemConverter.encode(
    await crypto.subtle.exportKey("pkcs8", keys.privateKey),
    "PRIVATE KEY",
  );
  return { cert: certificate.toString("pem"), key };
}

describe("the emulator's certificate authority", () => {
  it.each(["localhost", "127.0.0.1"])("is enough for a client to trust https://%s", async (host) => {
    const authority = await createAuthority(clock);
    const { port } = await startTls(authority);
    expect(await get({ port, host, ca: authority.certificate })).toBe("GET over TLS");
  });

  it("leaves clients of the same port that speak plain HTTP alone", async () => {
    const { port } = await startTls(await createAuthority(clock));
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("GET in the clear");
  });

  it("convinces nobody who does not trust it", async () => {
    const { port } = await startTls(await createAuthority(clock));
    const other = await createAuthority(clock);
    await expect(get({ port, host: "localhost", ca: other.certificate })).rejects.toThrow(
      /signature|issuer|verify/,
    );
  });

  it("can vouch for no other host, even in the hands of a thief", async () => {
    const authority = await createAuthority(clock);
    const server = createServer(await forge(authority, "bank.example"), (_, response) => response.end());
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    onTestFinished(() => void server.close());
    const call = get({ port, host: "127.0.0.1", servername: "bank.example", ca: authority.certificate });
    await expect(call).rejects.toThrow("permitted subtree violation");
  });

  it("makes certificates with all that a strict verifier looks for", async () => {
    const authority = await createAuthority(clock);
    const { certificate } = await createServerCertificate(authority, clock);
    const leaf = new X509Certificate(certificate);
    expect(leaf.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
    expect(leaf.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
    const types = new x509.X509Certificate(certificate).extensions.map(({ type }) => type);
    // Authority and subject key identifier, key usage: RFC 5280 wants them, and Python 3.13 looks.
    expect(types).toEqual(expect.arrayContaining(["2.5.29.35", "2.5.29.14", "2.5.29.15"]));
  });

  it("is used until a month before its end, and not when it cannot be read", async () => {
    const authority = await createAuthority(clock);
    const clockIn = (days: number) => ({ ...clock, nowMs: () => clock.nowMs() + days * 24 * 60 * 60 * 1000 });
    expect(await isUsable(authority, clock)).toBe(true);
    expect(await isUsable(authority, clockIn(3600))).toBe(true);
    expect(await isUsable(authority, clockIn(3625))).toBe(false);
    expect(await isUsable({ ...authority, certificate: "nothing" }, clock)).toBe(false);
  });
});
