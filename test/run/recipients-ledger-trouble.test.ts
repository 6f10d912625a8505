import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { FileError } from "../../src/model/errors.ts";
import type { Files } from "../../src/model/io.ts";
import { accept } from "../support/stand-in-hub.ts";
import { crowdCampaign, planned, setUpCrowd } from "./recipients-support.ts";

const { files } = createNodeIo();

/** The disk of a machine on which the ledger cannot grow once so many of its writes were done. */
function fullDisk(writes: number): Files {
  let left = writes;
  return {
    ...files,
    openAppend: async (path) => {
      const file = await files.openAppend(path);
      if (!path.endsWith("ledger.jsonl")) return file;
      return {
        ...file,
        append: async (text) => {
          if (left-- <= 0) throw new FileError(path, "ENOSPC", undefined);
          await file.append(text);
        },
      };
    },
  };
}

const rows = Array.from({ length: 60 }, (_, index) => `p${index},P${index},${index}\n`).join("");

describe("a ledger that is full before the first request", () => {
  it("keeps everything from going out, and is told with exit code 5", async () => {
    const crowd = await setUpCrowd({});
    const argv = ["send", "--hub", "production"];
    const full = (path: string): never => {
      throw new FileError(path, "ENOSPC", undefined);
    };
    const createText: Files["createText"] = async (path) => full(path);
    for (const disk of [fullDisk(0), { ...files, createText }]) {
      const { exitCode, stderr } = await crowd.campanile(argv, { files: disk });
      expect(exitCode).toBe(5);
      expect(stderr).toContain("CAM5005: the ledger could not be used: .campanile/ledger.jsonl");
      expect(stderr).toContain("ENOSPC");
    }
    expect(crowd.hub.requests).toHaveLength(0);
    expect((await crowd.send()).exitCode).toBe(0);
  });
});

describe("a ledger that fails while a message to many is on its way", () => {
  it.each([1, 2, 3, 4, 6, 9, 14])(
    "loses nobody: what it could not take is merged, and nobody gets it twice (after %i writes)",
    async (writes) => {
      const crowd = await setUpCrowd({ "campaigns/people.csv": `id,name,points\n${rows}` });
      const argv = ["send", "--hub", "production", "--concurrency", "4"];
      const broken = await crowd.campanile(argv, { files: fullDisk(writes) });
      expect(broken.exitCode).toBe(5);
      const posts = crowd.hub.requests.length;
      const rescues = readdirSync(join(crowd.root, ".campanile")).filter((name) =>
        name.startsWith("rescue-"),
      );
      expect(broken.stdout.includes("Nothing was sent")).toBe(rescues.length === 0);
      if (posts > 0) expect(rescues).toHaveLength(1);
      if (rescues[0] !== undefined) {
        const rescue = join(".campanile", rescues[0]);
        expect(crowd.read(rescue)).not.toContain("p1,");
        const merged = await crowd.campanile(["ledger", "merge", rescue]);
        expect(merged).toMatchObject({ exitCode: 0 });
        expect(existsSync(join(crowd.root, rescue))).toBe(false);
      }
      expect(planned(await crowd.plan("--format", "json"))).toMatchObject({
        action: "send",
        members: { skip: posts, hold: 0, send: 60 - posts },
      });
      expect(await crowd.send()).toMatchObject({ exitCode: 0 });
      expect(crowd.addresses()).toHaveLength(60);
      expect(new Set(crowd.addresses()).size).toBe(60);
    },
  );

  it("holds who may have got it after a merge", async () => {
    const crowd = await setUpCrowd({ "campaigns/people.csv": `id,name,points\n${rows}` });
    crowd.hub.answerWith((_, response) => void response.socket?.resetAndDestroy());
    const argv = ["send", "--hub", "production", "--concurrency", "4"];
    expect((await crowd.campanile(argv, { files: fullDisk(2) })).exitCode).toBe(5);
    const posts = new Set(crowd.addresses()).size;
    crowd.hub.answerWith(accept);
    const [rescue = ""] = readdirSync(join(crowd.root, ".campanile")).filter((name) =>
      name.startsWith("rescue-"),
    );
    expect(await crowd.campanile(["ledger", "merge", `.campanile/${rescue}`])).toMatchObject({ exitCode: 0 });
    expect(planned(await crowd.plan("--format", "json"))).toMatchObject({ members: { hold: posts } });
  });
});

describe("wrong rows that cannot be kept", () => {
  /** Sends, and does something to the file when it is read for its wrong rows: after its head and for the plan. */
  async function sendWhile(act: (crowd: Awaited<ReturnType<typeof setUpCrowd>>) => void) {
    const crowd = await setUpCrowd({ "campaigns/people.csv": "id,name,points\nada,Ada,1\n,Nobody,2\n" });
    let reads = 0;
    const changing: Files = {
      ...files,
      readChunks: (path) => {
        if (path.endsWith("people.csv") && ++reads === 3) act(crowd);
        return files.readChunks(path);
      },
    };
    const sent = await crowd.campanile(["send", "--hub", "production"], { files: changing });
    expect(crowd.hub.requests).toHaveLength(1);
    return sent;
  }

  it("are told beside what was sent", async () => {
    const sent = await sendWhile(({ root }) => rmSync(join(root, "campaigns/people.csv")));
    expect(sent).toMatchObject({ exitCode: 2 });
    expect(sent.stdout).toContain("They could not all be kept");
  });

  it("are told also when another file has taken the place of the first", async () => {
    const sent = await sendWhile(({ people }) => people("no,such,columns\n"));
    expect(sent).toMatchObject({ exitCode: 2 });
    expect(sent.stdout).toContain("They could not all be kept");
  });

  it("are never said to be those of a file that has changed since", async () => {
    const sent = await sendWhile(({ people }) => people("id,name,points\nada,Ada,1\n,Somebody,2\n"));
    expect(sent).toMatchObject({ exitCode: 2 });
    expect(sent.stdout).toContain("the file has changed since its rows were judged");
    expect(sent.stdout).not.toContain("Mend");
  });
});

describe("handles of every platform that takes them", () => {
  it.each([
    ["apple", "{ aps: { alert: Hello } }"],
    ["fcmv1", "{ message: { notification: { title: Hello, body: there } } }"],
    ["gcm", "{ notification: { title: Hello } }"],
    [
      "windows",
      '<toast><visual><binding template="ToastGeneric"><text>Hello</text></binding></visual></toast>',
    ],
    [
      "windowsphone",
      '<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>Hello</wp:Text1></wp:Toast></wp:Notification>',
    ],
    ["adm", "{ data: { message: Hello } }"],
    ["baidu", "{ title: Hello, description: there }"],
    ["browser", "{ title: Hello }"],
    ["xiaomi", "{ title: Hello, description: there }"],
  ])("reach each of 3 people once: %s", async (platform, payload) => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        platform,
        payload: payload.startsWith("<") ? `|\n  ${payload}` : payload,
        recipients: '{ file: people.csv, id: id, handle: "token-{{id}}" }',
      }),
    });
    const sent = await crowd.send();
    const told = `${sent.stdout}${sent.stderr}`;
    expect(sent.exitCode, told).toBe(0);
    const seen = JSON.stringify(crowd.hub.requests);
    for (const id of ["ada", "bo", "cy"]) expect(seen.split(`token-${id}`), seen).toHaveLength(2);
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(JSON.stringify(crowd.hub.requests)).toBe(seen);
    expect(`${told}${crowd.ledger()}`).not.toContain("token-");
  });

  it("are not for templates, and the campaign is told so", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        platform: "template",
        payload: '{ text: "{{name}}" }',
        recipients: '{ file: people.csv, id: id, handle: "{{id}}" }',
      }),
    });
    const sent = await crowd.send();
    expect(sent.exitCode).toBe(1);
    expect(sent.stderr).toContain("CAM3034");
  });

  it.each(["user: id", "installation: id", 'tag: "user:{{id}}"'])(
    "but templates are for tags: %s",
    async (address) => {
      const crowd = await setUpCrowd({
        "campaigns/news.yaml": crowdCampaign({
          platform: "template",
          payload: '{ text: "{{name}}" }',
          recipients: `{ file: people.csv, id: id, ${address} }`,
        }),
      });
      expect(await crowd.send()).toMatchObject({ exitCode: 0 });
      expect(crowd.hub.requests.map(({ body }) => JSON.parse(body).text).sort()).toEqual(["Ada", "Bo", "Cy"]);
    },
  );
});
