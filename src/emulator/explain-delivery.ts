import type { DeviceBehaviour } from "../model/fleet.ts";
import { parseTagExpression, type TagExpression } from "../nh/tag-expression.ts";
import { platforms } from "../platforms/registry.ts";
import { byteLength, joinWords } from "../text/count.ts";
import type { Audience } from "./deliver.ts";
import { explainFails, explainHolds, nameTags } from "./explain-expression.ts";
import type { StoredMessage } from "./hub-state.ts";
import type { InboxItem } from "./inbox.ts";
import type { ListedDevice } from "./list-devices.ts";

/** Why a device got a message. */
export interface Match {
  readonly kind: Audience["address"];
  /** The tag expression as it came. */
  readonly expression: string | undefined;
  /** Tags of the device that made the expression hold. */
  readonly held: readonly string[];
  /** Tags that the expression excludes, and that the device does not have. */
  readonly absent: readonly string[];
  /** A sentence for people. */
  readonly words: string;
}

/** What a device got is explained by the tags that it had then. */
export function explainMatch({ audience, tags, templateName }: InboxItem): Match {
  const { held, absent } = findWitness(audience, tags);
  const common = { kind: audience.address, expression: audience.tags, held, absent };
  const through =
    templateName === undefined || templateName === ""
      ? ""
      : `, and its template ${templateName} made the text`;
  return { ...common, words: `${describeMatch(audience, { held, absent })}${through}.` };
}

function findWitness(audience: Audience, tags: ReadonlySet<string>) {
  const expression = readExpression(audience.tags);
  const witness = expression && explainHolds(expression, (tag) => tags.has(tag));
  return witness ?? { held: [], absent: [] };
}

function describeMatch(
  audience: Audience,
  { held, absent }: { readonly held: readonly string[]; readonly absent: readonly string[] },
): string {
  switch (audience.address) {
    case "broadcast":
      return "The message went to everyone";
    case "device":
      return "The message was addressed to this device’s handle";
    case "batch":
      return "This device’s handle was one of the batch";
    case "tags": {
      const has = held.length === 0 ? [] : [`has ${nameTags(held)}`];
      const lacks = absent.length === 0 ? [] : [`does not have ${joinWords(absent, "or")}`];
      return `The message was for ${audience.tags}, and this device ${joinWords([...has, ...lacks])}`;
    }
  }
}

export type MissReason =
  | "address"
  | "platform"
  | "no-native"
  | "no-template"
  | "tags"
  | "size"
  | "draw"
  | "dropped"
  | "push-service"
  | "later";

/** Why a device did not get a message. */
export interface Miss {
  readonly reason: MissReason;
  /** A sentence for people. */
  readonly words: string;
}

export interface MissContext {
  /** How many deliveries of the message the inbox still has. */
  readonly keptCount: number;
  readonly behaviour: DeviceBehaviour;
}

/** Asks the device as it is now: a hub keeps no record of whom it passed over. */
export function explainMiss(message: StoredMessage, device: ListedDevice, context: MissContext): Miss {
  if (message.address === "device" || message.address === "batch") {
    const words =
      message.address === "device"
        ? "The message was addressed to the handle of another device."
        : "The handle of this device was not in the batch.";
    return { reason: "address", words };
  }
  return explainRows(message, device) ?? explainRest(message, device, context);
}

/** `undefined` when one of the device's registrations matches. */
function explainRows(message: StoredMessage, device: ListedDevice): Miss | undefined {
  const isTemplate = message.format === "template";
  if (!isTemplate && device.platform !== message.format) {
    const words = `The message was for ${platforms[message.format].title}, and this device is reached through ${platforms[device.platform].title}.`;
    return { reason: "platform", words };
  }
  const rows = device.rows.filter(({ template }) => (template !== undefined) === isTemplate);
  if (rows.length === 0) {
    return isTemplate
      ? { reason: "no-template", words: "The message fills in templates, and this device has none." }
      : {
          reason: "no-native",
          words: "This device has registered templates only, and no plain message reaches those.",
        };
  }
  const expression = readExpression(message.tags);
  if (expression === undefined) return undefined;
  const failures = rows.map((row) => joinWords(explainFails(expression, (tag) => row.tags.has(tag))));
  if (failures.includes("")) return undefined;
  const said = rows.map((row, at) =>
    isTemplate && rows.length > 1
      ? `its template ${row.template?.name ?? ""} ${failures[at]}`
      : `this device ${failures[at]}`,
  );
  return { reason: "tags", words: `The message was for ${message.tags}, and ${joinWords(said)}.` };
}

/** What the push service of a matching device says. */
const serviceWords: Readonly<Record<DeviceBehaviour, string | undefined>> = {
  delivers: undefined,
  expired: "says that its handle has expired",
  throttled: "throttles what is sent to it",
  "bad-token": "says that its token is wrong",
  slow: "is slow and has it still",
};

/** What keeps a message from a device that it is for; `undefined` when its push service delivers. */
export function explainService(behaviour: DeviceBehaviour): Miss | undefined {
  const word = serviceWords[behaviour];
  if (word === undefined) return undefined;
  return { reason: "push-service", words: `This device matches, and its push service ${word}.` };
}

function explainRest(
  message: StoredMessage,
  device: ListedDevice,
  { keptCount, behaviour }: MissContext,
): Miss {
  const ofService = explainService(behaviour);
  if (ofService !== undefined) return ofService;
  if (keptCount < countSuccesses(message)) {
    const words =
      "This device matches. What it may have got is not in the inbox any more: it made room for newer ones.";
    return { reason: "dropped", words };
  }
  const { maxBytes, title } = platforms[device.platform];
  const isTooLarge =
    message.format === "template"
      ? [...message.outcomeCounts.values()].some((counts) => counts.has("InvalidNotificationSize"))
      : byteLength(message.body) > maxBytes;
  if (isTooLarge)
    return {
      reason: "size",
      words: `The message was larger than the ${maxBytes} bytes that ${title} takes.`,
    };
  if (message.isTest)
    return { reason: "draw", words: "A test send goes to ten devices at most, and this one was not drawn." };
  return { reason: "later", words: "This device matches now, and did not when the message was sent." };
}

function countSuccesses({ outcomeCounts }: StoredMessage): number {
  return [...outcomeCounts.values()].reduce((sum, counts) => sum + (counts.get("Success") ?? 0), 0);
}

function readExpression(tags: string | undefined): TagExpression | undefined {
  if (tags === undefined) return undefined;
  const reading = parseTagExpression(tags);
  return reading.kind === "expression" ? reading.expression : undefined;
}
