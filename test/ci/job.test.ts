import { describe, expect, it } from "vitest";
import type { CiJob } from "../../src/ci/ci-job.ts";
import { formatOutputs } from "../../src/ci/outputs.ts";
import { readJob } from "../../src/ci/read-job.ts";
import { chooseSteps } from "../../src/commands/ci-mode.ts";
import { readOutputs } from "./support.ts";

const github = { GITHUB_ACTIONS: "true", GITHUB_REF: "refs/heads/main" };
const repository = { repository: { default_branch: "main" } };

describe("a job of GitHub Actions", () => {
  it("tells the branch and the default branch", () => {
    const job = readJob({ ...github, GITHUB_EVENT_NAME: "push" }, repository);
    expect(job).toEqual({ system: "GitHub Actions", trigger: "push", branch: "main", defaultBranch: "main" });
  });

  it("that a timer started is on the default branch, though its event names no repository", () => {
    const job = readJob({ ...github, GITHUB_EVENT_NAME: "schedule" }, { schedule: "7 * * * *" });
    expect(job).toMatchObject({ trigger: "schedule", branch: "main", defaultBranch: "main" });
  });

  it("on a tag is on no branch", () => {
    const job = readJob({ ...github, GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/tags/main" }, repository);
    expect(job.branch).toBeUndefined();
  });

  it.each([undefined, null, [], "text", { pull_request: "7" }, { pull_request: { number: "7" } }])(
    "about a pull request with the event %j is about none that has a number",
    (event) => {
      const env = { ...github, GITHUB_EVENT_NAME: "pull_request", GITHUB_REF: "refs/pull/7/merge" };
      expect(readJob(env, event)).toEqual({ system: "GitHub Actions", trigger: "change request" });
    },
  );
});

describe("a job of another system", () => {
  it("is read from the variables of GitLab", () => {
    const env = {
      GITLAB_CI: "true",
      CI_PIPELINE_SOURCE: "merge_request_event",
      CI_MERGE_REQUEST_IID: "12",
      CI_MERGE_REQUEST_DIFF_BASE_SHA: "a".repeat(40),
      CI_DEFAULT_BRANCH: "main",
    };
    expect(readJob(env, undefined)).toEqual({
      system: "GitLab CI",
      trigger: "change request",
      defaultBranch: "main",
      change: { number: 12, baseCommit: "a".repeat(40), isMerged: false },
    });
  });

  it("is read from the variables of Azure Pipelines", () => {
    const env = { TF_BUILD: "True", BUILD_REASON: "Schedule", BUILD_SOURCEBRANCH: "refs/heads/main" };
    expect(readJob(env, undefined)).toEqual({
      system: "Azure Pipelines",
      trigger: "schedule",
      branch: "main",
    });
  });
});

describe("a job about files that are only proposed", () => {
  it.each([
    [
      "a review of a pull request",
      { ...github, GITHUB_EVENT_NAME: "pull_request_review", GITHUB_REF: "refs/pull/7/merge" },
    ],
    [
      "a word in a review",
      { ...github, GITHUB_EVENT_NAME: "pull_request_review_comment", GITHUB_REF: "refs/pull/7/merge" },
    ],
    [
      "a merge queue",
      {
        ...github,
        GITHUB_EVENT_NAME: "merge_group",
        GITHUB_REF: "refs/heads/gh-readonly-queue/main/pr-7-abc",
      },
    ],
    [
      "an event of tomorrow",
      { ...github, GITHUB_EVENT_NAME: "pull_request_next", GITHUB_REF: "refs/pull/7/head" },
    ],
    [
      "a pull request of another host in GitLab",
      { GITLAB_CI: "true", CI_PIPELINE_SOURCE: "external_pull_request_event", CI_COMMIT_BRANCH: "main" },
    ],
    [
      "a pipeline below that of a merge request",
      { GITLAB_CI: "true", CI_PIPELINE_SOURCE: "parent_pipeline", CI_MERGE_REQUEST_IID: "12" },
    ],
    [
      "a pull request that somebody queued by hand in Azure",
      { TF_BUILD: "True", BUILD_REASON: "Manual", BUILD_SOURCEBRANCH: "refs/pull/7/merge" },
    ],
  ])("never sends, whatever it is told: %s", (_, env) => {
    const job = readJob(env, repository);
    expect(chooseSteps(job, "auto").steps).toEqual(["check", "plan"]);
    for (const mode of ["send", "outcomes"] as const)
      expect(() => chooseSteps(job, mode)).toThrow("needs the hub");
  });
});

describe("what a job does", () => {
  const push: CiJob = { system: "GitHub Actions", trigger: "push", branch: "main", defaultBranch: "main" };
  const change: CiJob = { system: "GitHub Actions", trigger: "change request" };

  it.each([
    ["a push to the default branch", push, ["plan", "send"]],
    ["a timer", { ...push, trigger: "schedule" as const }, ["plan", "send", "outcomes"]],
    ["a start by hand", { ...push, trigger: "manual" as const }, ["plan", "send"]],
    ["a push to another branch", { ...push, branch: "topic" }, ["check", "plan"]],
    ["an event that it does not know", { ...push, trigger: "other" as const }, ["check", "plan"]],
    ["a change request", change, ["check", "plan"]],
    [
      "no default branch",
      { system: "Azure Pipelines" as const, trigger: "push" as const, branch: "main" },
      ["check", "plan"],
    ],
    [
      "no branch",
      { system: "GitHub Actions" as const, trigger: "push" as const, defaultBranch: "main" },
      ["check", "plan"],
    ],
    ["no CI system", { system: "no CI system" as const, trigger: "other" as const }, ["check", "plan"]],
  ])("by itself after %s", (_, job, steps) => {
    expect(chooseSteps(job, "auto").steps).toEqual(steps);
  });

  it.each(["send", "outcomes"] as const)(
    "is never to %s in a change request, also when it is told to",
    (mode) => {
      expect(() => chooseSteps(change, mode)).toThrow("needs the hub");
    },
  );

  it("is nothing under `pull_request_target`, whatever the mode", () => {
    const job = readJob({ ...github, GITHUB_EVENT_NAME: "pull_request_target" }, repository);
    for (const mode of ["auto", "plan", "send", "outcomes"] as const)
      expect(() => chooseSteps(job, mode)).toThrow("files of a stranger");
  });
});

describe("outputs", () => {
  it("cannot be left by a value", () => {
    const outputs = { one: "a\nEOF\ntwo<<EOF\nb", two: "", three: "x=y\r\n" };
    expect(readOutputs(formatOutputs(outputs, "delimiter-1"))).toEqual(outputs);
    expect(() => formatOutputs({ one: "a\ndelimiter-1\nb" }, "delimiter-1")).toThrow("its own delimiter");
  });
});
