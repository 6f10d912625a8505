import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BlobServiceClient, ContainerSASPermissions } from "@azure/storage-blob";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAzureBlobStore } from "../../src/ledger/azblob-store.ts";
import { Secret } from "../../src/model/secret.ts";
import { type Azurite, startAzurite } from "../support/azurite.ts";
import { type BlobCall, startBlobProxy } from "../support/blob-proxy.ts";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { logIn } from "./support.ts";

let azurite: Azurite;

beforeAll(async () => {
  azurite = await startAzurite();
}, 60_000);

afterAll(() => azurite.stop());

interface StoreOptions {
  readonly prefix?: string;
  readonly maxBlocks?: number;
  readonly connectionString?: string;
}

function openStore(container: string, { connectionString, prefix = "", ...more }: StoreOptions = {}) {
  const secret = new Secret(connectionString ?? azurite.connectionString);
  return openAzureBlobStore({
    connection: { kind: "connection string", secret, container },
    prefix,
    ...more,
  });
}

function containerOf(name: string) {
  return BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(name);
}

describe("a ledger in blobs", () => {
  it("goes on in a next blob when one is full, and reads them in order", async () => {
    const store = await openStore("rotation", { maxBlocks: 3 });
    await store.createLog("1\n");
    await store.appendLog("2\n", []);
    await store.appendLog("3\n", []);
    await store.appendLog("4\n", []);
    await (await openStore("rotation")).appendLog("5\n", []);
    expect(await logIn(store)).toBe("1\n2\n3\n3\n4\n5\n");
    const names: string[] = [];
    for await (const { name } of containerOf("rotation").listBlobsFlat()) names.push(name);
    expect(names).toEqual(["ledger.2.jsonl", "ledger.jsonl"]);
  });

  it("is read piece by piece, however large it has grown", async () => {
    const store = await openStore("large");
    const block = `${"x".repeat(3_900_000)}\n`;
    await store.createLog("1\n");
    for (let blocks = 0; blocks < 5; blocks++) await store.appendLog(block, []);
    const sizes: number[] = [];
    expect(await store.readLog((piece) => sizes.push(piece.length))).toBe(true);
    expect(Math.max(...sizes)).toBeLessThan(block.length * 3);
    expect(await logIn(store)).toBe(`1\n${block.repeat(5)}`);
  });

  it("says again in the next blob what it said in a full one, since others may have gone on there", async () => {
    const [slow, quick] = [
      await openStore("order", { maxBlocks: 4 }),
      await openStore("order", { maxBlocks: 4 }),
    ];
    await slow.createLog("1\n");
    await slow.appendLog("2\n", []);
    await quick.appendLog("3\n", []);
    await quick.appendLog("4\n", []);
    await quick.appendLog("resolved\n", []);
    await slow.appendLog("intent\n", []);
    expect((await logIn(quick))?.split("\n").slice(-3)).toEqual(["resolved", "intent", ""]);
  });

  it("has what was written when the answer is lost, and counts it once as a claim", async () => {
    const lost = new Map<string, number>();
    const connectionString = await startBlobProxy({
      connectionString: azurite.connectionString,
      isLost: ({ method, url }: BlobCall) => {
        if (method === "GET" || method === "HEAD") return false;
        const times = (lost.get(url) ?? 0) + 1;
        lost.set(url, times);
        return times === 1;
      },
    });
    await (await openStore("lost")).createLog("1\n");
    const store = await openStore("lost", { connectionString });
    await store.appendLog("2\n", []);
    expect(await logIn(store)).toBe("1\n2\n2\n");
    // Refused to the repeated request: who asks finds it as its own.
    expect(await store.writeClaims([{ name: "a", text: "mine", expected: undefined }])).toEqual(new Map());
    expect(await store.readClaims()).toMatchObject([{ name: "a", text: "mine" }]);
    expect([...lost.values()]).toEqual([2, 2]);
  });

  it("was made when the answer to that is lost", async () => {
    let losses = 0;
    const connectionString = await startBlobProxy({
      connectionString: azurite.connectionString,
      isLost: ({ url }: BlobCall) => url.includes("comp=appendblock") && ++losses === 1,
    });
    expect(await (await openStore("made", { connectionString })).createLog("1\n")).toBe(true);
    expect(losses).toBe(2);
    const other = await openStore("made");
    expect(await other.createLog("2\n")).toBe(false);
    expect(await logIn(other)).toBe("1\n");
  });

  it("does not go on when another was put in its place: it would forget what was sent", async () => {
    const store = await openStore("replaced");
    await store.createLog("1\n");
    await store.appendLog("2\n", []);
    await containerOf("replaced").getAppendBlobClient("ledger.jsonl").delete();
    await expect(store.appendLog("3\n", [])).rejects.toMatchObject({ code: "CAM5001", exitCode: 5 });
    await (await openStore("replaced")).createLog("1\n");
    await expect(logIn(store)).rejects.toMatchObject({ code: "CAM5001" });
    await expect(store.appendLog("3\n", [])).rejects.toMatchObject({ code: "CAM5001" });
    await containerOf("replaced").delete();
    await expect(store.appendLog("4\n", [])).rejects.toMatchObject({ code: "CAM5001" });
  });

  it("is unreachable when nobody answers, and not missing", async () => {
    const gone = await openStore("nobody", {
      connectionString: azurite.connectionString.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1"),
    });
    await expect(logIn(gone)).rejects.toMatchObject({ code: "CAM5007", exitCode: 5 });
  });

  it("takes the claims of many campaigns at once", async () => {
    const store = await openStore("many");
    await store.createLog("1\n");
    const names = Array.from({ length: 100 }, (_, index) => `c${index}`);
    const versions = await store.writeClaims(
      names.map((name) => ({ name, text: name, expected: undefined })),
    );
    expect([...versions.keys()]).toEqual(names);
    const claims = await store.readClaims();
    expect(claims.map(({ name, text }) => name === text)).toEqual(names.map(() => true));
    const guards = claims.map((claim) => (claim.name === "c7" ? { ...claim, version: "old" } : claim));
    expect(await store.appendLog("2\n", guards)).toEqual(["c7"]);
  });

  it("keeps teams of one container apart by their prefix", async () => {
    const [news, sports] = [
      await openStore("shared", { prefix: "news/" }),
      await openStore("shared", { prefix: "sports/" }),
    ];
    await news.createLog("news\n");
    expect(await logIn(sports)).toBeUndefined();
    await sports.createLog("sports\n");
    await sports.writeClaims([{ name: "a", text: "{}", expected: undefined }]);
    expect(await news.readClaims()).toEqual([]);
    expect(await sports.readClaims()).toHaveLength(1);
  });

  it("is made by whoever comes after a crash that left it empty", async () => {
    const store = await openStore("crashed");
    const container = containerOf("crashed");
    await container.create();
    await container.getAppendBlobClient("ledger.jsonl").create();
    expect(await store.createLog("1\n")).toBe(true);
    expect(await store.createLog("2\n")).toBe(false);
    expect(await logIn(store)).toBe("1\n");
  });

  it("opens with the URL of a container and its SAS, and never shows it", async () => {
    await (await openStore("by-url")).createLog("1\n");
    const container = containerOf("by-url");
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
    expect(await logIn(store)).toBe("1\n2\n");
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
