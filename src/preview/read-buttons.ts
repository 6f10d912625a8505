import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { childElements, parseXml, type XmlElement } from "../nh/xml.ts";

const maxButtons = 5;

/**
 * The words on the buttons of a payload: `actions` of a browser's or an FCM web push notification with their `title`, or
 * the `action` elements of a toast with their `content`. Apple's and Android's buttons are named in the app.
 */
export function readButtons(body: string): readonly string[] {
  const tree = parse(body);
  const words = tree === undefined ? readToast(body) : isJsonObject(tree) ? readJson(tree) : [];
  return words.filter((word) => word.trim() !== "").slice(0, maxButtons);
}

function readJson(tree: JsonObject): readonly string[] {
  const message = own(tree, "message") ?? tree;
  const places = [
    message,
    own(message, "notification"),
    own(message, "data"),
    own(own(message, "webpush"), "notification"),
  ];
  for (const place of places) {
    const actions = place !== undefined && Object.hasOwn(place, "actions") ? place["actions"] : undefined;
    if (Array.isArray(actions)) return actions.flatMap(titleOf);
  }
  return [];
}

function titleOf(action: Json): readonly string[] {
  const title = isJsonObject(action) && Object.hasOwn(action, "title") ? action["title"] : undefined;
  return typeof title === "string" ? [title] : [];
}

function own(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
  return isJsonObject(value) ? value : undefined;
}

/** Source: Microsoft, "Toast content schema", element `action`. */
function readToast(body: string): readonly string[] {
  const reading = parseXml(body);
  if (reading.kind !== "document") return [];
  return listElements(reading.root).flatMap((element) => {
    const content = element.local === "action" ? element.attributes.get("content") : undefined;
    return content === undefined ? [] : [content];
  });
}

function listElements(root: XmlElement): readonly XmlElement[] {
  return [root, ...childElements(root).flatMap(listElements)];
}

function parse(body: string): Json | undefined {
  try {
    const tree: Json = JSON.parse(body);
    return tree;
  } catch {
    return undefined;
  }
}
