import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/**
 * Stands for api.github.com, of which there is no package: the conversation of pull request 7 of acme/newsroom. Answers
 * are those of the REST documentation ("Issue comments", "Troubleshooting the REST API", "Rate limits").
 */
export interface FakeGitHub {
  readonly url: string;
  readonly comments: FakeComment[];
  /** `GET /repos/…`, in their order. */
  readonly calls: string[];
  /** The next requests are answered like this, before anything else is looked at; as usual where there is none. */
  failNext(...failures: readonly (Failure | undefined)[]): void;
}

export interface FakeComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: "Bot" | "User" };
}

export interface Failure {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message: string;
  /** The connection is cut instead, after the request was carried out. */
  readonly isCutAfterwards?: boolean;
}

/** Who asks: the token of a workflow, that of a fork's pull request, and one of a person. */
export const tokens = { workflow: "ghs_workflow", fork: "ghs_fork", person: "ghp_person" } as const;

const root = "/repos/acme/newsroom/issues";
const bot = { login: "github-actions[bot]", type: "Bot" } as const;
const person = { login: "ada", type: "User" } as const;

export async function startFakeGitHub(): Promise<FakeGitHub> {
  const comments: FakeComment[] = [];
  const calls: string[] = [];
  const failures: (Failure | undefined)[] = [];
  let lastId = 5_000_000_000;

  const answer = (request: IncomingMessage, text: string, url: URL) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (request.headers["user-agent"] === undefined)
      return reply(403, { message: "Request forbidden by administrative rules." });
    if (token === undefined || !Object.values(tokens).some((known) => known === token))
      return reply(401, { message: "Bad credentials" });
    const isPerson = token === tokens.person;
    const method = request.method ?? "";
    if (url.pathname === "/user")
      return isPerson
        ? reply(200, person)
        : reply(403, { message: "Resource not accessible by integration" });
    if (method !== "GET" && token === tokens.fork)
      return reply(403, { message: "Resource not accessible by integration" });
    if (url.pathname === `${root}/7/comments` && method === "GET") return list(url);
    const body: unknown = text === "" ? {} : JSON.parse(text);
    const said = typeof body === "object" && body !== null && "body" in body ? String(body.body) : "";
    if ((method === "POST" || method === "PATCH") && said.length > 65_536)
      return reply(422, { message: "Validation Failed" });
    if (url.pathname === `${root}/7/comments` && method === "POST") {
      const comment = { id: ++lastId, body: said, user: isPerson ? person : bot };
      comments.push(comment);
      return reply(201, comment);
    }
    const id = Number(new RegExp(`^${root}/comments/(\\d+)$`).exec(url.pathname)?.[1]);
    const found = comments.find((comment) => comment.id === id);
    if (found === undefined || method !== "PATCH") return reply(404, { message: "Not Found" });
    found.body = said;
    return reply(200, found);
  };

  const list = (url: URL) => {
    const perPage = Number(url.searchParams.get("per_page") ?? "30");
    const page = Number(url.searchParams.get("page") ?? "1");
    const shown = comments.slice((page - 1) * perPage, page * perPage);
    const hasNext = comments.length > page * perPage;
    const next = `<${url.origin}${url.pathname}?per_page=${perPage}&page=${page + 1}>; rel="next"`;
    return reply(200, shown, hasNext ? { Link: `${next}, <${url.origin}>; rel="last"` } : {});
  };

  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
      calls.push(`${request.method} ${url.pathname}${url.search}`);
      const failure = failures.shift();
      if (failure !== undefined && failure.isCutAfterwards !== true) {
        write(response, reply(failure.status, { message: failure.message }, failure.headers));
        return;
      }
      const answered = answer(request, text, url);
      if (failure === undefined) write(response, answered);
      else request.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    comments,
    calls,
    failNext: (...more) => failures.push(...more),
  };
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

function reply(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, body, headers };
}

function write(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(body));
}
