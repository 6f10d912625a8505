import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { runCampanile } from "../support/fake-io.ts";
import { createGitRemote } from "../support/git-remote.ts";
import { startStandInHub } from "../support/stand-in-hub.ts";

const { processes, files } = createNodeIo();

/** A checkout with a ledger on a branch of its remote, and campaigns for two hubs. */
async function setUp() {
  const hub = await startStandInHub();
  const cwd = createGitRemote().checkOut();
  await files.writeText(
    join(cwd, "campanile.yaml"),
    `hubs:
  production: { hub: newsroom, connectionString: "\${HUB}" }
  staging: { hub: newsroom-staging, connectionString: "\${HUB}" }
ledger: { backend: git }
`,
  );
  for (const alias of ["production", "staging"])
    await files.writeText(
      join(cwd, `campaigns/${alias}-news.yaml`),
      `campaign: ${alias}-news\nhub: ${alias}\nplatform: apple\ntags: sports\nexpires: 2099-01-01T00:00:00Z\npayload: { aps: { alert: Hello } }\n`,
    );
  let looks = 0;
  const counting: typeof processes = {
    ...processes,
    run: async (command, args, options) => {
      if (args.includes("ls-remote")) looks++;
      return await processes.run(command, args, options);
    },
  };
  const run = async (...argv: readonly string[]) => {
    looks = 0;
    const { exitCode, stderr } = await runCampanile(argv, {
      cwd,
      env: { HUB: hub.connectionString, PATH: process.env["PATH"] },
      processes: counting,
    });
    return { exitCode, looks, stderr };
  };
  expect(await run("ledger", "init", "--empty")).toMatchObject({ exitCode: 0 });
  return { hub, run };
}

describe("a ledger that is far away", () => {
  it("is asked once by a plan, for however many hubs", async () => {
    const { run } = await setUp();
    expect(await run("plan")).toMatchObject({ exitCode: 0, looks: 1 });
  });

  it("is asked once by a preview, for however many hubs", async () => {
    const { run } = await setUp();
    expect(await run("preview", "--ledger")).toMatchObject({ exitCode: 0, looks: 1 });
  });

  it("is asked before the claims, for them and under them by a send", async () => {
    const { hub, run } = await setUp();
    expect(await run("send", "--hub", "production")).toMatchObject({ exitCode: 0, looks: 3 });
    expect(hub.requests).toHaveLength(1);
  });
});
