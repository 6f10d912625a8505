import { describe, expect, it } from "vitest";
import { type Answer, accept } from "../support/stand-in-hub.ts";
import { type CrowdSetUp, people, setUpCrowd } from "./recipients-support.ts";

const cut: Answer = (_, response) => response.destroy();
const cutFor =
  (name: string): Answer =>
  (request, response, count) =>
    request.body.includes(name) ? cut(request, response, count) : accept(request, response, count);

/** The name of a run that sends, whatever comes of it. */
async function sendAs(crowd: CrowdSetUp, answer: Answer): Promise<string> {
  crowd.hub.answerWith(answer);
  return JSON.parse((await crowd.send("--format", "json")).stdout).run;
}

/** Run A leaves Bo in doubt; then Di is added, and run B has this answer for Di. */
async function twoRuns(answer: Answer) {
  const crowd = await setUpCrowd();
  const a = await sendAs(crowd, cutFor("Bo has"));
  crowd.people(`${people}di,Di,4\n`);
  const b = await sendAs(crowd, answer);
  const resolve = (...argv: readonly string[]) => crowd.campanile(["ledger", "resolve", ...argv]);
  /** Whom the next run sends to. */
  const next = async () => {
    const before = crowd.addresses().length;
    await sendAs(crowd, accept);
    return crowd.addresses().slice(before);
  };
  return { crowd, a, b, resolve, next };
}

describe("a person's word about what one run began", () => {
  it("frees nobody whom another run left in doubt", async () => {
    const { crowd, a, b, resolve, next } = await twoRuns(accept);
    expect(await resolve("--run", b, "--as", "unsent")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("nothing of it is to be resolved"),
    });
    const list = (...argv: readonly string[]) => crowd.campanile(["ledger", "list", ...argv]);
    expect((await list("--run", b, "--unknown")).stdout).toBe("Nothing.\n");
    expect((await list("--run", b)).stdout).toMatch(/^accepted .*1 person: 1 accepted\n$/);
    expect((await list("--run", a)).stdout).toMatch(/^unknown .*3 people: 2 accepted and 1 in doubt\n/);
    expect(await next()).toEqual([]);
    expect((await resolve("--run", a, "--as", "unsent")).exitCode).toBe(0);
    expect(await next()).toEqual(["$UserId:{bo}"]);
  });

  it("settles those whom that run left in doubt, and says so of nobody else", async () => {
    const { crowd, a, b, resolve, next } = await twoRuns(cut);
    expect((await crowd.campanile(["ledger", "list", "--unknown"])).stdout).toContain(
      `begun at 2026-11-24T10:00:00Z by run ${a}`,
    );
    expect(await resolve("--run", b, "--as", "unsent")).toMatchObject({
      exitCode: 0,
      stdout: `production/points@1/apple: unsent; what was begun by run ${a} is in doubt still.\n`,
    });
    expect(await next()).toEqual(["$UserId:{di}"]);
    expect((await resolve("--run", a, "--as", "sent")).exitCode).toBe(0);
    expect(await next()).toEqual([]);
    expect((await crowd.campanile(["ledger", "list", "--unknown"])).stdout).toBe("Nothing.\n");
    const story = await crowd.campanile(["ledger", "show", "production/points@1/apple"]);
    expect(story.stdout).toContain(`said of run ${b}: unsent`);
  });

  it.each([
    ["sent", "accepted", "unsent"],
    ["unsent", "unsent", "accepted"],
  ])("is what a list of that run says: %s", async (as, status, other) => {
    const crowd = await setUpCrowd();
    const run = await sendAs(crowd, cut);
    expect((await crowd.campanile(["ledger", "resolve", "--run", run, "--as", as])).exitCode).toBe(0);
    const list = (...argv: readonly string[]) => crowd.campanile(["ledger", "list", "--run", run, ...argv]);
    expect((await list()).stdout).toMatch(new RegExp(`^${status} .*3 people: 3 ${status}\n$`));
    expect((await list("--status", other)).stdout).toBe("Nothing.\n");
  });

  it("may follow a word about all of them", async () => {
    const { a, b, resolve, next } = await twoRuns(cut);
    expect((await resolve("production/points@1/apple", "--as", "sent")).exitCode).toBe(0);
    for (const run of [a, b]) expect((await resolve("--run", run, "--as", "unsent")).exitCode).toBe(2);
    expect(await next()).toEqual([]);
  });
});
