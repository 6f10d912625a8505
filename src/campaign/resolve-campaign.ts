import type { Diagnostic } from "../model/diagnostic.ts";
import type { Notification } from "../model/notification.ts";
import type { Hub, Project } from "../model/project.ts";
import { joinWords } from "../text/count.ts";
import { nearest } from "../text/nearest.ts";
import type { PayloadFiles } from "./payload-file.ts";
import { checkProperties } from "./properties.ts";
import type { RecipientFiles } from "./recipients/recipient-files.ts";
import { type Draft, resolveNotification } from "./resolve-notification.ts";
import type { CampaignFile, NotificationFile } from "./schema/campaign-schema.ts";
import { readTiming } from "./timing.ts";
import { createReporter, type Reporter } from "./yaml/reporter.ts";
import type { Source } from "./yaml/source.ts";

export interface ResolvedCampaign {
  /** Aliases of the hubs it may go to. */
  readonly hubs: readonly string[];
  /** Empty when the campaign has an error. */
  readonly notifications: readonly Notification[];
  readonly diagnostics: readonly Diagnostic[];
}

/** From a file whose shape is right to the notifications it stands for. Pure: the payload files were read before. */
export function resolveCampaign(
  source: Source,
  file: CampaignFile,
  context: {
    readonly project: Project;
    readonly payloadFiles: PayloadFiles;
    readonly recipientFiles: RecipientFiles;
  },
): ResolvedCampaign {
  const diagnostics: Diagnostic[] = [];
  const reporter = createReporter(source, diagnostics);
  const hubs = findHubs(file, context.project, reporter);
  const timing = readTiming(file, hubs, reporter);
  const areRight = checkProperties(file.properties ?? {}, ["properties"], reporter);
  const drafts = listDrafts(file, reporter);
  refuseDuplicates(drafts, reporter);
  const notifications = drafts.flatMap((draft) => {
    const resolved = resolveNotification(draft, {
      reporter,
      campaign: file,
      timing,
      knownTags: context.project.knownTags,
      payloadFiles: context.payloadFiles,
      recipientFiles: context.recipientFiles,
      campaignPropertiesAreRight: areRight,
      diagnostics,
    });
    return resolved === undefined ? [] : [resolved];
  });
  return { hubs: hubs.map((hub) => hub.alias), notifications, diagnostics };
}

function findHubs(file: CampaignFile, project: Project, reporter: Reporter): readonly Hub[] {
  const written = file.hub === undefined ? [project.defaultHub] : [file.hub].flat();
  return written.flatMap((alias, index) => {
    if (alias === undefined) {
      reporter.atKey(["campaign"], {
        code: "CAM3003",
        message: "the campaign names no hub, and the project has no `defaultHub`",
        hint: `Add \`hub:\` with one of ${joinWords([...project.hubs.keys()], "or")}.`,
      });
      return [];
    }
    const hub = project.hubs.get(alias);
    if (hub !== undefined) return [hub];
    const suggestion = nearest(alias, project.hubs.keys());
    const hint =
      suggestion === undefined
        ? `The project has ${joinWords([...project.hubs.keys()])}.`
        : `Did you mean \`${suggestion}\`?`;
    reporter.atValue(Array.isArray(file.hub) ? ["hub", index] : ["hub"], {
      code: "CAM3003",
      message: `the project has no hub \`${alias}\``,
      hint,
    });
    return [];
  });
}

const perNotification = ["platform", "id", "headers", "payload", "payloadFile"] as const;

function listDrafts(file: CampaignFile, reporter: Reporter): readonly Draft[] {
  const { notifications } = file;
  if (notifications === undefined) {
    const { platform } = file;
    if (platform === undefined) {
      reporter.atKey(["campaign"], {
        code: "CAM2002",
        message: "the campaign has no platform",
        hint: "Add `platform: apple` and a payload, or a list of `notifications`.",
      });
      return [];
    }
    const single: NotificationFile = { ...file, platform };
    return [{ path: [], fields: single, id: file.id ?? platform }];
  }
  for (const key of perNotification) {
    if (file[key] === undefined) continue;
    reporter.atKey([key], {
      code: "CAM2006",
      message: `\`${key}\` cannot stand beside \`notifications\``,
      hint: "Move it into the notifications that it is for.",
    });
  }
  return notifications.map((fields, index) => ({
    path: ["notifications", index],
    fields,
    id: fields.id ?? fields.platform,
  }));
}

function refuseDuplicates(drafts: readonly Draft[], reporter: Reporter): void {
  const seen = new Set<string>();
  for (const { path, fields, id } of drafts) {
    if (!seen.has(id)) {
      seen.add(id);
      continue;
    }
    const at = fields.id === undefined ? "platform" : "id";
    const message =
      fields.id === undefined ? `two notifications for \`${id}\`` : `two notifications have the id \`${id}\``;
    reporter.atValue([...path, at], {
      code: "CAM3005",
      message,
      hint: "Give each an `id` of its own, which the ledger keeps.",
    });
  }
}
