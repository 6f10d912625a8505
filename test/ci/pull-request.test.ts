import { describe, expect, it } from "vitest";
import { tokens } from "../support/fake-github.ts";
import { type Checkout, campaignOf, createNewsroom, projectFile } from "./support.ts";

const mark = "<!-- campanile production campanile.yaml -->";

describe("a pull request", () => {
  it("with a new campaign gets a comment that says what would be sent, and sends nothing", async () => {
    const { propose, github, hub } = await createNewsroom();
    const job = await propose((branch) => branch.write("campaigns/news.yaml", campaignOf("news")));
    expect(job).toMatchObject({
      exitCode: 0,
      outputs: { "exit-code": "0", verdict: "to-send", "to-send": "1" },
    });
    expect(github.comments).toHaveLength(1);
    const body = github.comments[0]?.body ?? "";
    expect(body.startsWith(`${mark}\n## Campanile: plan for production`)).toBe(true);
    expect(body).toContain("1 delivery: 1 to send");
    expect(body).toMatch(new RegExp(`<sub>Commit ${job.head.slice(0, 12)} · `));
    expect(body).toContain("[log](https://github.com/acme/newsroom/actions/runs/42)");
    expect(job.summary).toContain("1 delivery: 1 to send");
    expect(hub.requests).toHaveLength(0);
  });

  it("keeps one comment, and edits it in place", async () => {
    const { propose, github } = await createNewsroom();
    for (const text of ["One", "Two"])
      await propose((branch) => branch.write("campaigns/news.yaml", campaignOf("news", text)));
    expect(github.comments).toHaveLength(1);
    expect(github.calls.filter((call) => call.startsWith("PATCH"))).toHaveLength(1);
    expect(github.comments[0]?.body).toContain("1 to send");
  });

  it("finds its comment on a later page, and no other in its place", async () => {
    const { propose, github } = await createNewsroom();
    const talk = (id: number, body: string, login = "eve") => ({
      id,
      body,
      user: { login, type: "User" as const },
    });
    github.comments.push(
      talk(1, `${mark}\nEverything is fine, trust me`),
      ...Array.from({ length: 150 }, (_, index) => talk(index + 2, `talk ${index}`)),
      { id: 900, body: `${mark}\nold`, user: { login: "github-actions[bot]", type: "Bot" } },
      talk(901, `quoting\n${mark}`),
    );
    await propose((branch) => branch.write("campaigns/news.yaml", campaignOf("news")));
    expect(github.comments).toHaveLength(153);
    expect(github.comments[0]?.body).toContain("trust me");
    expect(github.comments.find(({ id }) => id === 900)?.body).toContain("1 to send");
    expect(github.calls.filter((call) => call.includes("page=2"))).toHaveLength(1);
  });

  it("is commented by the account of a token that a person gave", async () => {
    const { propose, github } = await createNewsroom();
    for (const text of ["One", "Two"])
      await propose((branch) => branch.write("campaigns/news.yaml", campaignOf("news", text)), {
        token: tokens.person,
      });
    expect(github.comments.map(({ user }) => user.login)).toEqual(["ada"]);
  });

  it("that touches no campaign is left in peace", async () => {
    const { propose, github } = await createNewsroom();
    const job = await propose((branch) => branch.write("docs/readme.md", "words"));
    expect(job).toMatchObject({ exitCode: 0, outputs: { verdict: "nothing-to-send" } });
    expect(github.comments).toEqual([]);
  });

  it("with a broken campaign fails, and says where in the comment and beside the line", async () => {
    const { propose, github } = await createNewsroom();
    const job = await propose((branch) =>
      branch.write("campaigns/news.yaml", campaignOf("news").replace("tags:", "tagz:")),
    );
    expect(job).toMatchObject({ exitCode: 1, outputs: { verdict: "invalid" } });
    expect(job.stderr).toMatch(/::error file=campaigns\/news\.yaml,line=4,col=1,/);
    expect(github.comments[0]?.body).toContain("**invalid** campaigns/news.yaml");
    expect(github.comments[0]?.body).toContain("**Next:** Mend what is named above");
  });

  it("that gives a device something else than it must get fails, and says what", async () => {
    const { propose, github } = await createNewsroom();
    const campaign = `${campaignOf("news")}expect: { "Ada's iPhone": Goodbye }\n`;
    const job = await propose((branch) => branch.write("campaigns/news.yaml", campaign));
    expect(job).toMatchObject({ exitCode: 1, outputs: { verdict: "invalid" } });
    expect(github.comments[0]?.body).toContain("1 campaign checked on local, 1 failed");
    expect(github.comments[0]?.body).toContain("Goodbye");
    const unchecked = await propose((branch) => branch.write("campaigns/news.yaml", campaign), {
      argv: ["--no-check"],
    });
    expect(unchecked.exitCode).toBe(0);
  });

  it("in quiet hours is no worse for it, since it is sent some other time", async () => {
    const quiet = 'quietHours: { from: "00:00", to: "23:59", zone: UTC }';
    const { propose, onPush, onMain } = await createNewsroom({
      "campanile.yaml": projectFile.replace("sendFrom: [main]", `sendFrom: [main], ${quiet}`),
    });
    const job = await propose((branch) => branch.write("campaigns/news.yaml", campaignOf("news")));
    expect(job).toMatchObject({ exitCode: 0, outputs: { verdict: "to-send" } });
    onMain((main) => main.write("campaigns/news.yaml", campaignOf("news")));
    expect(await onPush()).toMatchObject({ exitCode: 6, outputs: { verdict: "refused" } });
  });

  it("with a broken project file says so in the comment", async () => {
    const { propose, github } = await createNewsroom();
    const job = await propose((branch) => branch.write("campanile.yaml", "hubs: [1\n"));
    expect(job).toMatchObject({ exitCode: 2, outputs: { verdict: "usage" } });
    expect(github.comments[0]?.body).toContain("campanile.yaml");
  });

  it("from a fork, whose token may not write, tells it in the summary and fails for nothing of that", async () => {
    const { propose, github } = await createNewsroom();
    const job = await propose((branch) => branch.write("campaigns/news.yaml", campaignOf("news")), {
      token: tokens.fork,
    });
    expect(job).toMatchObject({ exitCode: 0, outputs: { verdict: "to-send" } });
    expect(job.stderr).toContain("::notice title=Campanile::No comment was written: the host answered 403");
    expect(job.summary).toContain("1 to send");
    expect(job.summary).toContain("No comment was written");
    const lasting = { status: 502, message: "Server Error" };
    github.failNext(lasting, lasting, lasting);
    const down = await propose((branch) => branch.write("campaigns/news.yaml", campaignOf("news")));
    expect(down).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("the host answered 502") });
  });

  it("can go without a comment", async () => {
    const { propose, github } = await createNewsroom();
    const argv = ["--no-comment"];
    const job = await propose((branch) => branch.write("campaigns/news.yaml", campaignOf("news")), { argv });
    expect(job.exitCode).toBe(0);
    expect(github.calls).toEqual([]);
  });
});

/** What a change does to a campaign that was sent, and what the comment must say of it; nothing when there is none. */
const changesAfterSend: readonly {
  readonly change: string;
  readonly make: (branch: Checkout) => void;
  readonly exitCode: number;
  readonly says: readonly (string | RegExp)[];
}[] = [
  {
    change: "the order of keys, and remarks",
    make: ({ write }) =>
      write(
        "campaigns/news.yaml",
        `# a remark\n${campaignOf("news").trimEnd().split("\n").reverse().join("\n")}\n`,
      ),
    exitCode: 0,
    says: [],
  },
  {
    change: "the name of the file",
    make: ({ git }) => git("mv", "campaigns/news.yaml", "campaigns/other.yaml"),
    exitCode: 0,
    says: [],
  },
  {
    change: "the text",
    make: ({ write }) => write("campaigns/news.yaml", campaignOf("news", "Edited")),
    exitCode: 6,
    says: [
      "1 changed",
      "changed after it was sent",
      "aps.alert: <del>Hello</del> <ins>Edited</ins>",
      "**refuse** production/news",
      /\*\*Next:\*\* .*raise \\`revision\\`/,
    ],
  },
  {
    change: "the name of the campaign, so that it looks new",
    make: ({ write }) => write("campaigns/news.yaml", campaignOf("headline")),
    exitCode: 6,
    says: ["looks sent as", "headline/apple \\(was news/apple\\)"],
  },
  {
    change: "the revision",
    make: ({ write }) => write("campaigns/news.yaml", `${campaignOf("news")}revision: 2\n`),
    exitCode: 0,
    says: [
      "revision: <del>1</del> <ins>2</ins>",
      "gets it again",
      "1 to send",
      "production/news@\u200b2/apple",
    ],
  },
  {
    change: "everything: it is deleted",
    make: ({ remove }) => remove("campaigns/news.yaml"),
    exitCode: 0,
    says: ["1 gone", "a device that has it keeps it"],
  },
  {
    change: "nothing any more",
    make: ({ write }) => write("docs/readme.md", "words"),
    exitCode: 0,
    says: ["1 delivery: 1 to skip", "nothing that a device gets"],
  },
];

describe("the comment about a campaign that was sent", () => {
  it("tells the truth about every kind of change", async () => {
    const { onPush, propose, github, hub } = await createNewsroom({
      "campaigns/news.yaml": campaignOf("news"),
    });
    expect(await onPush()).toMatchObject({ exitCode: 0, outputs: { verdict: "sent", accepted: "1" } });
    for (const { change, make, exitCode, says } of changesAfterSend) {
      const job = await propose(make);
      expect(job.exitCode, change).toBe(exitCode);
      if (says.length === 0) expect(github.comments, change).toEqual([]);
      for (const words of says) expect(github.comments[0]?.body, change).toMatch(words);
    }
    expect(github.comments).toHaveLength(1);
    expect(hub.requests).toHaveLength(1);
  });
});
