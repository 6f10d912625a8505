import type { JsonObject } from "../model/json.ts";
import type { Platform } from "../platforms/platform.ts";
import type { PayloadPlace } from "./payload.ts";
import type { Draft, NotificationContext } from "./resolve-notification.ts";
import type { CampaignFile } from "./schema/campaign-schema.ts";
import { createReporter } from "./yaml/reporter.ts";
import type { Remark, Source } from "./yaml/source.ts";

/** What became of each `payloadFile`, by the path as written. */
export type PayloadFiles = ReadonlyMap<string, PayloadFileReading>;

export type PayloadFileReading =
  | { readonly kind: "source"; readonly source: Source }
  | { readonly kind: "refused"; readonly remark: Omit<Remark, "code"> }
  /** Its own diagnostics say why. */
  | { readonly kind: "malformed" };

/** Where the payload of a notification is written, and where each of its properties is, for `template`. */
export interface PayloadPlaces {
  readonly main: PayloadPlace;
  /** For a body made of properties: the place of one of them. */
  readonly placeOfProperty: ((name: string) => PayloadPlace) | undefined;
}

/** Every `payloadFile` that a campaign names. */
export function listPayloadFiles(file: CampaignFile): readonly string[] {
  const named = [
    file.payloadFile,
    ...(file.notifications ?? []).map((notification) => notification.payloadFile),
  ];
  return [...new Set(named.flatMap((path) => (path === undefined ? [] : [path])))];
}

/** Finds the payload that a notification must have exactly once. */
export function findPayload(
  draft: Draft,
  context: NotificationContext & { readonly platform: Platform; readonly properties: JsonObject },
): PayloadPlaces | undefined {
  const { reporter, platform } = context;
  const { path, fields } = draft;
  if (fields.payload !== undefined && fields.payloadFile !== undefined) {
    reporter.atKey([...path, "payloadFile"], {
      code: "CAM3011",
      message: "two payloads: `payload` and `payloadFile`",
      hint: "Keep one of the two.",
    });
    return undefined;
  }
  if (fields.payload !== undefined) {
    return {
      main: { reporter, path: [...path, "payload"], written: fields.payload, isLiteral: false },
      placeOfProperty: undefined,
    };
  }
  if (fields.payloadFile !== undefined) return findPayloadFile(draft, fields.payloadFile, context);
  if (platform.bodyFromProperties === true && Object.keys(context.properties).length > 0) {
    return placesOfProperties(draft, context);
  }
  const hint =
    platform.bodyFromProperties === true
      ? "Add `properties`, or `payload`."
      : "Add `payload`, or `payloadFile` with a path beside the campaign.";
  const remark = { code: "CAM3011", message: "the notification has no payload", hint } as const;
  reporter.atValue([...path, "platform"], remark);
  return undefined;
}

function findPayloadFile(
  draft: Draft,
  written: string,
  context: NotificationContext,
): PayloadPlaces | undefined {
  const reading = context.payloadFiles.get(written);
  if (reading === undefined || reading.kind === "malformed") return undefined;
  if (reading.kind === "refused") {
    context.reporter.atValue([...draft.path, "payloadFile"], { code: "CAM3025", ...reading.remark });
    return undefined;
  }
  const reporter = createReporter(reading.source, context.diagnostics);
  return {
    main: { reporter, path: [], written: reading.source.value ?? "", isLiteral: false },
    placeOfProperty: undefined,
  };
}

/** Properties are values, never templates: a body made of them is not rendered again. */
function placesOfProperties(
  draft: Draft,
  context: NotificationContext & { readonly properties: JsonObject },
): PayloadPlaces {
  const { reporter, properties } = context;
  const ownPath = [...draft.path, "properties"];
  const own = draft.fields.properties ?? {};
  const place = (path: PayloadPlace["path"]): PayloadPlace => ({
    reporter,
    path,
    written: properties,
    isLiteral: true,
  });
  return {
    main: place(draft.fields.properties === undefined ? ["properties"] : ownPath),
    placeOfProperty: (name) => place(Object.hasOwn(own, name) ? ownPath : ["properties"]),
  };
}
