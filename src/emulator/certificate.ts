import { rootCertificates } from "node:tls";
import type { Clock } from "../model/io.ts";

/** Who vouches for the emulator's certificates, as PEM texts. The key makes certificates for this machine's loopback alone. */
export interface Authority {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What a TLS server shows. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 24 * 60 * 60 * 1000;
const authorityDays = 3650;
/** Apple's systems take none that lives longer than 825 days. Source: Apple support article HT210176. */
const serverDays = 397;
const authorityName = "CN=Campanile emulator on this machine";

/** Makes an authority that may vouch for `localhost` and loopback addresses only, so that its key is worth little. */
export async function createAuthority(clock: Clock): Promise<Authority> {
  const x509 = await loadX509();
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: authorityName,
    ...validity(clock, authorityDays),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.Extension("2.5.29.30", true, nameConstraints),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, privateKey: await exportKey(keys.privateKey) };
}

/** Makes what a server on loopback shows to clients that trust the authority. */
export async function createServerCertificate(
  authority: Authority,
  clock: Clock,
): Promise<ServerCertificate> {
  const x509 = await loadX509();
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await crypto.subtle.importKey(
    "pkcs8",
    x509.PemConverter.decodeFirst(authority.privateKey),
    algorithm,
    false,
    ["sign"],
  );
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: "CN=localhost",
    issuer: issuer.subject,
    ...validity(clock, serverDays),
    signingAlgorithm: algorithm,
    signingKey,
    publicKey: keys.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
        { type: "ip", value: "::1" },
      ]),
      // Python 3.13 and others refuse a chain without both identifiers.
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, crypto),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, privateKey: await exportKey(keys.privateKey) };
}

/** What to trust for clients whose setting replaces what they trust: the authorities of Node, and this one. */
export function bundleAuthorities({ certificate }: Authority): string {
  return `${rootCertificates.join("\n")}\n${certificate}`;
}

/** Whether the authority can be used for another month at least. */
export async function isUsable(authority: Authority, clock: Clock): Promise<boolean> {
  const x509 = await loadX509();
  try {
    const { notBefore, notAfter } = new x509.X509Certificate(authority.certificate);
    const nowMs = clock.nowMs();
    return notBefore.getTime() <= nowMs && nowMs + 31 * dayMs < notAfter.getTime();
  } catch {
    // Whatever cannot be read as a certificate is none.
    return false;
  }
}

/** Loaded when it is needed: most runs make no certificate. */
async function loadX509() {
  return await import("@peculiar/x509");
}

function validity(clock: Clock, days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  // Clocks of containers and of their hosts differ by minutes.
  return {
    notBefore: new Date(clock.nowMs() - dayMs),
    notAfter: new Date(clock.nowMs() + (days - 1) * dayMs),
  };
}

async function exportKey(key: Awaited<ReturnType<typeof crypto.subtle.importKey>>): Promise<string> {
  const base64 = Buffer.from(await crypto.subtle.exportKey("pkcs8", key)).toString("base64");
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
}

/** Permits `localhost`, 127.0.0.0/8 and ::1, and so nothing else. Source: RFC 5280, section 4.2.1.10. */
const nameConstraints = tagged(0x30, [
  tagged(0xa0, [
    subtree(0x82, Buffer.from("localhost", "ascii")),
    subtree(0x87, Buffer.from([127, 0, 0, 0, 255, 0, 0, 0])),
    subtree(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1]), Buffer.alloc(16, 0xff)])),
  ]),
]);

function subtree(nameTag: number, name: Buffer): Buffer {
  return tagged(0x30, [tagged(nameTag, [name])]);
}

/** A value in DER; none here is longer than 127 bytes. */
function tagged(tag: number, parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}
