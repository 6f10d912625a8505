import { execFile } from "node:child_process";
import { createServer } from "node:https";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { createAuthority, createServerCertificate } from "../../src/emulator/certificate.ts";
import { clock } from "../../src/io.ts";
import { compileScript } from "../support/compile-script.ts";
import { campaignFile, createProject, projectFile } from "../support/project.ts";

let cli: Awaited<ReturnType<typeof compileScript>>;
beforeAll(async () => {
  cli = await compileScript("run-cli.ts");
}, 60_000);
afterAll(() => cli.remove());

const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

it("puts a picture of an allowed host into the page", async () => {
  const authority = await createAuthority(clock);
  const { certificate, privateKey } = await createServerCertificate(authority, clock);
  const server = createServer({ cert: certificate, key: privateKey }, (_, response) => {
    response.writeHead(200, { "Content-Type": "image/png" }).end(Buffer.from(png, "base64"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const host = `localhost:${typeof address === "object" && address !== null ? address.port : 0}`;
  const project = createProject({
    "ca.pem": authority.certificate,
    "campanile.yaml": `${projectFile}preview: { imageHosts: ["${host.toUpperCase()}"] }\n`,
    "campaigns/news.yaml": campaignFile.replace(
      "Hello } }",
      `Hello, mutable-content: 1 }, image: "https://${host}/x.png" }`,
    ),
  });
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [cli.path, "preview", "--hub", "local", "--fetch-images"],
    { cwd: project.root, env: { PATH: process.env["PATH"], NODE_EXTRA_CA_CERTS: `${project.root}/ca.pem` } },
  );
  expect(stderr).toBe("");
  const page = project.read(".campanile/preview.html");
  expect(page).toContain(`src="data:image/png;base64,${png}"`);
  expect(page).toContain("img-src data:;");
});
