import { describe, expect, it } from "vitest";
import { createCampaignLoader } from "../../src/campaign/load-campaign.ts";
import { createNodeIo } from "../../src/io.ts";
import type { Notification } from "../../src/model/notification.ts";
import type { Project } from "../../src/model/project.ts";
import { listDeliveries } from "../../src/plan/list-deliveries.ts";
import { platforms } from "../../src/platforms/registry.ts";
import { createProject } from "../support/project.ts";

const { files } = createNodeIo();
const nowMs = Date.parse("2026-12-01T20:00:00Z");

/** Loads one campaign as it is written; whatever is wrong with it fails the test. */
async function load(text: string, others: Readonly<Record<string, string>> = {}) {
  const { root } = createProject({ "campaigns/odd.yaml": text, ...others });
  const policy = {
    requireExpiry: false,
    broadcast: "allow",
    maxRequests: undefined,
    maxPerMinute: undefined,
    sendFrom: undefined,
    quietHours: undefined,
    places: new Map(),
  } as const;
  const project: Project = {
    root,
    file: "campanile.yaml",
    hubs: new Map([
      ["local", { kind: "emulator", alias: "local", testTag: undefined, policy, fleet: "fleet.yaml" }],
    ]),
    defaultHub: "local",
    campaigns: "campaigns/**/*.yaml",
    knownTags: undefined,
    ledger: { backend: "file", path: "ledger.jsonl", shared: false },
    reports: "reports",
    imageHosts: [],
  };
  const path = `${root}/campaigns/odd.yaml`;
  const show = (shown: string) => shown.slice(root.length + 1);
  const reading = await createCampaignLoader(project, files)({ path, shownAs: show(path), show });
  expect(reading.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return reading.notifications;
}

async function loadOne(text: string, others?: Readonly<Record<string, string>>): Promise<Notification> {
  const [notification, ...more] = await load(text, others);
  if (notification === undefined || more.length > 0) throw new Error("one notification was expected");
  return notification;
}

const head = "campaign: odd\ntags: sports\n";

describe("a campaign", () => {
  it("becomes one notification for each platform, in its own words", async () => {
    const notifications = await load(`${head}properties: { cut: 20, name: "Zoë & <Co>" }
notifications:
  - platform: apple
    headers: { apns-priority: 10, apns-collapse-id: "sale-{{cut}}" }
    payload: { aps: { alert: "{{name}}, {{cut}} %", badge: "{{cut}}" } }
  - platform: fcmv1
    payload: { message: { data: { cut: "{{cut}}" }, android: { direct_boot_ok: "{{gt cut 10}}" } } }
  - platform: windows
    payload: <toast><text>{{name}}</text></toast>
  - platform: gcm
    payload: '{"notification":{"title":"\\"{{name}}\\"","cut":{{cut}} }}'
  - platform: template
    payload: { greeting: "Hello {{name}}", cut: "{{cut}}" }
`);
    expect(notifications.map(({ platform, form, body }) => [platform, form, body])).toEqual([
      ["apple", "json", '{"aps":{"alert":"Zoë & <Co>, 20 %","badge":20}}'],
      ["fcmv1", "json", '{"message":{"data":{"cut":"20"},"android":{"direct_boot_ok":true}}}'],
      ["windows", "xml", "<toast><text>Zoë &amp; &lt;Co&gt;</text></toast>"],
      ["gcm", "json", '{"notification":{"title":"\\"Zoë & <Co>\\"","cut":20 }}'],
      ["template", "json", '{"greeting":"Hello Zoë & <Co>","cut":"20"}'],
    ]);
    expect(notifications[0]?.headers).toEqual({ "apns-priority": "10", "apns-collapse-id": "sale-20" });
  });

  it("gives a notification its own properties over those of all", async () => {
    const notifications = await load(`${head}properties: { greeting: Hello, name: Ada }
notifications:
  - { platform: apple, payload: { aps: { alert: "{{greeting}} {{name}}" } } }
  - { platform: apple, id: other, properties: { name: Bo }, payload: { aps: { alert: "{{greeting}} {{name}}" } } }
`);
    expect(notifications.map(({ id, body }) => [id, body])).toEqual([
      ["apple", '{"aps":{"alert":"Hello Ada"}}'],
      ["other", '{"aps":{"alert":"Hello Bo"}}'],
    ]);
  });

  it.each([
    ["push.json", "apple", '{ "aps": { "alert": "{{name}}" } }', '{"aps":{"alert":"Ada"}}'],
    ["push.yaml", "apple", 'aps:\n  alert: "{{name}}"\n', '{"aps":{"alert":"Ada"}}'],
    ["push.xml", "windows", "<toast>{{name}}</toast>\n", "<toast>Ada</toast>\n"],
    ["push.txt", "apple", '{"aps":{"alert":"{{name}}"}}', '{"aps":{"alert":"Ada"}}'],
  ])("takes its payload from %s", async (name, platform, written, body) => {
    const text = `${head}platform: ${platform}\nproperties: { name: Ada }\npayloadFile: ${name}\n`;
    expect((await loadOne(text, { [`campaigns/${name}`]: written })).body).toBe(body);
  });

  it("sends its properties as texts where a template has no payload, and renders none of them", async () => {
    const text = `${head}platform: template\nproperties: { name: "{{x}}", cut: 20, isNew: true }\n`;
    expect((await loadOne(text)).body).toBe('{"name":"{{x}}","cut":"20","isNew":"true"}');
  });

  it("keeps keys as they are written, whatever they look like", async () => {
    const text = `${head}platform: apple
payload: { aps: { alert: Hi }, "{{name}}": x, 007: a, 1.50: b, true: c, null: d, constructor: e, toJSON: f }
`;
    const { body } = await loadOne(text);
    expect(body).toBe(
      '{"aps":{"alert":"Hi"},"{{name}}":"x","007":"a","1.50":"b","true":"c","null":"d","constructor":"e","toJSON":"f"}',
    );
  });

  it.each([
    ["100 % %s %d %@ %20", '"100 % %s %d %@ %20"', "100 % %s %d %@ %20"],
    ["an escaped control character", '"a\\u0001b"', "a\u0001b"],
    ["an emoji of two escapes", '"\\ud83c\\udf89"', "🎉"],
    ["right to left", '"\u200fשלום"', "\u200fשלום"],
  ])("leaves what an author may mean as it is: %s", async (_, written, text) => {
    const { body } = await loadOne(`${head}platform: apple\npayload: { aps: { alert: ${written} } }\n`);
    expect(JSON.parse(body)).toEqual({ aps: { alert: text } });
  });
});

describe("the expiry", () => {
  const expires = "expires: 2026-12-01T21:00:00+00:00\n";

  it.each([
    [
      "apple",
      "{ aps: { alert: Hi } }",
      { "apns-expiration": String(nowMs / 1000 + 3600) },
      '{"aps":{"alert":"Hi"}}',
    ],
    [
      "fcmv1",
      "{ message: { notification: { title: Hi } } }",
      {},
      '{"message":{"notification":{"title":"Hi"},"android":{"ttl":"3600s"}}}',
    ],
    ["windows", "<toast/>", { "X-WNS-Type": "wns/toast", "X-WNS-TTL": "3600" }, "<toast/>"],
    ["adm", "{ data: { a: b } }", {}, '{"data":{"a":"b"},"expiresAfter":3600}'],
    ["gcm", "{ data: { a: b } }", {}, '{"data":{"a":"b"},"time_to_live":3600}'],
    ["xiaomi", "{ a: b }", {}, '{"a":"b"}'],
  ] as const)("reaches %s in its own words", async (name, payload, headers, body) => {
    const { expiresAtMs, ...notification } = await loadOne(
      `${head}${expires}platform: ${name}\npayload: ${payload}\n`,
    );
    const platform = platforms[name];
    const { form } = notification;
    const tree = form === "json" ? JSON.parse(notification.body) : undefined;
    const message = platform.complete({ form, body: notification.body, tree, headers: notification.headers });
    expect(platform.expire?.(message, expiresAtMs ?? 0, nowMs) ?? message).toMatchObject({ headers, body });
    // Nothing of the clock is in what is remembered.
    expect(notification.body).not.toContain("3600");
  });
});

const plain = `campaign: odd
hub: local
tags: sports || news
expires: 2026-12-01T21:00:00Z
platform: apple
headers: { apns-priority: 10, apns-push-type: alert }
properties: { name: Ada, cut: 20 }
payload:
  aps: { alert: "{{name}} {{cut}}", sound: default }
  story: 1
`;

async function digestsOf(text: string) {
  const [delivery] = listDeliveries([await loadOne(text)], { hub: "local", memberSalt: "salt" });
  if (delivery === undefined) throw new Error("one delivery was expected");
  return { source: delivery.source, rendered: delivery.rendered };
}

describe("the digests", () => {
  it("stay when a file is only written in another way", async () => {
    const reformatted = `# a comment
payload: { "aps": { 'alert': '{{name}} {{cut}}', sound: "default" }, story: 1 }
properties:
  cut: 20
  name: Ada

headers:
  apns-push-type: 'alert'
  apns-priority: 10
platform: apple
expires: "2026-12-01T21:00:00Z"
tags:   sports   ||   news
hub: [ local ]
campaign: odd
`.replaceAll("\n", "\r\n");
    expect(await digestsOf(reformatted)).toEqual(await digestsOf(plain));
  });

  it("keep the source where keys of the payload change places", async () => {
    const moved = plain.replace(/( {2}aps.*\n)( {2}story.*\n)/, "$2$1");
    expect(moved).not.toBe(plain);
    expect((await digestsOf(moved)).source).toBe((await digestsOf(plain)).source);
  });

  it.each([
    ["the text", "{{name}} {{cut}}", "{{name}}: {{cut}}"],
    ["a property", "cut: 20", "cut: 21"],
    ["a header", "apns-priority: 10", "apns-priority: 5"],
    ["the audience", "sports || news", "sports"],
    ["the expiry", "21:00:00Z", "21:00:01Z"],
    ["the sound", "sound: default", "sound: bell"],
    ["the schedule", "hub: local", "hub: local\nschedule: 2026-12-01T20:00:00Z"],
    ["a blank", "{{name}} {{cut}}", "{{name}}  {{cut}}"],
    ["the composition of a letter", "default", "de\\u0301fault"],
  ])("both change with %s", async (_, from, to) => {
    const changed = plain.replace(from, to);
    const [before, after] = [await digestsOf(plain), await digestsOf(changed)];
    expect(after.source).not.toBe(before.source);
    expect(after.rendered).not.toBe(before.rendered);
  });

  it.each([
    ["a property that no template names", "cut: 20", "cut: 20, unused: x"],
    ["another way to say the same text", "{{name}} {{cut}}", "Ada {{cut}}"],
  ])("differ in the source alone with %s", async (_, from, to) => {
    const [before, after] = [await digestsOf(plain), await digestsOf(plain.replace(from, to))];
    expect(after.source).not.toBe(before.source);
    expect(after.rendered).toBe(before.rendered);
  });

  it.each([
    ["the campaign's name", "campaign: odd", "campaign: even"],
    ["the revision", "hub: local", "hub: local\nrevision: 2"],
    ["onUnknown", "hub: local", "hub: local\nonUnknown: resend"],
    ["repeat", "hub: local", "hub: local\nrepeat: true"],
  ])("say nothing of %s", async (_, from, to) => {
    expect(await digestsOf(plain.replace(from, to))).toEqual(await digestsOf(plain));
  });
});
