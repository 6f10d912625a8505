import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const project = `hubs:
  production: { hub: newsroom, connectionString: "\${HUB}", policy: { requireExpiry: false } }
defaultHub: production
ledger: { backend: file, path: ledger.jsonl }
`;

const places = [
  "oslo",
  "rome",
  "bern",
  "lyon",
  "graz",
  "cork",
  "turku",
  "porto",
  "gdansk",
  "bergen",
  "split",
];
const things = ["Sale", "Strike", "Storm", "Match", "Vote", "Concert", "Recall", "Delay", "Opening"];
const verbs = ["begins", "ends", "moves", "is off", "sells out", "comes back", "needs you"];
const topics = ["sports", "politics", "traffic", "weather", "culture", "offers", "local"];

/** A number below `limit` that differs from campaign to campaign and from `salt` to `salt`. */
function pick(index: number, salt: number, limit: number): number {
  return (Math.imul(index * 31 + salt, 0x9e3779b1) >>> 8) % limit;
}

function word(words: readonly string[], index: number, salt: number): string {
  return words[pick(index, salt, words.length)] ?? "";
}

type MakePart = (index: number) => string;

const apple: MakePart = (index) => `  - platform: apple
    headers: { apns-push-type: alert, apns-priority: ${pick(index, 1, 2) === 0 ? 5 : 10}, apns-collapse-id: "n-{{number}}" }
    payload:
      aps:
        alert: { title: ${word(things, index, 2)} in ${word(places, index, 3)}, body: "{{headline}}, {{count}} % {{#if isLate}}late, {{/if}}${word(verbs, index, 28)} no. ${index}" }
        badge: "{{count}}"
        thread-id: ${word(topics, index, 4)}-${index}
        mutable-content: 1
        interruption-level: ${pick(index, 5, 2) === 0 ? "active" : "passive"}
      image: "https://news.example/${index}/{{number}}.jpg"
`;

const android: MakePart = (index) => `  - platform: fcmv1
    payload:
      message:
        notification: { title: ${word(things, index, 6)} ${index}, body: "{{headline}} in {{place}}, item ${index}" }
        android: { priority: ${pick(index, 7, 2) === 0 ? "high" : "normal"}, notification: { channel_id: ${word(topics, index, 8)} } }
        data: { number: "{{number}}", place: "{{place}}", n${index}: "${pick(index, 9, 10_000)}" }
`;

const windows: MakePart = (index) => `  - platform: windows
    payload: |
      <toast launch="n={{number}}&amp;i=${index}">
        <visual>
          <binding template="ToastGeneric">
            <text>${word(things, index, 10)} ${word(verbs, index, 11)}</text>
            <text>{{headline}} (${index})</text>
          </binding>
        </visual>
      </toast>
`;

const browser: MakePart = (index) => `  - platform: browser
    payload:
      {
        title: ${word(things, index, 12)} no. ${index},
        body: '{{headline}}: {{plural count one="one day" other="# days of ${index}"}}, until {{date until locale="en-GB" zone="Europe/Oslo" dateStyle="long"}}',
        url: "/${word(topics, index, 13)}/${index}?from={{number}}",
      }
`;

const parts = [apple, android, windows, browser];

/** A campaign as people write them: some for one platform, some for four, and no two alike. */
export function makeCampaign(index: number): string {
  const first = pick(index, 14, parts.length);
  const count = 1 + pick(index, 15, parts.length);
  const chosen = Array.from({ length: count }, (_, at) => parts[(first + at) % parts.length]);
  return `# Campaign ${index}, of the desk for ${word(topics, index, 16)}.
campaign: campaign-${index}
expires: 2099-0${1 + pick(index, 17, 9)}-1${pick(index, 18, 10)}T00:00:00Z
tags: (${word(topics, index, 19)} || number:${index}) && city:${word(places, index, 20)} && !muted
properties:
  headline: The ${word(things, index, 21).toLowerCase()} of ${word(places, index, 22)} ${word(verbs, index, 23)}
  place: ${word(places, index, 24)} ${index}
  number: ${index + 10_000}
  count: ${1 + pick(index, 25, 90)}
  isLate: ${pick(index, 26, 2) === 0}
  until: 2027-0${1 + pick(index, 27, 9)}-05T21:59:00Z
notifications:
${chosen.map((part) => part?.(index)).join("")}`;
}

/** A project of so many campaigns in a folder. */
export function writeCampaigns(root: string, count: number): void {
  mkdirSync(join(root, "campaigns"));
  writeFileSync(join(root, "campanile.yaml"), project);
  for (let index = 0; index < count; index++)
    writeFileSync(join(root, `campaigns/campaign-${index}.yaml`), makeCampaign(index));
}
