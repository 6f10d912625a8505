import type { Json } from "../model/json.ts";
import { type BoardComment, BoardError, type CommentBoard } from "./comment.ts";
import type { HostClient } from "./host-client.ts";
import { at, listAt, numberAt, textAt } from "./json-path.ts";

/** The conversation of a pull request (GitHub REST: issue comments). */
export function createGitHubBoard(
  client: HostClient,
  { repository, number }: { readonly repository: string; readonly number: number },
): CommentBoard {
  const [owner = "", name = ""] = repository.split("/").map(encodeURIComponent);
  const root = `/repos/${owner}/${name}/issues`;
  let account: Promise<string | undefined> | undefined;
  return {
    async *list() {
      for (let page = 1, hasNext = true; hasNext; page++) {
        const answer = await client.ask({
          method: "GET",
          path: `${root}/${number}/comments?per_page=100&page=${page}`,
        });
        yield* listAt(answer.body).flatMap(readComment);
        hasNext = answer.hasNext;
      }
    },
    create: async (body) => {
      await client.ask({ method: "POST", path: `${root}/${number}/comments`, body: { body } });
    },
    edit: async ({ id }, body) => {
      await client.ask({ method: "PATCH", path: `${root}/comments/${id}`, body: { body } });
    },
    isOwn: async ({ author, isByProgram }) => {
      if (isByProgram) return true;
      account ??= readAccount(client);
      return (await account) === author;
    },
  };
}

/** Tokens of programs, such as a workflow's own, have no account to tell; those of people have. */
async function readAccount(client: HostClient): Promise<string | undefined> {
  try {
    return textAt((await client.ask({ method: "GET", path: "/user" })).body, "login");
  } catch (error) {
    if (error instanceof BoardError) return undefined;
    throw error;
  }
}

function readComment(value: Json): BoardComment[] {
  const id = numberAt(value, "id");
  if (id === undefined) return [];
  const user = at(value, "user");
  return [
    {
      id: String(id),
      body: textAt(value, "body") ?? "",
      author: textAt(user, "login") ?? "",
      isByProgram: textAt(user, "type") === "Bot",
    },
  ];
}

/** What a refusal of GitHub means for a workflow. */
export function hintForGitHub(status: number): string | undefined {
  if (status === 403)
    return "A pull request from a fork may not write; otherwise give the job `permissions: { pull-requests: write }`.";
  if (status === 404 || status === 401)
    return "Check `github-token`: it needs access to this repository's pull requests.";
  return undefined;
}
