import type { Audience } from "../model/audience.ts";
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
import type { RecipientFiles } from "./recipients/recipient-files.ts";
import { createRowRenderer, readAddress } from "./recipients/render-row.ts";
import { type RecipientDraft, resolveRecipients } from "./recipients/resolve-recipients.ts";
import { reportFindings } from "./report-findings.ts";
import type { CampaignFile, NotificationFile } from "./schema/campaign-schema.ts";
import type { Timing } from "./timing.ts";
import { createReporter, type Reporter } from "./yaml/reporter.ts";
import { diagnose, type Path, type Remark, spotOfValue } from "./yaml/source.ts";

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
  readonly recipientFiles: RecipientFiles;
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
  const recipients = level?.fields.recipients;
  const found =
    level === undefined || recipients === undefined
      ? undefined
      : resolveRecipients(recipients, [...level.path, "recipients"], { ...context, platform });
  const own = path.length === 0 ? {} : (fields.properties ?? {});
  const areRight = checkProperties(own, [...path, "properties"], reporter);
  const properties: JsonObject = { ...campaign.properties, ...own };
  if (recipients !== undefined && found === undefined) return undefined;
  const setting: Setting = { draft, context, platform, properties };
  const crowd = found === undefined ? undefined : leaveOutWrongRows(found, setting);
  const collapses = campaign.onUnknown === "resend";
  let main: Rendered | undefined;
  // Row by row, until one shows what is wrong.
  for (const row of crowd?.sample ?? [{}]) {
    const rendered = renderOnce({ ...setting, properties: { ...properties, ...row } });
    if (rendered === undefined) return undefined;
    main ??= rendered;
    if (hasErrors(diagnostics)) break;
  }
  if (main === undefined) return undefined;
  const { payload, places, headers } = main;
  const audience =
    level === undefined
      ? undefined
      : crowd === undefined
        ? readAudience(level, { reporter, knownTags: context.knownTags, platform })
        : gather(crowd, main, setting);
  const { schedule, expires } = context.timing;
  if (audience?.kind === "devices" && schedule !== undefined) {
    // Source: SDK 2.1.0, which has no scheduled direct send.
    reporter.atKey(["schedule"], {
      code: "CAM3028",
      message: "a hub schedules no direct send, and this goes to device handles",
      hint: "Address tags, or remove `schedule` and send at that time.",
    });
  }
  if (collapses && crowd?.isAddressOfId === false) {
    reporter.atValue(["onUnknown"], {
      code: "CAM3029",
      message: "`resend` could reach another device: the address is not made of `id` alone",
      hint: "Make it of the same column, as `id: id, user: id`; or use `hold`, or `assume-sent`.",
    });
  } else if (collapses && platform.collapse?.(platform.complete(payload), sampleId) === undefined) {
    reporter.atValue(["onUnknown"], {
      code: "CAM3029",
      message: `\`resend\` could show it twice: ${platform.collapse === undefined ? `${platform.title} replaces nothing on a device` : `no device replaces this notification of ${id}`}`,
      hint: "Use `hold`, which waits for a person, or `assume-sent`.",
    });
  }
  const isWrong =
    headers === undefined ||
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
    written: {
      headers: fields.headers ?? {},
      payload: crowd !== undefined && places.main.isLiteral ? properties : places.main.written,
      properties,
    },
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
function findOversize(
  payload: RenderedPayload,
  { platform, collapses, expiresAtMs }: SizeContext,
): Remark | undefined {
  const plain = platform.complete(payload);
  const message = (collapses ? platform.collapse?.(plain, sampleId) : undefined) ?? plain;
  const complete =
    expiresAtMs === undefined ? message : (platform.expire?.(message, expiresAtMs, 0) ?? message);
  const size = byteLength(complete.body);
  return size <= platform.maxBytes ? undefined : explainSize(platform, size);
}

interface Setting {
  readonly draft: Draft;
  readonly context: NotificationContext;
  readonly platform: Platform;
  readonly properties: JsonObject;
}

interface Rendered {
  /** `undefined` when one is wrong, which is no reason to say nothing of the payload. */
  readonly headers: Record<string, string> | undefined;
  readonly payload: RenderedPayload;
  readonly places: PayloadPlaces;
}

function renderOnce({ draft, context, platform, properties }: Setting): Rendered | undefined {
  const { reporter } = context;
  const headersPath = [...draft.path, "headers"];
  const headers = renderHeaders(draft.fields.headers ?? {}, properties, { reporter, path: headersPath });
  const places = findPayload(draft, { ...context, platform, properties });
  if (places === undefined) return undefined;
  const payload = renderPayload(places.main, { platform, properties, headers: headers ?? {} });
  if (payload === undefined) return undefined;
  reportFindings(platform.inspect(payload), {
    platform,
    places,
    headersAt: { reporter, path: headersPath },
  });
  const oversize = findOversize(payload, sizeContext(context, platform));
  if (oversize !== undefined) places.main.reporter.atKey(places.main.path, oversize);
  return { headers, payload, places };
}

function sizeContext({ campaign, timing }: NotificationContext, platform: Platform): SizeContext {
  return { platform, collapses: campaign.onUnknown === "resend", expiresAtMs: timing.expires?.atMs };
}

/** A wrong row at the head of a file is told like any other, unless no row there is right: then the template is wrong. */
function leaveOutWrongRows(crowd: RecipientDraft, setting: Setting): RecipientDraft {
  if (crowd.isSampleMadeUp) return crowd;
  const sample = crowd.sample.filter((row) => {
    const diagnostics: Diagnostic[] = [];
    const reporter = createReporter(setting.context.reporter.source, diagnostics);
    const context = { ...setting.context, reporter, diagnostics };
    const rendered = renderOnce({ ...setting, context, properties: { ...setting.properties, ...row } });
    if (rendered?.headers === undefined || hasErrors(diagnostics)) return false;
    return gather({ ...crowd, sample: [row] }, rendered, { ...setting, context }) !== undefined;
  });
  return sample.length === 0 ? crowd : { ...crowd, sample };
}

/** The audience of recipients, with what each of their rows comes to. */
function gather(crowd: RecipientDraft, { places }: Rendered, setting: Setting): Audience | undefined {
  const { draft, context, platform, properties } = setting;
  const { reporter } = context;
  const [first] = crowd.sample;
  const sampleAddress = readAddress(crowd, { ...properties, ...first }, reporter);
  if (sampleAddress === undefined) return undefined;
  const renderRow = createRowRenderer({
    draft: crowd,
    platform,
    properties,
    headers: draft.fields.headers ?? {},
    headersPath: [...draft.path, "headers"],
    payload: places.main,
    knownTags: context.knownTags,
    reporter,
    measure: (payload) => findOversize(payload, sizeContext(context, platform)),
  });
  const rows = crowd.sample.map(renderRow);
  const failed = rows.find((row) => row.kind === "failed");
  if (failed?.kind === "failed") {
    reporter.atValue(crowd.address.path, {
      code: "CAM3034",
      message: failed.reason,
      hint: "This is how the first rows come out: mend the template, or the sample.",
    });
    return undefined;
  }
  const { address: _, sample: __, ...audience } = crowd;
  return { kind: "recipients", ...audience, sampleAddress, renderRow };
}
