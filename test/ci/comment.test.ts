import { describe, expect, it, onTestFinished } from "vitest";
import type { CiJob } from "../../src/ci/ci-job.ts";
import {
  type BoardComment,
  BoardError,
  type CommentBoard,
  keepComment,
  markOf,
} from "../../src/ci/comment.ts";
import { openBoard } from "../../src/ci/open-board.ts";
import { startFakeGitHub, tokens } from "../support/fake-github.ts";
import { fakeClock } from "../support/fake-io.ts";

const mark = markOf(["production", "campanile.yaml"]);

function boardOf(comments: readonly Partial<BoardComment>[]) {
  const deeds: string[] = [];
  const board: CommentBoard = {
    async *list() {
      for (const [index, comment] of comments.entries())
        yield { id: String(index), body: "", author: "bot", isByProgram: true, ...comment };
    },
    create: async (body) => {
      deeds.push(`create ${body}`);
    },
    edit: async ({ id }, body) => {
      deeds.push(`edit ${id} ${body}`);
    },
    isOwn: async ({ author }) => author === "bot",
  };
  return { board, deeds };
}

describe("the mark of a comment", () => {
  it.each([
    [
      ["a", "b"],
      ["a b", ""],
    ],
    [
      ["-->", ""],
      ["", "-->"],
    ],
    [
      ["a--b", "c"],
      ["a-", "-b c"],
    ],
  ])("differs for %j and %j, and cannot be left", (one, other) => {
    expect(markOf(one)).not.toBe(markOf(other));
    expect(markOf(one).slice(4, -3)).not.toMatch(/--|[<>]/);
  });
});

describe("keepComment", () => {
  const wish = { mark, body: `${mark}\nnews`, isWorthSaying: true };

  it("leaves what says so already, whatever the host did to its lines", async () => {
    const { board, deeds } = boardOf([{ body: `${mark}\r\nnews\r\n` }]);
    expect(await keepComment(board, wish)).toBe("left as it is");
    expect(deeds).toEqual([]);
  });

  it("passes over a comment that only quotes the mark, and one of somebody else", async () => {
    const { board, deeds } = boardOf([{ body: `> ${mark}` }, { body: mark, author: "eve" }, { body: mark }]);
    expect(await keepComment(board, wish)).toBe("edited");
    expect(deeds).toEqual([`edit 2 ${wish.body}`]);
  });

  it("begins none without need", async () => {
    const { board, deeds } = boardOf([]);
    expect(await keepComment(board, { ...wish, isWorthSaying: false })).toBe("not needed");
    expect(deeds).toEqual([]);
  });
});

describe("a comment on GitHub", () => {
  const job: CiJob = {
    system: "GitHub Actions",
    trigger: "change request",
    change: { number: 7, isMerged: true },
  };

  const setUp = async (change: Readonly<Record<string, string>> = {}) => {
    const github = await startFakeGitHub();
    const clock = fakeClock();
    const env = {
      GITHUB_TOKEN: tokens.workflow,
      GITHUB_REPOSITORY: "acme/newsroom",
      GITHUB_API_URL: github.url,
      ...change,
    };
    const post = async () => {
      const open = openBoard(job, { env, clock, stop: new AbortController().signal, version: "0" });
      if (typeof open === "string") return open;
      onTestFinished(() => open.close());
      try {
        return await keepComment(open.board, { mark, body: `${mark}\nnews`, isWorthSaying: true });
      } catch (error) {
        if (error instanceof BoardError) return `${error.message} | ${error.hint}`;
        throw error;
      }
    };
    return { github, post, clock };
  };

  it.each([
    [
      "a fork's token",
      { GITHUB_TOKEN: tokens.fork },
      "403: Resource not accessible by integration | A pull request from a fork",
    ],
    ["a wrong token", { GITHUB_TOKEN: "ghs_secret" }, "401: Bad credentials | Check `github-token`"],
    ["another repository", { GITHUB_REPOSITORY: "acme/other" }, "404: Not Found | Check `github-token`"],
    ["no token", { GITHUB_TOKEN: "" }, "there is no GITHUB_TOKEN"],
    ["an address in clear text", { GITHUB_API_URL: "http://api.example.test" }, "no https address"],
    ["no address", { GITHUB_API_URL: "nowhere" }, "no https address"],
  ])("is refused with a reason and no secret for %s", async (_, change, reason) => {
    const { github, post } = await setUp(change);
    const answer = await post().catch((error: unknown) => String(error));
    expect(answer).toContain(reason);
    expect(answer).not.toContain("ghs_");
    expect(github.comments).toEqual([]);
  });

  it("waits when GitHub asks for it, and goes on after a failure of its own", async () => {
    const { github, post, clock } = await setUp();
    const limit = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    github.failNext(
      { status: 403, headers: { "Retry-After": "7" }, message: limit },
      { status: 502, message: "Server Error" },
    );
    const startMs = clock.nowMs();
    expect(await post()).toBe("created");
    expect(clock.nowMs() - startMs).toBeGreaterThanOrEqual(7_000);
  });

  it("gives up when the wait is longer than a comment is worth, or the failure lasts", async () => {
    const { github, post } = await setUp();
    github.failNext({ status: 429, headers: { "Retry-After": "3600" }, message: "Too many requests" });
    expect(await post()).toContain("429: Too many requests");
    const lasting = { status: 503, message: "No server is currently available" };
    github.failNext(lasting, lasting, lasting);
    expect(await post()).toContain("503: No server");
    expect(github.calls).toHaveLength(4);
  });

  it("is not written a second time when the answer to the first is lost", async () => {
    const { github, post } = await setUp();
    github.comments.push({ id: 1, body: "talk", user: { login: "ada", type: "User" } });
    const cut = { status: 0, message: "", isCutAfterwards: true };
    github.failNext(cut, cut, undefined, cut);
    const answer = await post();
    expect(answer).toContain("could not be asked");
    expect(github.calls.filter((call) => call.startsWith("POST"))).toHaveLength(1);
  });
});
