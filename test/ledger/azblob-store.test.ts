import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BlobServiceClient, ContainerSASPermissions } from "@azure/storage-blob";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAzureBlobStore } from "../../src/ledger/azblob-store.ts";
import { Secret } from "../../src/model/secret.ts";
import { type Azurite, startAzurite } from "../support/azurite.ts";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";

let azurite: Azurite;

beforeAll(async () => {
  azurite = await startAzurite();
}, 60_000);

afterAll(() => azurite.stop());

function openStore(container: string, prefix = "") {
  const secret = new Secret(azurite.connectionString);
  return openAzureBlobStore({ connection: { kind: "connection string", secret, container }, prefix });
}

describe("a ledger in blobs", () => {
  it("goes on in a next blob when one is full, and reads them in order", async () => {
    const store = await openStore("rotation");
    await store.createLog("1\n");
    const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
      "rotation",
    );
    await container.getAppendBlobClient("ledger.2.jsonl").create();
    await (await openStore("rotation")).appendLog("2\n", []);
    expect(await store.readLog()).toBe("1\n2\n");
    const names: string[] = [];
    for await (const { name } of container.listBlobsFlat()) names.push(name);
    expect(names).toEqual(["ledger.2.jsonl", "ledger.jsonl"]);
  });

  it("keeps teams of one container apart by their prefix", async () => {
    const [news, sports] = [await openStore("shared", "news/"), await openStore("shared", "sports/")];
    await news.createLog("news\n");
    expect(await sports.readLog()).toBeUndefined();
    await sports.createLog("sports\n");
    await sports.writeClaims([{ name: "a", text: "{}", expected: undefined }]);
    expect(await news.readClaims()).toEqual([]);
    expect(await sports.readClaims()).toHaveLength(1);
  });

  it("is made by whoever comes after a crash that left it empty", async () => {
    const store = await openStore("crashed");
    const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
      "crashed",
    );
    await container.create();
    await container.getAppendBlobClient("ledger.jsonl").create();
    expect(await store.createLog("1\n")).toBe(true);
    expect(await store.createLog("2\n")).toBe(false);
    expect(await store.readLog()).toBe("1\n");
  });

  it("opens with the URL of a container and its SAS, and never shows it", async () => {
    await (await openStore("by-url")).createLog("1\n");
    const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
      "by-url",
    );
    const sasFor = (permissions: string) =>
      container.generateSasUrl({
        permissions: ContainerSASPermissions.parse(permissions),
        startsOn: new Date(0),
        expiresOn: new Date("2099-01-01"),
      });
    const open = async (url: string) =>
      openAzureBlobStore({ connection: { kind: "container URL", secret: new Secret(url) }, prefix: "" });
    const store = await open(await sasFor("racwdl"));
    await store.appendLog("2\n", []);
    expect(await store.readLog()).toBe("1\n2\n");
    const readOnly = await sasFor("r");
    const refused = (await open(readOnly)).appendLog("3\n", []);
    await expect(refused).rejects.toMatchObject({ code: "CAM5007", exitCode: 5 });
    const signature = new URL(readOnly).searchParams.get("sig") ?? "";
    await expect(refused).rejects.not.toThrow(signature);
  });

  it.each(["", "nonsense", "AccountName=a;AccountKey=b"])(
    "refuses a connection string like %j without quoting it",
    async (text) => {
      const opened = openAzureBlobStore({
        connection: { kind: "connection string", secret: new Secret(text), container: "x" },
        prefix: "",
      });
      await expect(opened).rejects.toMatchObject({ code: "CAM7004", exitCode: 2 });
    },
  );
});

describe("a project with its ledger in blobs", () => {
  const create = () => {
    const cwd = temporaryFolder();
    const files = {
      "campanile.yaml":
        'hubs:\n  local: { emulator: fleet.yaml }\nledger: { backend: azblob, connectionString: "${STORAGE}", container: project }\n',
      "fleet.yaml": "devices: [{ name: A, platform: apple, tags: [sports] }]\n",
      "news.yaml": "campaign: news\ntags: sports\nplatform: apple\npayload: { aps: { alert: Hi } }\n",
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    return cwd;
  };

  it("remembers between machines what was sent, and tells no secret", async () => {
    const env = { STORAGE: azurite.connectionString };
    const send = () => runCampanile(["send", "news.yaml"], { cwd: create(), env });
    const first = await send();
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("1 accepted") });
    const second = await send();
    expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("1 skipped") });
    for (const { stdout, stderr } of [first, second]) expect(stdout + stderr).not.toContain("Eby8vdM02");
  });

  it("shows a plan without its secret, and sends nothing", async () => {
    const plan = await runCampanile(["plan", "news.yaml"], { cwd: create() });
    expect(plan).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("not known here") });
    expect((await runCampanile(["send", "news.yaml"], { cwd: create() })).exitCode).toBe(2);
  });
});
