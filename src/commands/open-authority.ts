import { join } from "node:path";
import { type Authority, bundleAuthorities, createAuthority, isUsable } from "../emulator/certificate.ts";
import type { Io } from "../model/io.ts";
import { isJsonObject, type Json } from "../model/json.ts";

export interface OpenAuthority {
  readonly authority: Authority;
  /** The certificate alone, for clients that trust it beside others. */
  readonly certificatePath: string;
  /** With the authorities of the public web, for clients whose setting replaces what they trust. */
  readonly bundlePath: string;
}

/** The emulator's certificate authority of this project, made when there is none that can still be used. */
export async function openAuthority(root: string, io: Io): Promise<OpenAuthority> {
  const folder = join(root, ".campanile", "emulator");
  const path = join(folder, "authority.json");
  const certificatePath = join(folder, "ca.pem");
  const bundlePath = join(folder, "ca-bundle.pem");
  const authority = (await readUsable(path, io)) ?? (await makeAnew(path, io));
  await keepText(certificatePath, authority.certificate, io);
  await keepText(bundlePath, bundleAuthorities(authority), io);
  // Keys and devices of one machine are nothing for a repository.
  await io.files.createText(join(folder, ".gitignore"), "*\n");
  return { authority, certificatePath, bundlePath };
}

async function keepText(path: string, text: string, io: Io): Promise<void> {
  const known = await io.files.readBytes(path);
  if (known === undefined || new TextDecoder().decode(known) !== text) await io.files.writeText(path, text);
}

async function readUsable(path: string, io: Io): Promise<Authority | undefined> {
  const bytes = await io.files.readBytes(path);
  const authority = bytes === undefined ? undefined : readAuthority(new TextDecoder().decode(bytes));
  return authority !== undefined && (await isUsable(authority, io.clock)) ? authority : undefined;
}

async function makeAnew(path: string, io: Io): Promise<Authority> {
  await io.files.remove(path);
  const made = await createAuthority(io.clock);
  if (await io.files.createText(path, `${JSON.stringify(made, null, 2)}\n`, { isPrivate: true })) return made;
  // Another emulator of this project was quicker; both show what is on the disk.
  return (await readUsable(path, io)) ?? made;
}

function readAuthority(text: string): Authority | undefined {
  const value = parse(text);
  if (!isJsonObject(value)) return undefined;
  const { certificate, privateKey } = value;
  return typeof certificate === "string" && typeof privateKey === "string"
    ? { certificate, privateKey }
    : undefined;
}

function parse(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
