import { describe, expect, it } from "vitest";
import { hostileTexts } from "../report/hostile-matter.ts";
import { campaignOf, createNewsroom, projectFile } from "./support.ts";

describe("a job on the default branch", () => {
  it("plans, sends once, and tells it in outputs, summary and reports", async () => {
    const { onPush, hub, github } = await createNewsroom({ "campaigns/news.yaml": campaignOf("news") });
    const first = await onPush();
    expect(first).toMatchObject({
      exitCode: 0,
      outputs: {
        "exit-code": "0",
        verdict: "sent",
        "to-send": "1",
        accepted: "1",
        rejected: "0",
        unknown: "0",
        reports: ".campanile/ci",
        steps: "plan send",
      },
    });
    expect(first.summary).toContain("1 accepted");
    expect(first.summary).not.toContain("**send**");
    const second = await onPush();
    expect(second).toMatchObject({ exitCode: 0, outputs: { verdict: "nothing-to-send", "to-send": "0" } });
    expect(hub.requests).toHaveLength(1);
    expect(github.calls).toEqual([]);
  });

  it("only plans on another branch, and says why", async () => {
    const { onPush, hub } = await createNewsroom({ "campaigns/news.yaml": campaignOf("news") });
    const job = await onPush({ env: { GITHUB_REF: "refs/heads/topic" } });
    expect(job).toMatchObject({ exitCode: 0, outputs: { verdict: "to-send", steps: "check plan" } });
    expect(job.stderr).toContain(
      "::notice title=Campanile::Only a plan: only main sends, and this is topic.",
    );
    expect(job.summary).toContain("only main sends");
    const told = await onPush({ env: { GITHUB_REF: "refs/heads/topic" }, argv: ["--mode", "send"] });
    expect(told).toMatchObject({ exitCode: 6, outputs: { verdict: "refused" } });
    expect(hub.requests).toHaveLength(0);
  });

  it("that a timer started does nothing before there is a real hub", async () => {
    const { onPush, onMain } = await createNewsroom();
    onMain(({ write }) => {
      write("campanile.yaml", "hubs:\n  local: { emulator: campaigns/fleet.yaml }\ndefaultHub: local\n");
      write("campaigns/news.yaml", campaignOf("news").replace("production", "local"));
    });
    for (const mode of ["auto", "plan", "outcomes"]) {
      const job = await onPush({ env: { GITHUB_EVENT_NAME: "schedule" }, argv: ["--mode", mode] });
      expect(job).toMatchObject({
        exitCode: 0,
        outputs: { verdict: "nothing-to-send", "to-send": "0", steps: "" },
      });
    }
    expect(await onPush()).toMatchObject({ exitCode: 0, outputs: { verdict: "sent" } });
  });

  it("under `pull_request_target` does nothing", async () => {
    const { onPush, hub } = await createNewsroom({ "campaigns/news.yaml": campaignOf("news") });
    const job = await onPush({ env: { GITHUB_EVENT_NAME: "pull_request_target" }, argv: ["--mode", "send"] });
    expect(job).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("files of a stranger") });
    expect(hub.requests).toHaveLength(0);
  });

  it("fails with the next step for each outcome that needs a person, and sends the others", async () => {
    const { onPush, onMain, hub } = await createNewsroom({
      "campaigns/a.yaml": campaignOf("a", "Gone wrong"),
      "campaigns/b.yaml": campaignOf("b", "Fine"),
    });
    hub.answerWith((request, response) => {
      response.writeHead(request.body.includes("wrong") ? 500 : 201);
      response.end();
    });
    const unknown = await onPush();
    expect(unknown).toMatchObject({
      exitCode: 4,
      outputs: { verdict: "unknown", unknown: "1", accepted: "1" },
    });
    expect(unknown.stderr).toContain(
      "::error title=Campanile%3A unknown (exit code 4)::Something may have gone out",
    );
    expect(unknown.summary).toContain("**Next:** Something may have gone out");
    hub.answerWith((_, response) => {
      response.writeHead(400);
      response.end();
    });
    onMain(({ write }) => write("campaigns/c.yaml", campaignOf("c", "Another")));
    expect(await onPush()).toMatchObject({ exitCode: 3, outputs: { verdict: "rejected", rejected: "1" } });
  });

  it("that is stopped does not begin to send, and says so", async () => {
    const { onPush, hub } = await createNewsroom({ "campaigns/news.yaml": campaignOf("news") });
    const job = await onPush({ stop: AbortSignal.abort("SIGTERM") });
    expect(job).toMatchObject({ exitCode: 130, outputs: { verdict: "stopped" } });
    expect(hub.requests).toHaveLength(0);
  });

  it("without its ledger sends nothing, and does not begin to", async () => {
    const { onPush, onMain, hub } = await createNewsroom({ "campaigns/news.yaml": campaignOf("news") });
    onMain(({ write }) => write("campanile.yaml", projectFile.replace("campanile-ledger", "another")));
    const job = await onPush();
    expect(job).toMatchObject({ exitCode: 5, outputs: { verdict: "ledger", "to-send": "0" } });
    expect(job.stderr).not.toContain("--- campanile send");
    expect(job.summary).toContain("there is no ledger");
    expect(hub.requests).toHaveLength(0);
  });
});

describe("a job of another CI system", () => {
  const elsewhere = {
    GITHUB_ACTIONS: undefined,
    GITHUB_EVENT_NAME: undefined,
    GITHUB_REF: undefined,
    GITHUB_OUTPUT: undefined,
    GITHUB_STEP_SUMMARY: undefined,
  };

  it("sends from the default branch, which Azure Pipelines does not tell and the remote does", async () => {
    const { onPush, hub } = await createNewsroom({ "campaigns/news.yaml": campaignOf("news") });
    const azure = { ...elsewhere, TF_BUILD: "True", BUILD_REASON: "IndividualCI" };
    const topic = await onPush({ env: { ...azure, BUILD_SOURCEBRANCH: "refs/heads/topic" } });
    expect(topic.stderr).toContain("Only a plan: only main sends, and this is topic.");
    expect(topic.stdout).toContain("##vso[task.setvariable variable=to-send;isOutput=true]1\n");
    const main = await onPush({ env: { ...azure, BUILD_SOURCEBRANCH: "refs/heads/main" } });
    expect(main.stdout).toContain("##vso[task.setvariable variable=verdict;isOutput=true]sent\n");
    expect(main.stderr).not.toContain("::");
    expect(hub.requests).toHaveLength(1);
  });

  it("sends from the default branch of GitLab, and not from a tag of its name", async () => {
    const { onPush, hub } = await createNewsroom({ "campaigns/news.yaml": campaignOf("news") });
    const gitlab = { ...elsewhere, GITLAB_CI: "true", CI_PIPELINE_SOURCE: "push", CI_DEFAULT_BRANCH: "main" };
    const tag = await onPush({ env: { ...gitlab, CI_COMMIT_TAG: "main", CI_COMMIT_REF_NAME: "main" } });
    expect(tag.stderr).toContain("Only a plan: this is no branch.");
    expect(hub.requests).toHaveLength(0);
    expect(await onPush({ env: { ...gitlab, CI_COMMIT_BRANCH: "main" } })).toMatchObject({ exitCode: 0 });
    expect(hub.requests).toHaveLength(1);
  });
});

describe("hostile campaigns", () => {
  it("break out of neither comment, summary, annotations nor outputs", async () => {
    const files = Object.fromEntries(
      hostileTexts.map((text, index) => [
        `campaigns/c${index}.yaml`,
        `campaign: c${index}
hub: production
expires: 2099-01-01T00:00:00Z
tags: ${JSON.stringify(text)}
platform: apple
properties: { ${JSON.stringify(text)}: ${JSON.stringify(text)} }
payload: { aps: { alert: ${JSON.stringify(`{{${text}}} ${text}`)} } }
`,
      ]),
    );
    const { propose, github } = await createNewsroom();
    const job = await propose(({ write }) => {
      for (const [path, text] of Object.entries(files)) write(path, text);
    });
    expect(job.exitCode).toBe(1);
    expect(Object.keys(job.outputs)).toHaveLength(9);
    const said = github.comments[0]?.body ?? "";
    for (const text of [said, job.summary]) {
      expect(text.replaceAll(/<!-- campanile [^>]*-->|<\/?(?:details|summary|sub)>/g, "")).not.toMatch(
        /<[a-z/!]/i,
      );
      expect(text).not.toMatch(/(?<![\\\w])@(?!\u200b)\w/);
      expect(text).not.toMatch(/[\u0000-\u0008\u001b\u202a-\u202e\u2066-\u2069]/);
    }
    const commands = job.stderr.split("\n").filter((line) => /^\s*::/.test(line));
    expect(commands.every((line) => /^::(?:error|warning|notice) /.test(line))).toBe(true);
    expect(commands.filter((line) => line.includes("pwned") && line.startsWith("::error file=a.ts"))).toEqual(
      [],
    );
    expect(job.stderr + job.stdout).not.toMatch(/##vso\[|##\[/);
  });
});
