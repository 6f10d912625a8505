import type { SettingChange } from "../model/change.ts";
import type { Hub, LedgerSettings, Policy, Project, SecretReference } from "../model/project.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import { describeQuietHours } from "./quiet-hours.ts";

type Settings = Pick<Project, "hubs" | "defaultHub" | "campaigns" | "ledger">;

/** What of a project file decides whether and where something is sent: the ledger, hubs and their policies. */
export function compareSettings(before: Settings, after: Settings): readonly SettingChange[] {
  const aliases = [...new Set([...before.hubs.keys(), ...after.hubs.keys()])];
  return [
    ...differ("campaigns", before.campaigns, after.campaigns),
    ...differ("defaultHub", before.defaultHub, after.defaultHub),
    ...differ("ledger", sayLedger(before.ledger), sayLedger(after.ledger)),
    ...aliases.flatMap((hub) =>
      compareHubs(before.hubs.get(hub), after.hubs.get(hub)).map((change) => ({ hub, ...change })),
    ),
  ];
}

function compareHubs(before: Hub | undefined, after: Hub | undefined): readonly SettingChange[] {
  const [old, young] = [readHub(before), readHub(after)];
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((setting) =>
    differ(setting, old.get(setting), young.get(setting)),
  );
}

function readHub(hub: Hub | undefined): ReadonlyMap<string, string | undefined> {
  if (hub === undefined) return new Map();
  const settings: [string, string | undefined][] =
    hub.kind === "emulator"
      ? [
          ["kind", "the emulator"],
          ["emulator", hub.fleet],
        ]
      : [
          ["kind", "a real hub"],
          ["hub", hub.hub],
          ["connectionString", saySecret(hub.connectionString)],
          ["tier", hub.tier],
          ["allowedHosts", sayList(hub.allowedHosts)],
        ];
  return new Map([...settings, ["testTag", hub.testTag], ...readPolicy(hub.policy)]);
}

function readPolicy(policy: Policy): [string, string | undefined][] {
  const { requireExpiry, broadcast, maxRequests, maxPerMinute, sendFrom, quietHours } = policy;
  return [
    ["policy.requireExpiry", String(requireExpiry)],
    ["policy.broadcast", broadcast],
    ["policy.maxRequests", maxRequests?.toString()],
    ["policy.maxPerMinute", maxPerMinute?.toString()],
    ["policy.sendFrom", sendFrom === undefined ? undefined : sendFrom.join(", ")],
    [
      "policy.quietHours",
      quietHours === undefined
        ? undefined
        : `${describeQuietHours(quietHours).replace(/^.*?: /, "")}, ${quietHours.action}`,
    ],
  ];
}

/** Where a secret lies is in the file; the secret is not. */
function saySecret(reference: SecretReference): string {
  return reference.kind === "environment" ? `\${${reference.variable}}` : `the file ${reference.path}`;
}

function sayList(items: readonly string[]): string | undefined {
  return items.length === 0 ? undefined : items.join(", ");
}

function sayLedger(ledger: LedgerSettings): string {
  if (ledger.backend === "file") return `the file ${ledger.path}`;
  if (ledger.backend === "git") return `the branch ${ledger.branch} of ${ledger.remote}`;
  const { connection, container, prefix } = ledger;
  return `Azure blobs: ${canonicalJson({ connection: saySecret(connection), container, prefix })}`;
}

function differ(
  setting: string,
  before: string | undefined,
  after: string | undefined,
): readonly SettingChange[] {
  if (before === after) return [];
  return [
    {
      setting,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}
