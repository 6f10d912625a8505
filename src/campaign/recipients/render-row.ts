import { type MemberMessage, nullColumns, type RowRendering, type RowValues } from "../../model/audience.ts";
import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import { checkTag } from "../../nh/tag.ts";
import type { Platform, RenderedPayload } from "../../platforms/platform.ts";
import { globToRegExp } from "../../text/glob.ts";
import { renderHeaders } from "../headers.ts";
import { renderLeaf } from "../leaf.ts";
import { type PayloadPlace, renderPayload } from "../payload.ts";
import type { Reporter } from "../yaml/reporter.ts";
import type { Path, Remark } from "../yaml/source.ts";
import { compilePayload } from "./compile-payload.ts";
import type { RecipientDraft } from "./resolve-recipients.ts";
import { createRowCache, type MakeOfRow } from "./row-cache.ts";

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
  const { draft, properties } = template;
  const isKnown = createTagCheck(template.knownTags);
  const capture = captureRemarks(template.reporter);
  const renderMessage = createMessageRenderer(template, capture);
  const cache = createRowCache<MemberMessage | string>(listTexts(template));
  const hasProperties = Object.keys(properties).length > 0;
  const make: MakeOfRow<MemberMessage | string> = (values, { isKept }) =>
    renderMessage(hasProperties ? { ...properties, ...values } : values, { isShared: isKept });
  const addressOf = createAddressReader(draft, properties, capture);
  return (values) => {
    const address = addressOf(values);
    const problem =
      address === undefined
        ? (capture.first() ?? wrong)
        : draft.addressKind === "handle"
          ? checkHandle(address)
          : (explainTag(address) ?? isKnown(address));
    if (address === undefined || problem !== undefined) return fail(problem ?? wrong, values);
    const message = cache.get(values, make);
    return typeof message === "string" ? fail(message, values) : { kind: "rendered", address, message };
  };
}

function fail(reason: string, values: RowValues): RowRendering {
  const isNull = values[nullColumns]?.find((name) => reason === `\`${name}\` is not defined`);
  return { kind: "failed", reason: isNull === undefined ? reason : `\`${isNull}\` is null` };
}

/** A column is read as it stands; a template needs everything that is in force. */
function createAddressReader(
  draft: RecipientDraft,
  properties: JsonObject,
  capture: Capture,
): (values: RowValues) => string | undefined {
  const { address } = draft;
  return (values) => {
    if (address.kind === "column") {
      const value = Object.hasOwn(values, address.column) ? String(values[address.column]) : "";
      if (value !== "") return `$${address.tagName}:{${value}}`;
    }
    capture.clear();
    return readAddress(draft, { ...properties, ...values }, capture.reporter);
  };
}

/** What a row comes to, or why it comes to nothing. */
function createMessageRenderer(
  template: RowTemplate,
  capture: Capture,
): (properties: JsonObject, sharing: Pick<MemberMessage, "isShared">) => MemberMessage | string {
  const { platform, headers, headersPath, payload } = template;
  const place = { ...payload, reporter: capture.reporter };
  const isTree = !payload.isLiteral && typeof payload.written !== "string";
  const renderTree = isTree ? compilePayload(payload.written, platform) : () => undefined;
  const fixedHeaders = Object.values(headers).every((value) => !String(value).includes("{{"))
    ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    : undefined;
  const render = (properties: JsonObject, rendered: Record<string, string>): RenderedPayload | undefined => {
    const tree = renderTree(properties);
    if (tree !== undefined) return { form: "json", body: JSON.stringify(tree), tree, headers: rendered };
    return renderPayload(payload.isLiteral ? { ...place, written: properties } : place, {
      platform,
      properties,
      headers: rendered,
    });
  };
  return (properties, { isShared }) => {
    capture.clear();
    const rendered =
      fixedHeaders ?? renderHeaders(headers, properties, { reporter: capture.reporter, path: headersPath });
    if (rendered === undefined) return capture.first() ?? wrong;
    const body = render(properties, rendered);
    if (body === undefined) return capture.first() ?? wrong;
    const finding = platform.inspect(body).find(({ kind }) => kind !== "advice");
    if (finding !== undefined) return finding.message;
    // No text has more bytes than three times its units, so most need not be counted.
    const isSmall = body.body.length * 3 + maxAddedBytes <= platform.maxBytes;
    const problem = isSmall ? undefined : template.measure(body)?.message;
    return problem ?? { isShared, headers: rendered, body: body.body };
  };
}

/** What a platform adds to a body for an expiry or a collapse id is far less. */
const maxAddedBytes = 1_024;

/** All templates that a row's message is made of; a body made of the columns themselves depends on each of them. */
function listTexts({ headers, payload }: RowTemplate): readonly string[] {
  if (payload.isLiteral) return ["{{this}}"];
  const texts = Object.values(headers).map(String);
  const visit = (value: Json): void => {
    if (typeof value === "string") texts.push(value);
    else if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isJsonObject(value)) for (const member of Object.values(value)) visit(member);
  };
  visit(payload.written);
  return texts;
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

interface Capture {
  readonly reporter: Reporter;
  first(): string | undefined;
  clear(): void;
}

/** Takes remarks about a row, which has no place in the campaign's file. */
function captureRemarks(original: Reporter): Capture {
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
