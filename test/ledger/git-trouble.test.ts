import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { WorldError } from "../../src/model/errors.ts";
import type { Processes } from "../../src/model/io.ts";
import { git } from "../support/git.ts";
import { createGitRemote } from "../support/git-remote.ts";
import { branch, line, storeOn, write } from "./git-support.ts";
import { logIn, realIo } from "./support.ts";

describe("a ledger on a branch of a remote in trouble", () => {
  it("has what was pushed when the answer to the push is lost", async () => {
    const remote = createGitRemote();
    const directory = remote.checkOut();
    await storeOn(directory).createLog(line("ledger"));
    let pushes = 0;
    const deaf: Processes = {
      ...realIo.processes,
      run: async (program, args, options) => {
        const result = await realIo.processes.run(program, args, options);
        if (!args.includes("push")) return result;
        pushes++;
        // Another has pushed behind ours before we look.
        if (pushes === 1) await storeOn(remote.checkOut()).appendLog(line("other"), []);
        return { exitCode: 128, stdout: "", stderr: "fatal: the remote end hung up unexpectedly" };
      },
    };
    await storeOn(directory, deaf).appendLog(line("run"), []);
    expect(await logIn(storeOn(directory))).toBe(line("ledger") + line("run") + line("other"));
    expect(pushes).toBe(1);
  });

  it("tries again when the network stumbles, and when another holds the lock of the branch", async () => {
    const remote = createGitRemote();
    const directory = remote.checkOut();
    const failures = [
      ["ls-remote", "fatal: unable to access: Could not resolve host: github.com"],
      ["push", "error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502"],
      ["push", " ! [remote rejected] (cannot lock ref 'refs/heads/campanile-ledger')"],
    ];
    const asked: string[] = [];
    const stumbling: Processes = {
      ...realIo.processes,
      run: async (program, args, options) => {
        const [command = "", stderr = ""] = failures[0] ?? [];
        asked.push(...args.filter((arg) => /^(?:ls-remote|push)$/.test(arg)));
        if (!args.includes(command)) return realIo.processes.run(program, args, options);
        failures.shift();
        return { exitCode: 128, stdout: "", stderr };
      },
    };
    expect(await storeOn(directory, stumbling).createLog(line("ledger"))).toBe(true);
    expect(failures).toEqual([]);
    failures.push(["push", "fatal: the remote end hung up unexpectedly"]);
    await storeOn(directory, stumbling).appendLog(line("run"), []);
    expect(failures).toEqual([]);
    expect(await logIn(storeOn(directory))).toBe(line("ledger") + line("run"));
  });

  it("gives up when the remote goes away in the middle of a run", async () => {
    const remote = createGitRemote();
    const store = storeOn(remote.checkOut());
    await store.createLog(line("ledger"));
    rmSync(remote.path, { recursive: true });
    await expect(store.appendLog(line("intent"), [])).rejects.toMatchObject({ code: "CAM5007", exitCode: 5 });
    await expect(write(store, "{}", undefined)).rejects.toMatchObject({ code: "CAM5007" });
  });

  it("gives up when a push fails again and again", async () => {
    const remote = createGitRemote();
    const directory = remote.checkOut();
    await storeOn(directory).createLog(line("ledger"));
    let pushes = 0;
    const deaf: Processes = {
      ...realIo.processes,
      run: async (program, args, options) => {
        if (!args.includes("push")) return realIo.processes.run(program, args, options);
        pushes++;
        return { exitCode: 128, stdout: "", stderr: "fatal: the remote end hung up unexpectedly" };
      },
    };
    await expect(storeOn(directory, deaf).appendLog(line("run"), [])).rejects.toThrow("hung up");
    expect(pushes).toBe(6);
  });

  it("does not go on when the branch was replaced: it would forget what was sent", async () => {
    const remote = createGitRemote();
    const store = storeOn(remote.checkOut());
    await store.createLog(line("ledger"));
    const old = git(remote.path, "rev-parse", branch);
    await store.appendLog(line("run"), []);
    git(remote.path, "update-ref", `refs/heads/${branch}`, old);
    await expect(store.appendLog(line("intent"), [])).rejects.toMatchObject({ code: "CAM5001" });
    git(remote.path, "update-ref", "-d", `refs/heads/${branch}`);
    await expect(store.appendLog(line("intent"), [])).rejects.toMatchObject({ code: "CAM5001" });
  });

  it("says what a refused push needs, and keeps the token of a URL to itself", async () => {
    const remote = createGitRemote();
    mkdirSync(join(remote.path, "hooks"));
    const hook = join(remote.path, "hooks/pre-receive");
    writeFileSync(hook, "#!/bin/sh\necho 'denied for https://ada:t0ken@example.test/news' >&2\nexit 1\n");
    chmodSync(hook, 0o755);
    const refused = storeOn(remote.checkOut()).createLog(line("ledger"));
    await expect(refused).rejects.toThrow("https://[secret]@example.test/news");
    await expect(refused).rejects.toBeInstanceOf(WorldError);
    await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining("contents: write") });
  });
});
