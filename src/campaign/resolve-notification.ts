import { type Diagnostic, hasErrors } from "../model/diagnostic.ts";
import type { JsonObject } from "../model/json.ts";
import type { Notification } from "../model/notification.ts";
import type { Platform, RenderedPayload } from "../platforms/platform.ts";
import { platforms } from "../platforms/registry.ts";
import { byteLength } from "../text/count.ts";
import { findAudience, readAudience } from "./audience.ts";
import { renderHeaders } from "./headers.ts";
import { explainSize, renderPayload } from "./payload.ts";
import { findPayload, type PayloadFiles, type PayloadPlaces } from "./payload-file.ts";
import { checkProperties } from "./properties.ts";
import { reportFindings } from "./report-findings.ts";
import type { CampaignFile, NotificationFile } from "./schema/campaign-schema.ts";
import type { Timing } from "./timing.ts";
import type { Reporter } from "./yaml/reporter.ts";
import { diagnose, type Path, spotOfValue } from "./yaml/source.ts";

/** One notification as written: its place in the file and its fields. */
export interface Draft {
  /** Empty when the campaign itself is the notification. */
  readonly path: Path;
  readonly fields: NotificationFile;
  readonly id: string;
}

export interface NotificationContext {
  readonly reporter: Reporter;
  readonly diagnostics: Diagnostic[];
  readonly campaign: CampaignFile;
  readonly timing: Timing;
  readonly knownTags: readonly string[] | undefined;
  readonly payloadFiles: PayloadFiles;
  readonly campaignPropertiesAreRight: boolean;
}

/** Renders one notification. `undefined` when it, or the campaign around it, has an error. */
export function resolveNotification(draft: Draft, context: NotificationContext): Notification | undefined {
  const { reporter, campaign, diagnostics } = context;
  const { path, fields, id } = draft;
  const platform = platforms[fields.platform];
  if (platform.retired !== undefined) {
    reporter.atValue([...path, "platform"], {
      code: "CAM3023",
      message: `\`${platform.name}\` is retired: ${platform.retired}`,
    });
  }
  const levels =
    path.length === 0
      ? [{ path, fields }]
      : [
          { path, fields },
          { path: [], fields: campaign },
        ];
  const level = findAudience(reporter, levels);
  const audience = level && readAudience(level, { reporter, knownTags: context.knownTags, platform });
  const own = path.length === 0 ? {} : (fields.properties ?? {});
  const areRight = checkProperties(own, [...path, "properties"], reporter);
  const properties: JsonObject = { ...campaign.properties, ...own };
  const ownHeaders = renderHeaders(fields.headers ?? {}, properties, {
    reporter,
    path: [...path, "headers"],
  });
  const places = findPayload(draft, { ...context, platform, properties });
  if (places === undefined) return undefined;
  // A wrong header is no reason to say nothing of the payload.
  const headers = ownHeaders ?? {};
  const payload = renderPayload(places.main, { platform, properties, headers });
  if (payload === undefined) return undefined;
  reportFindings(platform.inspect(payload), {
    platform,
    places,
    headersAt: { reporter, path: [...path, "headers"] },
  });
  const { schedule, expires } = context.timing;
  if (audience?.kind === "devices" && schedule !== undefined) {
    // Source: SDK 2.1.0, which has no scheduled direct send.
    reporter.atKey(["schedule"], {
      code: "CAM3028",
      message: "a hub schedules no direct send, and this goes to device handles",
      hint: "Address tags, or remove `schedule` and send at that time.",
    });
  }
  const collapses = campaign.onUnknown === "resend";
  checkSize(payload, places, { platform, collapses, expiresAtMs: expires?.atMs });
  if (collapses && platform.collapse?.(platform.complete(payload), sampleId) === undefined) {
    reporter.atValue(["onUnknown"], {
      code: "CAM3029",
      message: `\`resend\` could show it twice: ${platform.collapse === undefined ? `${platform.title} replaces nothing on a device` : `no device replaces this notification of ${id}`}`,
      hint: "Use `hold`, which waits for a person, or `assume-sent`.",
    });
  }
  const isWrong =
    ownHeaders === undefined ||
    audience === undefined ||
    !areRight ||
    !context.campaignPropertiesAreRight ||
    hasErrors(diagnostics);
  if (isWrong) return undefined;
  const { line, column } = diagnose(reporter.source, spotOfValue(reporter.source, path), {
    code: "CAM1001",
    message: "",
  });
  return {
    campaign: campaign.campaign,
    revision: fields.revision ?? campaign.revision ?? 1,
    id,
    platform: platform.name,
    audience,
    headers,
    body: payload.body,
    form: payload.form,
    schedule: schedule?.text,
    scheduleAtMs: schedule?.atMs,
    expires: expires?.text,
    expiresAtMs: expires?.atMs,
    onUnknown: campaign.onUnknown ?? "hold",
    cancelled: campaign.cancelled ?? false,
    repeat: campaign.repeat ?? false,
    written: { headers: fields.headers ?? {}, payload: places.main.written, properties },
    file: reporter.source.file,
    position: { line, column },
  };
}

/** As long as each collapse id. */
const sampleId = "0".repeat(32);

interface SizeContext {
  readonly platform: Platform;
  readonly collapses: boolean;
  readonly expiresAtMs: number | undefined;
}

/** The largest body is the one with the expiry in the service's own words, long before its time. */
function checkSize(
  payload: RenderedPayload,
  places: PayloadPlaces,
  { platform, collapses, expiresAtMs }: SizeContext,
): void {
  const plain = platform.complete(payload);
  const message = (collapses ? platform.collapse?.(plain, sampleId) : undefined) ?? plain;
  const complete =
    expiresAtMs === undefined ? message : (platform.expire?.(message, expiresAtMs, 0) ?? message);
  const size = byteLength(complete.body);
  if (size <= platform.maxBytes) return;
  places.main.reporter.atKey(places.main.path, explainSize(platform, size));
}
