import { describe, expect, it } from "vitest";
import { createStoreKeys } from "../../src/ledger/store-keys.ts";
import { dumpBranch } from "../support/git.ts";
import { createGitRemote } from "../support/git-remote.ts";
import { branch, line, storeOn } from "./git-support.ts";
import { logIn, realIo } from "./support.ts";

const secret = "5ec2e7".padEnd(64, "0");

/** A process that ends before one of the pushes, counted from 1. */
function dyingBefore(push: number) {
  let pushes = 0;
  const run: typeof realIo.processes.run = async (command, args, options) => {
    if (args.includes("push") && ++pushes >= push) throw new Error("killed");
    return await realIo.processes.run(command, args, options);
  };
  return { ...realIo.processes, run };
}

describe("the key of members on a branch", () => {
  it.each([1, 2])(
    "is gone from all history once it can be read no more, also after a crash before push %i",
    async (push) => {
      const remote = createGitRemote();
      const store = storeOn(remote.checkOut());
      await store.createLog(line("ledger"));
      await createStoreKeys(store).create("welcome", secret);
      const dying = createStoreKeys(storeOn(remote.checkOut(), dyingBefore(push)));
      await dying.destroy("welcome").catch(() => undefined);
      const next = createStoreKeys(storeOn(remote.checkOut()));
      // As `ledger forget` does it: where there is no key, there is nothing to destroy.
      if ((await next.read("welcome")) !== undefined) await next.destroy("welcome");
      expect(await next.read("welcome")).toBeUndefined();
      expect(dumpBranch(remote.path, branch)).not.toContain(secret);
      expect(dumpBranch(remote.path, branch)).toContain(line("ledger").trim());
    },
  );

  it("goes without the claims and the log that stand beside it, and keeps who writes there at that moment", async () => {
    const remote = createGitRemote();
    const store = storeOn(remote.checkOut());
    await store.createLog(line("ledger"));
    const keys = createStoreKeys(store);
    await keys.create("welcome", secret);
    await keys.create("other", "1".repeat(64));
    const writer = storeOn(remote.checkOut());
    await logIn(writer);
    await keys.destroy("welcome");
    await writer.appendLog(line("run"), []);
    await keys.destroy("welcome");
    expect(await keys.read("other")).toBe("1".repeat(64));
    expect(await logIn(store)).toBe(line("ledger") + line("run"));
    expect(dumpBranch(remote.path, branch)).not.toContain(secret);
  });
});
