import { describe, expect, it } from "vitest";
import { keepComment } from "../../src/ci/comment.ts";
import { createGitLabBoard } from "../../src/ci/gitlab-board.ts";
import type { HostCall } from "../../src/ci/host-client.ts";
import type { Json } from "../../src/model/json.ts";

/** Notes as GitLab's REST interface gives them, two on a page. */
function boardWith(notes: readonly { readonly id: number; readonly body: string; readonly by: string }[]) {
  const calls: string[] = [];
  const ask = async ({ method, path, body }: HostCall): Promise<{ body: Json; hasNext: boolean }> => {
    calls.push(`${method} ${path}${body === undefined ? "" : ` ${JSON.stringify(body)}`}`);
    if (path === "/user") return { body: { username: "project_1_bot" }, hasNext: false };
    const page = Number(/[?&]page=(\d+)/.exec(path)?.[1] ?? "1");
    const shown = notes.slice((page - 1) * 2, page * 2);
    return {
      body: shown.map(({ id, body: text, by }) => ({ id, body: text, author: { username: by } })),
      hasNext: notes.length > page * 2,
    };
  };
  const board = createGitLabBoard({ ask, close: async () => undefined }, { project: "12", number: 3 });
  return { board, calls };
}

const wish = { mark: "<!-- m -->", body: "<!-- m -->\nnews", isWorthSaying: true };

describe("a note on GitLab", () => {
  it("is edited where it stands, on whatever page, when this token wrote it", async () => {
    const { board, calls } = boardWith([
      { id: 1, body: "<!-- m -->\nfalse news", by: "eve" },
      { id: 2, body: "talk", by: "ada" },
      { id: 3, body: "<!-- m -->\nold", by: "project_1_bot" },
    ]);
    expect(await keepComment(board, wish)).toBe("edited");
    expect(calls.at(-1)).toBe('PUT /projects/12/merge_requests/3/notes/3 {"body":"<!-- m -->\\nnews"}');
    expect(calls.filter((call) => call === "GET /user")).toHaveLength(1);
  });

  it("is written when there is none", async () => {
    const { board, calls } = boardWith([]);
    expect(await keepComment(board, wish)).toBe("created");
    expect(calls.at(-1)).toContain("POST /projects/12/merge_requests/3/notes ");
  });
});
