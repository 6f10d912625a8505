import { readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { FileError } from "../../src/model/errors.ts";
import { temporaryFolder } from "../support/fake-io.ts";

const { files } = createNodeIo();

function writeFile(byteCount: number): { readonly path: string; readonly bytes: Buffer } {
  const path = join(temporaryFolder(), "rows.csv");
  const bytes = Buffer.from(Uint8Array.from({ length: byteCount }, (_, index) => index * 7));
  writeFileSync(path, bytes);
  return { path, bytes };
}

/** Whether this process has the file open, where the system tells (Linux). */
function isOpen(path: string): boolean {
  if (process.platform !== "linux") return false;
  return readdirSync("/proc/self/fd").some((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`) === path;
    } catch {
      return false;
    }
  });
}

describe("the pieces of a file", () => {
  it("are all of its bytes, in memory of their own", async () => {
    const { path, bytes } = writeFile(700_000);
    const pieces: Uint8Array[] = [];
    for await (const piece of files.readChunks(path)) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    expect(pieces.map((piece) => piece.length)).toEqual([262_144, 262_144, 175_712]);
    expect(isOpen(path)).toBe(false);
  });

  it("are none for an empty file", async () => {
    const { path } = writeFile(0);
    for await (const piece of files.readChunks(path)) expect(piece).toBeUndefined();
    expect(isOpen(path)).toBe(false);
  });

  it("leave no file open when the consumer stops or throws", async () => {
    const { path } = writeFile(700_000);
    for await (const piece of files.readChunks(path)) {
      expect(isOpen(path)).toBe(process.platform === "linux");
      expect(piece.length).toBe(262_144);
      break;
    }
    expect(isOpen(path)).toBe(false);
    const consume = async () => {
      for await (const _ of files.readChunks(path)) throw new Error("enough");
    };
    await expect(consume()).rejects.toThrow("enough");
    expect(isOpen(path)).toBe(false);
  });

  it.each([
    ["ENOENT", (path: string) => `${path}.absent`],
    ["EISDIR", (path: string) => join(path, "..")],
  ])("are refused with the code %s", async (code, pathOf) => {
    const path = pathOf(writeFile(1).path);
    const first = files.readChunks(path)[Symbol.asyncIterator]().next();
    await expect(first).rejects.toThrow(FileError);
    await expect(first).rejects.toMatchObject({ code, path });
  });
});
