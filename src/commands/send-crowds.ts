import type { ShipmentSource, ShipResult } from "../dispatch/ship.ts";
import type { MemberMessage } from "../model/audience.ts";
import type { MemberFailure, Outcome } from "../model/outcome.ts";
import type { Shipment } from "../model/shipment.ts";
import { buildSendRequest } from "../nh/send-request.ts";
import type { PreparedGroup } from "../plan/join-members.ts";
import {
  addressMembers,
  type MessageBuilder,
  memberCollapseId,
  messageBuilder,
} from "../plan/pack-shipments.ts";
import { outcomeOfCrowd } from "../report/crowd-outcome.ts";
import type { SurveyedCrowd } from "./survey-crowds.ts";

export interface CrowdPacking {
  readonly hubName: string;
  /** A separator for batches that no body holds. */
  readonly boundary: string;
}

export interface CrowdSource extends ShipmentSource {
  /** Lets go of the file, however far it was read. */
  close(): Promise<void>;
}

/** The requests of a crowd, made as they are wanted. */
export function createCrowdSource(crowd: SurveyedCrowd, packing: CrowdPacking): CrowdSource {
  const toShipment = createPacker(crowd, packing);
  if (crowd.kept !== undefined) {
    const { kept } = crowd;
    let next = 0;
    return {
      take: (count) => {
        const taken = kept.slice(next, next + count);
        next += taken.length;
        return taken.map(toShipment);
      },
      close: async () => undefined,
    };
  }
  const batches = crowd.readAgain()[Symbol.asyncIterator]();
  let waiting: readonly PreparedGroup[] = [];
  let next = 0;
  return {
    take: async (count) => {
      const taken: PreparedGroup[] = [];
      while (taken.length < count) {
        if (next >= waiting.length) {
          const batch = await batches.next();
          if (batch.done === true) break;
          waiting = batch.value;
          next = 0;
        }
        const part = waiting.slice(next, next + count - taken.length);
        next += part.length;
        taken.push(...part);
      }
      return taken.map(toShipment);
    },
    close: async () => {
      await batches.return?.();
    },
  };
}

function createPacker(
  { delivery, audience }: SurveyedCrowd,
  { hubName, boundary }: CrowdPacking,
): (group: PreparedGroup) => Shipment {
  const { key, notification, source } = delivery;
  const { platform, form, expiresAtMs, onUnknown } = notification;
  const { addressKind } = audience;
  const builders = new WeakMap<MemberMessage, MessageBuilder>();
  const builderOf = ({ message, rendered }: PreparedGroup): MessageBuilder => {
    const { headers, body, isShared } = message;
    const known = isShared ? builders.get(message) : undefined;
    if (known !== undefined) return known;
    const parts = { platform, form, expiresAtMs, onUnknown, headers, body };
    const made = messageBuilder(parts, onUnknown === "resend" ? memberCollapseId(key, rendered) : "");
    if (isShared) builders.set(message, made);
    return made;
  };
  let next = 0;
  return (group) => {
    const { addresses, people, rendered, packed } = group;
    const { build, collapses } = builderOf(group);
    const address = addressMembers(addresses.split("\n"), { addressKind, platform, boundary });
    return {
      step: "send",
      collapses,
      deliverAt: undefined,
      keys: [],
      members: {
        key,
        platform,
        source,
        request: next++,
        people,
        packed,
        rendered,
        conceal: (text) => addresses.split("\n").reduce((rest, one) => rest.replaceAll(one, "…"), text),
      },
      expiresAtMs,
      build: (nowMs) => buildSendRequest({ hub: hubName, message: build(nowMs), address }),
    };
  };
}

/** Counts what comes of the requests of a crowd. */
export interface CrowdTally {
  settle(shipment: Shipment, outcome: Outcome, hasLeft: boolean): void;
  /** Those that were never taken up are unsent. */
  end(result: ShipResult): Outcome;
}

/** Failures that are told one by one; what fails a million times has few causes. */
const maxFailures = 100;

export function createCrowdTally({ counts }: SurveyedCrowd): CrowdTally {
  const members = { accepted: 0, rejected: 0, unsent: 0, unknown: 0 };
  const failures = new Map<string, MemberFailure>();
  let requests = 0;
  const fail = ({ kind, cause = "", hint }: Outcome, people: number): void => {
    const name = `${kind} ${cause}`;
    const known = failures.get(name);
    if (known === undefined && failures.size >= maxFailures) return;
    failures.set(name, {
      kind,
      cause,
      ...(hint === undefined ? {} : { hint }),
      members: (known?.members ?? 0) + people,
    });
  };
  return {
    settle: (shipment, outcome, hasLeft) => {
      const people = shipment.members?.people ?? 0;
      if (hasLeft) requests++;
      members[outcome.kind] += people;
      if (outcome.kind !== "accepted") fail(outcome, people);
    },
    end: ({ leftover, circuitCause, journalError, sourceError }) => {
      const settled = members.accepted + members.rejected + members.unsent + members.unknown;
      const rest = counts.send - settled;
      if (rest > 0) {
        // A run can be over for this crowd when another one used the hub, or the ledger, to its end.
        const stopped =
          leftover ??
          circuitCause ??
          (journalError === undefined ? undefined : "the ledger could not be written");
        const cause =
          sourceError === undefined
            ? (stopped ?? "the row is another, or gone, since it was planned")
            : `the file could not be read to its end: ${sourceError instanceof Error ? sourceError.message : String(sourceError)}`;
        members.unsent += rest;
        fail({ kind: "unsent", attempts: 0, cause, hint: "Run again." }, rest);
      }
      return outcomeOfCrowd({ requests, members, failures: [...failures.values()] });
    },
  };
}
