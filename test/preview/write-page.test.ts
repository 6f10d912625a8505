import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { orderCampaigns, summarize } from "../../src/preview/summary.ts";
import type { CampaignView, PreviewView } from "../../src/preview/view.ts";
import { plainWords } from "../../src/preview/words.ts";
import { writePreview } from "../../src/preview/write-page.ts";
import { campaignView, message, notificationView } from "./support.ts";

function view(campaigns: readonly CampaignView[], changes: Partial<PreviewView> = {}): PreviewView {
  return { base: undefined, campaigns, unchangedCampaigns: 0, notes: [], ...changes };
}

const problem = { kind: "problem", title: "Held", because: "it may have gone out", hint: undefined } as const;
const sent = {
  kind: "sent",
  title: "Sent on 21 Nov 2026",
  because: "it was sent on 2026-11-21",
  hint: undefined,
} as const;

describe("writePreview", () => {
  it("has a policy that allows its own style and nothing else", () => {
    const page = writePreview(view([campaignView()]));
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(page.replaceAll("&apos;", "'")).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).not.toMatch(/<script|src=|https?:/);
  });

  it("allows pictures only when the file holds one", () => {
    const data = "data:image/png;base64,AAAA";
    const now = message({ picture: { address: "https://a.example/x.png", data, trouble: undefined } });
    const page = writePreview(view([campaignView({ notifications: [notificationView({ now })] })]));
    expect(page).toContain("img-src data:;");
    expect(page).toContain(`<img class="thumbnail" src="${data}"`);
  });

  it("says once what all notifications of a campaign have in common", () => {
    const two = [notificationView(), notificationView({ id: "fcmv1", platform: "fcmv1" })];
    const page = writePreview(view([campaignView({ notifications: two })]));
    expect(page.match(/everyone tagged sports/g)).toHaveLength(1);
    const others = [notificationView(), notificationView({ audience: "everyone" })];
    expect(writePreview(view([campaignView({ notifications: others })])).match(/<dt>For/g)).toHaveLength(2);
  });

  it("tells a verdict once, and the next step of each notification with it", () => {
    const held = (id: string) =>
      notificationView({ id, verdict: { ...problem, hint: `Resolve \`local/${id}\`` } });
    const page = writePreview(view([campaignView({ notifications: [held("one"), held("two")] })]));
    expect(page.match(/<p class="pill problem">Held<\/p>/g)).toHaveLength(1);
    expect(page.match(/It may have gone out\./g)).toHaveLength(1);
    expect(page).toContain("Resolve <code>local/one</code>.");
    expect(page).toContain("Resolve <code>local/two</code>.");
  });

  it("tells a change of all notifications once", () => {
    const changes = [{ aspect: "audience", before: "everyone", after: "nobody" }] as const;
    const changed = (id: string) =>
      notificationView({ id, before: message(), comparison: "changed", changes });
    const campaign = campaignView({ notifications: [changed("one"), changed("two")], comparison: "changed" });
    const page = writePreview(view([campaign], { base: "main" }));
    expect(page.match(/<del>everyone<\/del>/g)).toHaveLength(1);
  });

  it("keeps what a device cuts off readable behind a fold", () => {
    const body = plainWords(`${"word ".repeat(60)}the end`);
    const page = writePreview(
      view([campaignView({ notifications: [notificationView({ now: message({ body }) })] })]),
    );
    expect(page).toMatch(/<summary>Cut off: about \d+ letters of the text<\/summary>/);
    expect(page).toMatch(/<span class="cut">[^<]*the end<\/span>/);
    expect(page).toContain("All of these are estimates");
  });

  it("tells of buttons alone that they are not shown", () => {
    const now = message({ buttons: ["Read", "Later"] });
    const page = writePreview(view([campaignView({ notifications: [notificationView({ now })] })]));
    expect(page).toContain("<summary>Not shown: 2 buttons</summary>");
  });

  it("opens that fold when a change lies behind it", () => {
    const body = [...plainWords("word ".repeat(60)), { text: "the end", isChanged: true }];
    const page = writePreview(
      view([campaignView({ notifications: [notificationView({ now: message({ body }) })] })]),
    );
    expect(page).toContain('<details class="rest" open>');
  });

  it("draws one side when a change is not for the eye", () => {
    const changed = notificationView({
      before: message(),
      comparison: "changed",
      changes: [{ aspect: "header", path: "apns-priority", before: "10", after: "5" }],
    });
    const page = writePreview(
      view([campaignView({ notifications: [changed], comparison: "changed" })], { base: "main" }),
    );
    expect(page).toContain("It looks as it did.");
    expect(page).toContain("<del>10</del>");
    expect(page).not.toContain("At main");
  });

  it("keeps hostile text text, wherever it stands", () => {
    const hostile = `"><script>alert(1)</script>\u0000\u202e`;
    const text = message({
      title: plainWords(hostile),
      body: plainWords(hostile),
      buttons: [hostile],
      badge: hostile,
      picture: { address: hostile, data: undefined, trouble: hostile },
    });
    const remark = { severity: "error", text: hostile } as const;
    const one = notificationView({
      id: hostile,
      audience: hostile,
      lastReached: hostile,
      remarks: [remark],
      now: { ...text, request: hostile },
      before: message({ title: plainWords("x") }),
      comparison: "changed",
      changes: [{ aspect: "content", path: hostile, before: hostile, remark: hostile }],
    });
    const page = writePreview(
      view(
        [
          campaignView({
            name: hostile,
            file: hostile,
            notifications: [one],
            remarks: [remark],
            comparison: "changed",
          }),
        ],
        {
          base: hostile,
          notes: [hostile],
        },
      ),
    );
    expect(page).not.toContain("<script");
    expect(page).not.toContain("\u0000");
    // Where our own words stand beside it, it must not turn them around; in a card it stands alone.
    expect(
      page.replace(/dir="auto">[\s\S]*?<\/(?:p|li)>/g, "").replace(/<bdi>[^<]*<\/bdi>/g, ""),
    ).not.toContain("\u202e");
  });

  it("speaks of nothing to show in a sentence", () => {
    expect(writePreview(view([]))).toContain("There is no campaign to show.");
    expect(writePreview(view([], { base: "main", unchangedCampaigns: 3 }))).toContain(
      "Nothing that a device gets has changed; 3 campaigns the same, and not shown.",
    );
  });
});

describe("the summary", () => {
  const campaigns = [
    campaignView({ name: "sent", notifications: [notificationView({ verdict: sent })] }),
    campaignView({ name: "new" }),
    campaignView({
      name: "mixed",
      notifications: [notificationView({ verdict: sent }), notificationView({ verdict: problem })],
    }),
    campaignView({
      name: "broken",
      notifications: [],
      remarks: [{ severity: "error", text: "line 1: wrong" }],
    }),
    campaignView({
      name: "warned",
      notifications: [notificationView({ remarks: [{ severity: "warning", text: "hm" }] })],
    }),
  ];

  it("puts first what needs eyes, and counts campaigns by where they stand", () => {
    const ordered = orderCampaigns(campaigns);
    expect(ordered.map(({ name }) => name)).toEqual(["broken", "mixed", "new", "warned", "sent"]);
    expect(summarize(ordered)).toEqual([
      { kind: "problem", amount: 2, words: "problems", first: 0 },
      { kind: "new", amount: 2, words: "new", first: 2 },
      { kind: "sent", amount: 1, words: "sent", first: 4 },
      { kind: "warning", amount: 1, words: "warning", first: 3 },
    ]);
  });

  it("counts by what changed when there is a base", () => {
    const compared = [campaignView({ comparison: "gone" }), campaignView({ comparison: "changed" })];
    expect(summarize(orderCampaigns(compared)).map(({ kind, first }) => [kind, first])).toEqual([
      ["changed", 0],
      ["gone", 1],
    ]);
  });
});
