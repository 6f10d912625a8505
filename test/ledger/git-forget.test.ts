import { describe, expect, it } from "vitest";
import { createStoreKeys } from "../../src/ledger/store-keys.ts";
import { createGitRemote, git } from "../support/git-remote.ts";
import { branch, line, storeOn } from "./git-support.ts";
import { realIo } from "./support.ts";

const secret = "5ec2e7".padEnd(64, "0");

/** Every text that the branch leads to, in whatever commit. */
function everything(path: string): string {
  return git(path, "rev-list", "--objects", branch)
    .split("\n")
    .map((told) => told.split(" ")[0] ?? "")
    .filter((name) => git(path, "cat-file", "-t", name) === "blob")
    .map((name) => git(path, "cat-file", "blob", name))
    .join("\n");
}

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
      expect(everything(remote.path)).not.toContain(secret);
      expect(everything(remote.path)).toContain(line("ledger").trim());
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
    await writer.readLog();
    await keys.destroy("welcome");
    await writer.appendLog(line("run"), []);
    await keys.destroy("welcome");
    expect(await keys.read("other")).toBe("1".repeat(64));
    expect(await store.readLog()).toBe(line("ledger") + line("run"));
    expect(everything(remote.path)).not.toContain(secret);
  });
});
