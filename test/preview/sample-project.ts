import { type TestProject, writeProject } from "../support/project.ts";

const long =
  "After eleven hours of debate, members vote on the bill that would reopen four lines in the north and electrify the coast. We report live from the chamber, explain who stands where, and what a no would mean for the budget of next year. ".repeat(
    3,
  );

const fleet = `devices:
  - { name: Ada's iPhone, platform: apple, tags: [sports, sale], templates: { hi: { body: { aps: { alert: "$(greeting)" } } } } }
  - { name: Bo's Pixel, platform: fcmv1, tags: [sports], templates: { hi: { body: { message: { notification: { title: Hi, body: "$(greeting)" } } } } } }
  - { name: Cleo's laptop, platform: windows, tags: [sports] }
`;

const campaigns: Readonly<Record<string, string>> = {
  short: "tags: sports\nplatform: apple\npayload: { aps: { alert: Kick-off, badge: 99999 } }",
  long: `tags: (sports || sale) && !muted
properties: { text: ${JSON.stringify(long)}, title: ${JSON.stringify(long.slice(0, 140))} }
notifications:
  - platform: apple
    payload: { aps: { alert: { title: "{{title}}", subtitle: "{{title}}", body: "{{text}}" }, mutable-content: 1 }, image: "https://pictures.example/a/very/long/path/${"x".repeat(120)}.png" }
  - platform: fcmv1
    payload: { message: { notification: { title: "{{title}}", body: "{{text}}", image: "https://pictures.example/a.png" } } }
  - platform: windows
    payload: '<toast><visual><binding template="ToastGeneric"><text>{{title}}</text><text>{{text}}</text><image src="https://pictures.example/b.png"/></binding></visual><actions><action content="Read ${"on ".repeat(30)}" arguments="a"/><action content="Later" arguments="b"/></actions></toast>'
  - platform: browser
    payload: { title: "{{title}}", body: "{{text}}", actions: [{ action: a, title: One }, { action: b, title: Two }, { action: c, title: Three }] }
  - platform: xiaomi
    payload: { title: "{{title}}", description: "{{text}}" }`,
  emoji:
    'tags: sale\nplatform: apple\npayload: { aps: { alert: { title: "🌷🌷 Spring", body: "👩‍👩‍👧‍👦🇳🇴 20 % off" } } }',
  arabic:
    'tags: sports\nnotifications:\n  - { platform: apple, payload: { aps: { alert: { title: "مباراة الليلة", body: "تنطلق المباراة في الثامنة" } } } }\n  - { platform: fcmv1, payload: { message: { notification: { title: "מבזק", body: "3–1 במשחק" } } } }',
  greeting: "broadcast: true\nplatform: template\npayload: { greeting: Good morning }",
  hostile: `tags: sports
notifications:
  - platform: apple
    payload: { aps: { alert: { title: "</p><script>document.title = 'owned'</script>", body: "<img src=x onerror='document.title=1'><style>body{display:none}</style> ::error::x ${"w".repeat(300)}" } } }
  - platform: windows
    payload: '<toast><visual><binding template="ToastGeneric"><text>&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</text></binding></visual></toast>'`,
  silent: "tags: sports\nplatform: fcmv1\npayload: { message: { data: { edition: morning } } }",
  scheduled:
    "tags: sports\nschedule: 2026-11-28T18:30:00+01:00\nplatform: apple\npayload: { aps: { alert: Tonight } }",
  expired:
    "tags: sale\nexpires: 2026-11-20T00:00:00Z\nplatform: apple\npayload: { aps: { alert: Too late } }",
  sent: "tags: sports\nplatform: apple\npayload: { aps: { alert: Storm warning } }",
  edited: "tags: sale\nplatform: apple\npayload: { aps: { alert: 20 % off for three days } }",
  broken: 'tags: sale\nplatform: apple\npayload: { aps: { alert: "{{nothing}}" } }',
};

/** Campaigns of every kind that a preview meets, in a folder. */
export function createSampleProject(root: string): TestProject {
  const files = Object.entries(campaigns).map(([name, text]): [string, string] => [
    `campaigns/${name}.yaml`,
    `campaign: ${name}\n${text}\n`,
  ]);
  return writeProject(root, {
    "campanile.yaml": "hubs: { local: { emulator: campaigns/fleet.yaml } }\n",
    "campaigns/fleet.yaml": fleet,
    ...Object.fromEntries(files),
  });
}
