import type { PlatformName } from "../model/platform-name.ts";
import { element, optionalElement, readCount, schemaInstance, serviceNamespace } from "./service-xml.ts";
import { childElement, childElements, parseXml, textOf, type XmlElement } from "./xml.ts";

/** What the hub knows of one message. Source: REST, "Get notification message telemetry". */
export interface Telemetry {
  readonly notificationId: string;
  readonly location: string | undefined;
  /** `Enqueued`, `Scheduled`, `Processing`, `Completed`, `NoTargetFound` and a few more; `Canceled` has two spellings. */
  readonly state: string;
  readonly enqueueTime: string | undefined;
  readonly startTime: string | undefined;
  readonly endTime: string | undefined;
  readonly body: string | undefined;
  readonly tags: string | undefined;
  readonly targetPlatforms: readonly string[];
  /** By the platform as its element spells it (`Apns`, `FcmV1`), then by outcome (`Success`). */
  readonly outcomeCounts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly pnsErrorDetailsUri: string | undefined;
}

/** The platforms as elements of telemetry spell them. Source: elements of `NotificationDetails` as SDK 2.1.0 and the .NET SDK read them. */
export const telemetryPrefixes: Readonly<Record<Exclude<PlatformName, "template">, string>> = {
  apple: "Apns",
  fcmv1: "FcmV1",
  gcm: "Gcm",
  windows: "Wns",
  windowsphone: "Mpns",
  adm: "Adm",
  baidu: "Baidu",
  browser: "Browser",
  xiaomi: "Xiaomi",
};

const suffix = "OutcomeCounts";
/** The order of a .NET data contract. Source: .NET SDK 4.2.0, NotificationDetails. */
const beforeUri = ["Apns", "Mpns", "Wns", "Gcm", "Adm"];
const afterUri = ["Fcm", "FcmV1", "Baidu", "Browser", "Xiaomi"];

/** `undefined` when the text is no telemetry. */
export function readTelemetry(xml: string): Telemetry | undefined {
  const reading = parseXml(xml);
  if (reading.kind === "malformed" || reading.root.local !== "NotificationDetails") return undefined;
  const { root } = reading;
  const read = (name: string): string | undefined => {
    const found = childElement(root, name);
    return found === undefined || found.attributes.get("i:nil") === "true" ? undefined : textOf(found);
  };
  return {
    notificationId: read("NotificationId") ?? "",
    location: read("Location"),
    state: read("State") ?? "Unknown",
    enqueueTime: read("EnqueueTime"),
    startTime: read("StartTime"),
    endTime: read("EndTime"),
    body: read("NotificationBody"),
    tags: read("Tags"),
    targetPlatforms: (read("TargetPlatforms") ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
    outcomeCounts: new Map(
      childElements(root)
        .filter((child) => child.local.endsWith(suffix))
        .map(readCounts),
    ),
    pnsErrorDetailsUri: read("PnsErrorDetailsUri"),
  };
}

function readCounts(counts: XmlElement): [string, ReadonlyMap<string, number>] {
  const rows = childElements(counts).map((row): [string, number] => [
    textOf(childElement(row, "Name")),
    readCount(textOf(childElement(row, "Count"))),
  ]);
  return [counts.local.slice(0, -suffix.length), new Map(rows)];
}

export function writeTelemetry(telemetry: Telemetry): string {
  const counts = [...telemetry.outcomeCounts];
  const byPlace = (places: readonly string[]) =>
    counts
      .filter(([platform]) => places.includes(platform))
      .sort(([a], [b]) => places.indexOf(a) - places.indexOf(b))
      .map(writeCounts);
  const unplaced = counts.filter(([platform]) => ![...beforeUri, ...afterUri].includes(platform));
  const parts = [
    element("NotificationId", telemetry.notificationId),
    optionalElement("Location", telemetry.location),
    element("State", telemetry.state),
    optionalElement("EnqueueTime", telemetry.enqueueTime),
    optionalElement("StartTime", telemetry.startTime),
    optionalElement("EndTime", telemetry.endTime),
    optionalElement("NotificationBody", telemetry.body),
    optionalElement("Tags", telemetry.tags),
    element("TargetPlatforms", telemetry.targetPlatforms.join(",")),
    ...byPlace(beforeUri),
    optionalElement("PnsErrorDetailsUri", telemetry.pnsErrorDetailsUri),
    ...byPlace(afterUri),
    ...unplaced.map(writeCounts),
  ];
  return `<NotificationDetails xmlns="${serviceNamespace}" xmlns:i="${schemaInstance}">${parts.join("")}</NotificationDetails>`;
}

function writeCounts([platform, outcomes]: [string, ReadonlyMap<string, number>]): string {
  const rows = [...outcomes].map(
    ([name, count]) => `<Outcome>${element("Name", name)}${element("Count", count)}</Outcome>`,
  );
  return `<${platform}${suffix}>${rows.join("")}</${platform}${suffix}>`;
}
