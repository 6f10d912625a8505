import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createPictureFetcher } from "../../src/dispatch/fetch-picture.ts";
import { type Authority, createAuthority, createServerCertificate } from "../../src/emulator/certificate.ts";
import { clock } from "../../src/io.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const type = (value: string) => ({ "Content-Type": value });

let authority: Authority;
let port = 0;
let asked: string[] = [];
let answer: RequestListener = () => undefined;
let close: () => void = () => undefined;

beforeAll(async () => {
  authority = await createAuthority(clock);
  const { certificate, privateKey } = await createServerCertificate(authority, clock);
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterAll(() => close());

function openFetcher(hosts?: readonly string[], timeoutMs = 5_000) {
  asked = [];
  const fetcher = createPictureFetcher({
    hosts: hosts ?? [`localhost:${port}`],
    proxy: { httpsProxy: undefined, noProxy: undefined },
    authority: authority.certificate,
    timeoutMs,
  });
  onTestFinished(() => fetcher.close());
  return (path = "/x.png") => fetcher.fetch(`https://localhost:${port}${path}`);
}

function serve(bytes: Buffer | string, headers: Readonly<Record<string, string>>, status = 200) {
  answer = (_, response) => response.writeHead(status, headers).end(bytes);
}

describe("a picture", () => {
  it.each([
    ["image/png", png],
    ["image/jpeg", Buffer.from("\xff\xd8\xff\xe0", "latin1")],
    ["image/gif", Buffer.from("GIF89a")],
    ["image/webp", Buffer.from("RIFF\0\0\0\0WEBPVP8 ", "latin1")],
  ])("of %s comes as it is", async (mediaType, bytes) => {
    serve(bytes, type(`${mediaType}; charset=binary`));
    expect(await openFetcher()()).toEqual({ kind: "picture", mediaType, bytes });
  });

  it.each([
    {
      name: "an SVG",
      bytes: "<svg/>",
      headers: type("image/svg+xml"),
      reason: "it is no PNG, JPEG, GIF or WebP picture",
    },
    {
      name: "an SVG that says it is a PNG",
      bytes: "<svg/>",
      headers: type("image/png"),
      reason: "it is no PNG, JPEG, GIF or WebP picture",
    },
    {
      name: "a PNG that says it is a page",
      bytes: png,
      headers: type("text/html"),
      reason: "it is no PNG, JPEG, GIF or WebP picture",
    },
    { name: "nothing", bytes: "", headers: {}, reason: "it is no PNG, JPEG, GIF or WebP picture" },
    {
      name: "more than 2 MB",
      bytes: Buffer.concat([png, Buffer.alloc(2 * 1024 * 1024)]),
      headers: type("image/png"),
      reason: "it is larger than 2 MB",
    },
  ])("is refused when it is $name", async ({ bytes, headers, reason }) => {
    serve(bytes, headers);
    expect(await openFetcher()()).toEqual({ kind: "refused", reason });
  });

  it("is refused with the status of its host", async () => {
    serve("", {}, 404);
    expect(await openFetcher()()).toEqual({ kind: "refused", reason: "its host answers 404" });
  });

  it("is followed to another place on its host, and no further than that", async () => {
    answer = (request, response) => {
      if (request.url === "/x.png") response.writeHead(302, { Location: "/y.png?size=2&of=%2F" }).end();
      else response.writeHead(200, type("image/png")).end(png);
    };
    expect(await openFetcher()()).toMatchObject({ kind: "picture" });
    expect(asked).toEqual(["/x.png", "/y.png?size=2&of=%2F"]);
    serve("", { Location: `https://127.0.0.1:${port}/z.png` }, 302);
    const both = [`localhost:${port}`, `127.0.0.1:${port}`];
    expect(await openFetcher(both)()).toEqual({
      kind: "refused",
      reason: "its host sends on to another one",
    });
    serve("", { Location: `http://localhost:${port}/z.png` }, 302);
    expect(await openFetcher()()).toEqual({ kind: "refused", reason: "its address is no https one" });
    serve("", { Location: "/x.png" }, 302);
    expect(await openFetcher()()).toEqual({ kind: "refused", reason: "its host sends on again and again" });
    expect(asked).toHaveLength(4);
  });

  it.each([
    ["https://other.example/x.png", "its host is not in preview.imageHosts"],
    ["http://localhost/x.png", "its address is no https one"],
    ["file:///etc/passwd", "its address is no https one"],
    ["x.png", "its address is no https one"],
  ])("at %s is not asked for", async (address, reason) => {
    const fetcher = createPictureFetcher({
      hosts: ["localhost"],
      proxy: { httpsProxy: undefined, noProxy: undefined },
    });
    onTestFinished(() => fetcher.close());
    expect(await fetcher.fetch(address)).toEqual({ kind: "refused", reason });
  });

  it("behind a password is not asked for", async () => {
    const fetch = createPictureFetcher({
      hosts: ["localhost"],
      proxy: { httpsProxy: undefined, noProxy: undefined },
    });
    onTestFinished(() => fetch.close());
    expect(await fetch.fetch("https://ada:secret@localhost/x.png")).toMatchObject({
      reason: "its address has a password in it",
    });
  });

  it("that does not come in time is given up", async () => {
    answer = (_, response) => response.writeHead(200, type("image/png")).write(png);
    expect(await openFetcher(undefined, 200)()).toEqual({
      kind: "refused",
      reason: "no answer in 0.2 seconds",
    });
  });

  it("from a host that nobody vouches for is refused", async () => {
    const fetcher = createPictureFetcher({
      hosts: [`localhost:${port}`],
      proxy: { httpsProxy: undefined, noProxy: undefined },
    });
    onTestFinished(() => fetcher.close());
    expect(await fetcher.fetch(`https://localhost:${port}/x.png`)).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("the host did not answer ("),
    });
  });
});
