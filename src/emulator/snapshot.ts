import type { Installation } from "../nh/installation.ts";
import type { Registration } from "../nh/registration.ts";
import type { HubState, ScheduledSend, StoredMessage } from "./hub-state.ts";

export const snapshotVersion = 2;
/** Older messages cannot be asked for any more after a restart; those that wait are kept beside these. */
export const maxSnapshotMessages = 1_000;

/** A snapshot as JSON has it: maps are lists of pairs. */
interface SnapshotFile {
  readonly version: number;
  readonly messages: readonly (Omit<StoredMessage, "outcomeCounts"> & {
    readonly outcomeCounts: readonly (readonly [string, readonly (readonly [string, number])[]])[];
  })[];
  readonly registrations: readonly Registration[];
  readonly installations: readonly Installation[];
  readonly scheduled: readonly (Omit<ScheduledSend, "request"> & {
    readonly request: Omit<ScheduledSend["request"], "headers"> & {
      readonly headers: readonly (readonly [string, string])[];
    };
  })[];
}

/** What a later process needs to go on, as JSON text. */
export function formatSnapshot(
  state: Pick<HubState, "messages" | "scheduled" | "registry" | "seeds">,
): string {
  const { messages, scheduled, registry, seeds } = state;
  const installations = [...registry.installations.values()].filter(
    (installation) => !seeds.has(installation),
  );
  const made = (tags: readonly string[]) => tags.some((tag) => tag.startsWith("$InstallationId:"));
  const firstKept = messages.size - maxSnapshotMessages;
  const file: SnapshotFile = {
    version: snapshotVersion,
    messages: [...messages.values()]
      .filter((message, index) => index >= firstKept || scheduled.has(message.id))
      .map((message) => ({
        ...message,
        outcomeCounts: [...message.outcomeCounts].map(([platform, counts]) => [platform, [...counts]]),
      })),
    // What installations make is made again of them.
    registrations: [...registry.list()]
      .filter((stored) => !seeds.has(stored.registration) && !made(stored.registration.tags))
      .map(({ registration }) => registration),
    installations,
    scheduled: [...scheduled.values()].map(({ request, ...send }) => ({
      ...send,
      request: { ...request, headers: [...request.headers] },
    })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
