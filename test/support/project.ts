import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./fake-io.ts";

export const projectFile = `hubs:
  local: { emulator: campaigns/fleet.yaml }
  production: { hub: newsroom, connectionString: "\${HUB}", testTag: testers }
defaultHub: local
`;

export const fleetFile = `devices:
  - { name: Ada's iPhone, platform: apple, tags: [sports, testers] }
  - { name: Bo's Pixel, platform: fcmv1, tags: [sports] }
`;

export const campaignFile = `campaign: news
hub: [local, production]
expires: 2099-01-01T00:00:00Z
tags: sports
platform: apple
payload: { aps: { alert: Hello } }
`;

export interface TestProject {
  readonly root: string;
  write(path: string, text: string): void;
  read(path: string): string;
}

/** A project of its own, with one campaign for two hubs. */
export function createProject(files: Readonly<Record<string, string>> = {}): TestProject {
  return writeProject(temporaryFolder(), {
    "campanile.yaml": projectFile,
    "campaigns/fleet.yaml": fleetFile,
    "campaigns/news.yaml": campaignFile,
    ...files,
  });
}

/** The files of a project in a folder. */
export function writeProject(root: string, files: Readonly<Record<string, string>>): TestProject {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  return { root, write, read: (path) => readFileSync(join(root, path), "utf8") };
}
