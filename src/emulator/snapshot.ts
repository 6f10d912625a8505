import type { HubSnapshot, HubState, ScheduledSend, StoredMessage } from "./hub-state.ts";

const version = 1;
/** Older messages cannot be asked for any more after a restart. */
const maxMessages = 1_000;

interface SnapshotFile {
  readonly version: number;
  readonly messages: readonly (Omit<StoredMessage, "outcomeCounts"> & {
    readonly outcomeCounts: readonly (readonly [string, readonly (readonly [string, number])[]])[];
  })[];
  readonly scheduled: readonly (Omit<ScheduledSend, "request"> & {
    readonly request: Omit<ScheduledSend["request"], "headers"> & {
      readonly headers: readonly (readonly [string, string])[];
    };
  })[];
}

/** What a later process needs to go on, as JSON text. Signatures are left out. */
export function formatSnapshot({ messages, scheduled }: HubState): string {
  const file: SnapshotFile = {
    version,
    messages: [...messages.values()].slice(-maxMessages).map((message) => ({
      ...message,
      outcomeCounts: [...message.outcomeCounts].map(([platform, counts]) => [platform, [...counts]]),
    })),
    scheduled: [...scheduled.values()].map(({ request, ...send }) => ({
      ...send,
      request: {
        ...request,
        headers: [...request.headers].filter(([name]) => name !== "authorization"),
      },
    })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** `undefined` for a text that this version did not write: an emulator begins anew then, and nothing is lost with it. */
export function readSnapshot(text: string): HubSnapshot | undefined {
  const file = parse(text);
  if (file === undefined) return undefined;
  return {
    messages: file.messages.map((message) => ({
      ...message,
      outcomeCounts: new Map(message.outcomeCounts.map(([platform, counts]) => [platform, new Map(counts)])),
    })),
    scheduled: file.scheduled.map((send) => ({
      ...send,
      request: { ...send.request, headers: new Map(send.request.headers) },
    })),
  };
}

function parse(text: string): SnapshotFile | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isSnapshotFile(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isSnapshotFile(value: unknown): value is SnapshotFile {
  return (
    typeof value === "object" &&
    value !== null &&
    "version" in value &&
    value.version === version &&
    "messages" in value &&
    Array.isArray(value.messages) &&
    "scheduled" in value &&
    Array.isArray(value.scheduled)
  );
}
