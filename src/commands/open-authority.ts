import { join } from "node:path";
import { type Authority, bundleAuthorities, createAuthority, isUsable } from "../emulator/certificate.ts";
import type { Io } from "../model/io.ts";
import { isJsonObject } from "../model/json.ts";
import { parseJson } from "../text/parse-json.ts";

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
  const authority = (await readUsable(path, io)) ?? (await make(path, io));
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

async function make(path: string, io: Io): Promise<Authority> {
  const made = await createAuthority(io.clock);
  const create = () => io.files.createText(path, `${JSON.stringify(made, null, 2)}\n`, { isPrivate: true });
  if (await create()) return made;
  // Another emulator of this project was quicker, and its clients trust what it made.
  const other = await readUsable(path, io);
  if (other !== undefined) return other;
  await io.files.remove(path);
  return (await create()) ? made : ((await readUsable(path, io)) ?? made);
}

function readAuthority(text: string): Authority | undefined {
  const value = parseJson(text);
  if (!isJsonObject(value)) return undefined;
  const { certificate, privateKey } = value;
  return typeof certificate === "string" && typeof privateKey === "string"
    ? { certificate, privateKey }
    : undefined;
}
