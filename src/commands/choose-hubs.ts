import type { CampaignReading } from "../campaign/load-campaign.ts";
import { UsageError } from "../model/errors.ts";
import type { Io } from "../model/io.ts";
import type { Notification } from "../model/notification.ts";
import type { Hub, Project } from "../model/project.ts";
import { count, joinWords } from "../text/count.ts";
import { nearest } from "../text/nearest.ts";
import { type Options, textOption } from "./command.ts";

/** What one hub is to be sent. */
export interface HubShare {
  readonly hub: Hub;
  readonly notifications: readonly Notification[];
}

/** The hub that the command line or the environment names. */
export function namedHub(project: Project, options: Options, io: Pick<Io, "env">): Hub | undefined {
  const alias = textOption(options, "hub") ?? io.env["CAMPANILE_HUB"];
  if (alias === undefined || alias === "") return undefined;
  const hub = project.hubs.get(alias);
  if (hub !== undefined) return hub;
  const suggestion = nearest(alias, project.hubs.keys());
  const hint =
    suggestion === undefined
      ? `The hubs are ${joinWords([...project.hubs.keys()])}.`
      : `Did you mean \`${suggestion}\`?`;
  throw new UsageError(`${project.file} has no hub \`${alias}\``, hint);
}

/** The named hub, else the project's default. */
export function singleHub(project: Project, options: Options, io: Io): Hub {
  const hub = namedHub(project, options, io) ?? project.hubs.get(project.defaultHub ?? "");
  if (hub === undefined) {
    throw new UsageError(
      "no hub is named, and the project has no `defaultHub`",
      `Choose one with --hub: ${joinWords([...project.hubs.keys()], "or")}.`,
    );
  }
  return hub;
}

/**
 * Divides campaigns among hubs. `--hub` chooses among the hubs that a campaign names and never overrides: a campaign
 * for other hubs is left out. Without it, a campaign goes to its only hub.
 */
export function shareAmongHubs(
  readings: readonly CampaignReading[],
  project: Project,
  named: Hub | undefined,
): {
  readonly shares: readonly HubShare[];
  readonly leftOut: number;
} {
  const notificationsOf = new Map<string, Notification[]>();
  if (named !== undefined) notificationsOf.set(named.alias, []);
  let leftOut = 0;
  for (const { file, hubs, notifications } of readings) {
    if (notifications.length === 0) continue;
    if (named === undefined && hubs.length > 1) {
      throw new UsageError(`${file} may go to ${joinWords(hubs, "or")}`, "Choose one with --hub.");
    }
    const alias = named === undefined ? hubs[0] : hubs.find((candidate) => candidate === named.alias);
    if (alias === undefined) leftOut++;
    else notificationsOf.set(alias, [...(notificationsOf.get(alias) ?? []), ...notifications]);
  }
  const shares = [...notificationsOf].flatMap(([alias, notifications]) => {
    const hub = project.hubs.get(alias);
    return hub === undefined ? [] : [{ hub, notifications }];
  });
  return { shares, leftOut };
}

export function describeLeftOut(leftOut: number, hub: Hub): string {
  return `${count(leftOut, "campaign")} for other hubs than ${hub.alias} ${leftOut === 1 ? "was" : "were"} left out.`;
}
