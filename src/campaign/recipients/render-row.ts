import type { RowRendering, RowValues } from "../../model/audience.ts";
import type { JsonObject } from "../../model/json.ts";
import { checkTag } from "../../nh/tag.ts";
import type { Platform, RenderedPayload } from "../../platforms/platform.ts";
import { globToRegExp } from "../../text/glob.ts";
import { renderHeaders } from "../headers.ts";
import { renderLeaf } from "../leaf.ts";
import { type PayloadPlace, renderPayload } from "../payload.ts";
import type { Reporter } from "../yaml/reporter.ts";
import type { Path, Remark } from "../yaml/source.ts";
import type { RecipientDraft } from "./resolve-recipients.ts";

export interface RowTemplate {
  readonly draft: RecipientDraft;
  readonly platform: Platform;
  /** In force for every row; its columns come on top. */
  readonly properties: JsonObject;
  readonly headers: Readonly<Record<string, string | number | boolean>>;
  readonly headersPath: Path;
  readonly payload: PayloadPlace;
  readonly knownTags: readonly string[] | undefined;
  readonly reporter: Reporter;
  /** What to say of a body that is too large for what the platform adds to it. */
  readonly measure: (payload: RenderedPayload) => Remark | undefined;
}

/** Prepares to render rows: a mistake in one is a reason to leave it out, and says nothing of the others. */
export function createRowRenderer(template: RowTemplate): (values: RowValues) => RowRendering {
  const { draft, platform, properties, headers, headersPath, payload } = template;
  const isKnown = createTagCheck(template.knownTags);
  const capture = captureRemarks(template.reporter);
  const place = { ...payload, reporter: capture.reporter };
  return (values) => {
    capture.clear();
    const merged: JsonObject = { ...properties, ...values };
    const address = readAddress(draft, merged, capture.reporter);
    const problem =
      address === undefined
        ? capture.first()
        : draft.addressKind === "handle"
          ? checkHandle(address)
          : (explainTag(address) ?? isKnown(address));
    if (address === undefined || problem !== undefined) return { kind: "failed", reason: problem ?? wrong };
    const rendered = renderHeaders(headers, merged, { reporter: capture.reporter, path: headersPath });
    if (rendered === undefined) return { kind: "failed", reason: capture.first() ?? wrong };
    const body = renderPayload(payload.isLiteral ? { ...place, written: merged } : place, {
      platform,
      properties: merged,
      headers: rendered,
    });
    if (body === undefined) return { kind: "failed", reason: capture.first() ?? wrong };
    const finding = platform.inspect(body).find(({ kind }) => kind !== "advice");
    const trouble = finding?.message ?? template.measure(body)?.message;
    if (trouble !== undefined) return { kind: "failed", reason: trouble };
    return { kind: "rendered", address, headers: rendered, body: body.body };
  };
}

const wrong = "the row cannot be rendered";

export function readAddress(
  { address }: Pick<RecipientDraft, "address">,
  properties: JsonObject,
  reporter: Reporter,
): string | undefined {
  if (address.kind === "column") {
    const value = String(properties[address.column] ?? "");
    if (value !== "") return `$${address.tagName}:{${value}}`;
    reporter.atValue(address.path, { code: "CAM3034", message: `\`${address.column}\` is empty`, hint: "" });
    return undefined;
  }
  const rendered = renderLeaf(address.text, properties, { reporter, path: address.path, wants: "text" });
  return typeof rendered === "string" ? rendered : undefined;
}

/** Names no tag: it can say who a person is, and reasons are shown. */
function explainTag(address: string): string | undefined {
  const problem = checkTag(address);
  return problem?.reason === "reserved"
    ? "the id in its tag is made of letters, digits and _ @ # . : = - alone"
    : problem?.message;
}

export function checkHandle(handle: string): string | undefined {
  if (handle === "") return "the handle is empty";
  return /[^\x20-\x7e]/.test(handle) ? "a handle is printable ASCII, without line breaks" : undefined;
}

function createTagCheck(knownTags: readonly string[] | undefined): (tag: string) => string | undefined {
  if (knownTags === undefined) return () => undefined;
  const patterns = knownTags.map((glob) => globToRegExp(glob, { segmentSeparator: "none" }));
  return (tag) =>
    tag.startsWith("$") || patterns.some((pattern) => pattern.test(tag))
      ? undefined
      : "its tag fits none of `tags.known`";
}

/** Takes remarks about a row, which has no place in the campaign's file. */
function captureRemarks(original: Reporter) {
  let remarks: Remark[] = [];
  const take = (remark: Remark): void => {
    remarks.push(remark);
  };
  const reporter: Reporter = {
    source: original.source,
    atValue: (_, remark) => take(remark),
    atKey: (_, remark) => take(remark),
    hidden: (_, remark) => take(remark),
    inText: (_, __, remark) => take(remark),
    isWritten: original.isWritten,
    placeOf: original.placeOf,
  };
  return {
    reporter,
    first: () => remarks[0]?.message,
    clear: () => {
      if (remarks.length > 0) remarks = [];
    },
  };
}
