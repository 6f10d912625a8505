import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FakeIoOptions, type RunResult, runCampanile } from "../support/fake-io.ts";
import { createProject, type TestProject } from "../support/project.ts";
import { type StandInHub, startStandInHub } from "../support/stand-in-hub.ts";

export interface CrowdSetUp extends TestProject {
  readonly hub: StandInHub;
  /** Runs a command line in the project, with the connection string of the hub. */
  campanile(argv: readonly string[], options?: Partial<FakeIoOptions>): Promise<RunResult>;
  /** Sends to the stand-in for a real hub. */
  send(...argv: readonly string[]): Promise<RunResult>;
  plan(...argv: readonly string[]): Promise<RunResult>;
  people(text: string): void;
  /** Whom each request was for, tag by tag and handle by handle. */
  addresses(): readonly string[];
  alerts(): readonly string[];
  /** All that a ledger, reports and plans hold, as one text. */
  ledger(): string;
}

export interface CrowdCampaign {
  readonly name?: string;
  readonly recipients?: string;
  readonly platform?: string;
  readonly payload?: string;
  readonly more?: string;
}

export function crowdCampaign({
  name = "points",
  recipients = "{ file: people.csv, id: id, user: id }",
  platform = "apple",
  payload = '{ aps: { alert: "{{name}} has {{points}}" } }',
  more = "",
}: CrowdCampaign = {}): string {
  return `campaign: ${name}\nhub: production\nexpires: 2099-01-01T00:00:00Z\nplatform: ${platform}\nrecipients: ${recipients}\npayload: ${payload}\n${more}`;
}

export const people = "id,name,points\nada,Ada,1\nbo,Bo,2\ncy,Cy,3\n";

/** A project with one campaign for the people of a file, and an empty ledger. */
export async function setUpCrowd(
  files: Readonly<Record<string, string>> = {},
  { policy = "{}" }: { readonly policy?: string } = {},
): Promise<CrowdSetUp> {
  const hub = await startStandInHub();
  const project = createProject({
    "campanile.yaml": `hubs:\n  production: { hub: newsroom, connectionString: "\${HUB}", testTag: testers, policy: ${policy} }\n  local: { emulator: campaigns/fleet.yaml }\ndefaultHub: production\n`,
    "campaigns/news.yaml": crowdCampaign(),
    "campaigns/people.csv": people,
    ...files,
  });
  const env = { HUB: hub.connectionString };
  const campanile: CrowdSetUp["campanile"] = (argv, options = {}) =>
    runCampanile(argv, { cwd: project.root, env, ...options });
  await campanile(["ledger", "init", "--empty"]);
  return {
    ...project,
    hub,
    campanile,
    send: (...argv) => campanile(["send", "--hub", "production", ...argv]),
    plan: (...argv) => campanile(["plan", "--hub", "production", ...argv]),
    people: (text) => writeFileSync(join(project.root, "campaigns/people.csv"), text),
    addresses: () =>
      hub.requests.flatMap(({ headers, body }) => {
        const tags = headers["servicebusnotification-tags"];
        const handle = headers["servicebusnotification-devicehandle"];
        if (typeof tags === "string") return tags.split(" || ");
        if (typeof handle === "string") return [handle];
        const batch = /name="?devices"?[^[]*(\[[^\]]*\])/s.exec(body)?.[1] ?? body.match(/\[[^\]]*\]/)?.[0];
        return JSON.parse(batch ?? "[]") as string[];
      }),
    alerts: () => hub.requests.map(({ body }) => String(JSON.parse(body).aps.alert)),
    ledger: () => project.read(".campanile/ledger.jsonl"),
  };
}

/** The only entry of a plan in JSON. */
export function planned({ stdout }: RunResult) {
  return JSON.parse(stdout).plans[0].entries[0];
}
