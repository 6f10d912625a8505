/** What `campanile init` writes for every CI system. The modelines point at the schemas that it writes beside them. */
export const scaffold: readonly { readonly path: string; readonly text: string }[] = [
  {
    path: "campanile.yaml",
    text: `# yaml-language-server: $schema=schemas/project.schema.json
hubs:
  # An emulator in this process: it needs no account, and nothing leaves the machine.
  local: { emulator: campaigns/fleet.yaml }
  # Your hub. The connection string of a rule with the Send right comes from the environment.
  # production:
  #   hub: newsroom
  #   connectionString: \${NOTIFICATION_HUB_CONNECTION_STRING}
  #   testTag: testers
  #   policy: { broadcast: deny, sendFrom: [main] }
defaultHub: local
# What was sent. In CI, keep it where it outlives the runner: a branch that only Campanile writes.
# ledger: { backend: git, branch: campanile-ledger }
tags: { known: [news, sports, muted, "locale:*"] }
`,
  },
  {
    path: "campaigns/hello.yaml",
    text: `# yaml-language-server: $schema=../schemas/campaign.schema.json
campaign: hello
tags: news && !muted
properties: { name: Ada }
notifications:
  - platform: apple
    payload: { aps: { alert: { title: Hello, body: "Good morning, {{name}}" } } }
  - platform: fcmv1
    payload: { message: { notification: { title: Hello, body: "Good morning, {{name}}" } } }
# Who gets what, as a test: \`campanile check\` runs it on the emulator.
expect:
  Ada's iPhone: Good morning, Ada
  Bo's Pixel: { message.notification.title: Hello }
  # Cy is muted.
  Cy's Pixel: nothing
`,
  },
  {
    path: "campaigns/fleet.yaml",
    text: `# yaml-language-server: $schema=../schemas/fleet.schema.json
devices:
  - { name: Ada's iPhone, platform: apple, tags: [news, "locale:en"] }
  - { name: Bo's Pixel, platform: fcmv1, tags: [news, sports] }
  - { name: Cy's Pixel, platform: fcmv1, tags: [news, muted] }
`,
  },
  { path: ".gitignore", text: "node_modules/\n.campanile/\n" },
];
