import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openAuthority } from "../../src/commands/open-authority.ts";
import { clock } from "../../src/io.ts";
import { fakeIo, temporaryFolder } from "../support/fake-io.ts";

const pathIn = (cwd: string, name: string) => join(cwd, ".campanile/emulator", name);

describe("the authority of a project", () => {
  it("is one, however many emulators begin at once", async () => {
    const cwd = temporaryFolder();
    const { io } = fakeIo({ cwd, clock });
    const opened = await Promise.all(Array.from({ length: 8 }, () => openAuthority(cwd, io)));
    expect(new Set(opened.map(({ authority }) => authority.certificate)).size).toBe(1);
    expect(readFileSync(pathIn(cwd, "ca.pem"), "utf8")).toBe(opened[0]?.authority.certificate);
  });

  it.each(["", "{}", '{"certificate":"x","privateKey":"y"}', "nothing"])(
    "is made anew where what stands there is none: %j",
    async (text) => {
      const cwd = temporaryFolder();
      const { io } = fakeIo({ cwd, clock });
      await openAuthority(cwd, io);
      writeFileSync(pathIn(cwd, "authority.json"), text);
      const { authority } = await openAuthority(cwd, io);
      expect(JSON.parse(readFileSync(pathIn(cwd, "authority.json"), "utf8"))).toEqual(authority);
      expect(readFileSync(pathIn(cwd, "ca.pem"), "utf8")).toBe(authority.certificate);
    },
  );
});
