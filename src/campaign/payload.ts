import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { PayloadForm } from "../model/notification.ts";
import { parseXml } from "../nh/xml.ts";
import type { Platform, RenderedPayload } from "../platforms/platform.ts";
import { byteLength, formatAmount } from "../text/count.ts";
import { escapeJson, escapeXml } from "../text/escape.ts";
import { findJsonError } from "../text/json-error.ts";
import { parseJson } from "../text/parse-json.ts";
import { renderLeaf } from "./leaf.ts";
import type { Reporter } from "./yaml/reporter.ts";
import type { Path, Remark } from "./yaml/source.ts";

/** Where a payload is written: in the campaign, or in a file of its own. */
export interface PayloadPlace {
  readonly reporter: Reporter;
  readonly path: Path;
  readonly written: Json;
  /** The values are properties: no templates, and text when they are scalars. */
  readonly isLiteral: boolean;
}

export interface PayloadOptions {
  readonly platform: Platform;
  readonly properties: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

/** Renders a payload leaf by leaf. `undefined` when something is wrong; the reporter knows what. */
export function renderPayload(place: PayloadPlace, options: PayloadOptions): RenderedPayload | undefined {
  return typeof place.written === "string"
    ? renderTextPayload(place, place.written, options)
    : renderTreePayload(place, options);
}

function renderTreePayload(place: PayloadPlace, options: PayloadOptions): RenderedPayload | undefined {
  const { platform, properties, headers } = options;
  if (place.isLiteral) return treePayload(textOfScalars(place.written), headers);
  let isRight = true;
  const render = (value: Json, path: readonly (string | number)[]): Json => {
    if (typeof value === "string") {
      const wants = platform.wantsText(path) ? "text" : "scalar";
      const rendered = renderLeaf(value, properties, {
        reporter: place.reporter,
        path: [...place.path, ...path],
        wants,
      });
      if (rendered === undefined) isRight = false;
      return rendered ?? "";
    }
    if (value === null && !place.reporter.isWritten([...place.path, ...path])) {
      isRight = false;
      place.reporter.atKey([...place.path, ...path], {
        code: "CAM2001",
        message: `${typeof path.at(-1) === "number" ? "this entry" : `\`${path.at(-1)}\``} has no value`,
        hint: "Give it one; write null if the app is to get a null.",
      });
    }
    if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      isRight = false;
      place.reporter.atValue([...place.path, ...path], {
        code: "CAM3022",
        message: "the number is beyond 2^53 and would be rounded",
        hint: "Put it in quotes.",
      });
    }
    if (Array.isArray(value)) return value.map((item: Json, index) => render(item, [...path, index]));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, render(member, [...path, key])]),
    );
  };
  const tree = render(place.written, []);
  return isRight ? treePayload(tree, headers) : undefined;
}

function treePayload(tree: Json, headers: Readonly<Record<string, string>>): RenderedPayload {
  return { form: "json", body: JSON.stringify(tree), tree, headers };
}

function textOfScalars(properties: Json): Json {
  if (!isJsonObject(properties)) return properties;
  const entries = Object.entries(properties).map(([name, value]) => {
    return [name, typeof value === "number" || typeof value === "boolean" ? String(value) : value];
  });
  return Object.fromEntries(entries);
}

function renderTextPayload(
  place: PayloadPlace,
  text: string,
  options: PayloadOptions,
): RenderedPayload | undefined {
  const { platform, properties, headers } = options;
  const form = platform.readForm?.(text, headers) ?? platform.forms[0] ?? "raw";
  const { reporter, path } = place;
  const escapeText = escapes[form];
  const body = renderLeaf(text, properties, {
    reporter,
    path,
    wants: "text",
    ...(escapeText === undefined ? {} : { escapeText }),
  });
  if (typeof body !== "string") return undefined;
  const size = byteLength(body);
  if (size > platform.maxBytes) {
    // Nothing larger is worth a parser's time, nor a second complaint.
    reporter.atKey(path, explainSize(platform, size));
    return undefined;
  }
  const error = findFormError(form, body);
  if (error !== undefined) {
    const remark = { code: "CAM3012", message: error.message, hint: error.hint } as const;
    // Where the text was rendered, an offset in the result is none in the file.
    if (body === text) reporter.inText(path, { start: error.offset, end: error.offset + 1 }, remark);
    else reporter.atValue(path, remark);
    return undefined;
  }
  return { form, body, tree: form === "json" ? parseJson(body) : undefined, headers };
}

/** What to say of a body that is larger than the service takes. */
export function explainSize(platform: Platform, sizeBytes: number): Remark {
  const over = formatAmount(sizeBytes - platform.maxBytes);
  return {
    code: "CAM3013",
    message: `the payload has ${formatAmount(sizeBytes)} bytes, ${over} more than ${platform.title} takes`,
    hint: "Shorten the texts; a character beyond ASCII counts 2 to 4 bytes.",
  };
}

const escapes: Readonly<Record<PayloadForm, ((text: string) => string) | undefined>> = {
  json: escapeJson,
  xml: escapeXml,
  raw: undefined,
};

interface FormError {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

function findFormError(form: PayloadForm, body: string): FormError | undefined {
  if (form === "json") {
    const offset = findJsonError(body);
    if (offset === undefined) return undefined;
    return {
      offset,
      message: "the payload is not JSON from here on",
      hint: "Mend it, or write the payload as a YAML tree.",
    };
  }
  if (form === "xml") return findXmlError(body);
  return undefined;
}

function findXmlError(body: string): FormError | undefined {
  const reading = parseXml(body);
  if (reading.kind === "document") return undefined;
  const hint = /document type/.test(reading.message)
    ? "Remove it, and write its entities out."
    : "Close every element and escape & as &amp;.";
  return { offset: reading.offset, message: `the payload is not well-formed XML: ${reading.message}`, hint };
}
