import type { Json } from "../model/json.ts";
import type { BoardComment, CommentBoard } from "./comment.ts";
import type { HostClient } from "./host-client.ts";
import { at, listAt, numberAt, textAt } from "./json-path.ts";

/** The notes of a merge request (GitLab REST: notes). Anybody but the token's own account is somebody else. */
export function createGitLabBoard(
  client: HostClient,
  { project, number }: { readonly project: string; readonly number: number },
): CommentBoard {
  const root = `/projects/${encodeURIComponent(project)}/merge_requests/${number}/notes`;
  let account: Promise<string | undefined> | undefined;
  return {
    async *list() {
      for (let page = 1, hasNext = true; hasNext; page++) {
        const path = `${root}?per_page=100&page=${page}&order_by=created_at&sort=asc`;
        const answer = await client.ask({ method: "GET", path });
        yield* listAt(answer.body).flatMap(readNote);
        hasNext = answer.hasNext;
      }
    },
    create: async (body) => {
      await client.ask({ method: "POST", path: root, body: { body } });
    },
    edit: async ({ id }, body) => {
      await client.ask({ method: "PUT", path: `${root}/${id}`, body: { body } });
    },
    isOwn: async ({ author }) => {
      account ??= client.ask({ method: "GET", path: "/user" }).then(({ body }) => textAt(body, "username"));
      return (await account) === author;
    },
  };
}

function readNote(value: Json): BoardComment[] {
  const id = numberAt(value, "id");
  if (id === undefined) return [];
  return [
    {
      id: String(id),
      body: textAt(value, "body") ?? "",
      author: textAt(at(value, "author"), "username") ?? "",
      isByProgram: false,
    },
  ];
}

/** What a refusal of GitLab means for a pipeline. */
export function hintForGitLab(status: number): string | undefined {
  return status === 401 || status === 403 || status === 404
    ? "CAMPANILE_GITLAB_TOKEN needs the scope `api` and the role Reporter in this project."
    : undefined;
}
