import { isJsonObject, type JsonObject } from "../model/json.ts";
import { childElements, parseXml, textOf, type XmlElement } from "../nh/xml.ts";
import { parseJson } from "../text/parse-json.ts";

/** What a person sees of a notification: the fields that most apps show. */
export interface Face {
  readonly title: string | undefined;
  readonly subtitle: string | undefined;
  readonly body: string | undefined;
  /** Address of a picture. */
  readonly picture: string | undefined;
  /** Number on the app's icon. */
  readonly badge: string | undefined;
  readonly sound: string | undefined;
}

/**
 * Reads a payload by its shape: APNs `aps`, FCM `message`, the older `notification` and `data`, a browser's or Baidu's
 * own fields, or a toast. `undefined` when nothing of it is for the eye: data for the app alone.
 */
export function readFace(body: string): Face | undefined {
  const tree = parseJson(body);
  const face = isJsonObject(tree) ? readJsonFace(tree) : tree === undefined ? readXmlFace(body) : undefined;
  return face === undefined || Object.values(face).every((value) => value === undefined) ? undefined : face;
}

function readJsonFace(tree: JsonObject): Face {
  const aps = member(tree, "aps");
  if (aps !== undefined) return readAps(tree, aps);
  const message = member(tree, "message") ?? tree;
  const data = member(message, "data") ?? {};
  const shown = member(message, "notification");
  const native = member(member(message, "android"), "notification") ?? {};
  const web = member(member(message, "webpush"), "notification") ?? {};
  return readFields(shown === undefined ? [native, web, message, data] : [native, shown, web]);
}

/** Source: Apple, "Generating a remote notification". */
function readAps(tree: JsonObject, aps: JsonObject): Face {
  const alert = aps["alert"];
  const fields = isJsonObject(alert) ? alert : {};
  return {
    title: text(fields, "title", "title-loc-key"),
    subtitle: text(fields, "subtitle", "subtitle-loc-key"),
    body: typeof alert === "string" ? alert : text(fields, "body", "loc-key"),
    picture:
      text(member(tree, "fcm_options"), "image") ??
      text(tree, ...pictureNames) ??
      text(member(tree, "data"), ...pictureNames),
    badge: text(aps, "badge"),
    sound: text(aps, "sound") ?? text(member(aps, "sound"), "name"),
  };
}

const pictureNames = [
  "image",
  "picture",
  "image_url",
  "imageUrl",
  "image-url",
  "media-url",
  "attachment-url",
];

function readFields(places: readonly JsonObject[]): Face {
  const first = (...names: readonly string[]) =>
    places.map((place) => text(place, ...names)).find((value) => value !== undefined);
  return {
    title: first("title", "title_loc_key"),
    subtitle: undefined,
    body: first("body", "description", "message", "msg", "text", "alert", "body_loc_key"),
    picture: first(...pictureNames),
    badge: first("notification_count", "badge_count"),
    sound: first("sound"),
  };
}

function member(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
  return isJsonObject(value) ? value : undefined;
}

function text(object: JsonObject | undefined, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
    if ((typeof value === "string" && value !== "") || typeof value === "number") return String(value);
  }
  return undefined;
}

/** Source: Microsoft, "Toast content schema"; for Windows Phone, "Toasts for Windows Phone 8". */
function readXmlFace(body: string): Face | undefined {
  const reading = parseXml(body);
  if (reading.kind !== "document") return undefined;
  const elements = listElements(reading.root);
  const named = (pattern: RegExp) => elements.filter(({ local }) => pattern.test(local));
  const texts = named(/^text\d*$/i)
    .map((element) => textOf(element).trim())
    .filter((value) => value !== "");
  const [title, ...others] = texts;
  const attribute = (pattern: RegExp, name: string) =>
    named(pattern)
      .map((element) => element.attributes.get(name))
      .find((value) => value !== undefined && value !== "");
  return {
    title: others.length === 0 ? undefined : title,
    subtitle: undefined,
    body: others.length === 0 ? title : others.join("\n"),
    picture: attribute(/^image$/i, "src"),
    badge: attribute(/^badge$/i, "value"),
    sound: attribute(/^audio$/i, "src"),
  };
}

function listElements(root: XmlElement): readonly XmlElement[] {
  return [root, ...childElements(root).flatMap(listElements)];
}
