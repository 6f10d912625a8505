import type { LedgerState } from "../ledger/state.ts";
import { type Delivery, type DeliveryKey, hubOfKey } from "../model/delivery.ts";
import { UsageError } from "../model/errors.ts";
import type { ResolvedEntry } from "../model/ledger-entry.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import { hasDrifted } from "../plan/decision.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { memberSaltOf } from "../plan/member-salt.ts";
import { loadCampaigns, type Workspace } from "./workspace.ts";

export type AcceptedDrift = Pick<ResolvedEntry, "key" | "rendered" | "source"> & {
  readonly as: "drift-accepted";
};

export interface DriftOptions {
  readonly memory: LedgerState;
  /** A person named this delivery alone, and is told why it cannot be. */
  readonly isNamed: boolean;
}

/** What stands in the file now counts as what was sent. */
export async function acceptDrift(
  workspace: Workspace,
  chosen: readonly RememberedDelivery[],
  { memory, isNamed }: DriftOptions,
): Promise<readonly AcceptedDrift[]> {
  const written = await listWritten(workspace, chosen, memory);
  const accepted = chosen.flatMap((delivery): readonly AcceptedDrift[] => {
    const { key, status } = delivery;
    const now = written.get(key);
    if (isNamed && !isOut(delivery))
      throw new UsageError(`it is ${status}, so it did not drift`, "See `campanile plan`.");
    if (isNamed && now === undefined)
      throw new UsageError(`no valid campaign of the project has ${key}`, "See `campanile plan`.");
    if (now === undefined || !isEdited(now, delivery)) return [];
    return [{ key, as: "drift-accepted", rendered: now.rendered, source: now.source }];
  });
  if (accepted.length > 0) return accepted;
  throw new UsageError(
    `${isNamed ? "it" : "nothing of it"} was ${isNamed ? "not " : ""}edited after it went out, so there is nothing to accept`,
    "See `campanile plan`.",
  );
}

export function isOut({ status }: RememberedDelivery): boolean {
  return status === "accepted" || status === "scheduled";
}

/** Recipients who got it have got what stood in their row then, and no plan refuses them. */
function isEdited(now: Delivery, delivery: RememberedDelivery): boolean {
  return now.notification.audience.kind !== "recipients" && hasDrifted(now, delivery);
}

async function listWritten(
  workspace: Workspace,
  chosen: readonly RememberedDelivery[],
  memory: LedgerState,
): Promise<ReadonlyMap<DeliveryKey, Delivery>> {
  const { readings } = await loadCampaigns(workspace, []);
  const written = new Map<DeliveryKey, Delivery>();
  for (const hub of new Set(chosen.map(({ key }) => hubOfKey(key)))) {
    const notifications = readings.flatMap((reading) =>
      reading.hubs.includes(hub) ? reading.notifications : [],
    );
    // Of an alias that the project has dropped nothing is written, whatever the salt.
    const memberSalt = memberSaltOf(workspace.project.hubs.get(hub) ?? { kind: "real" }, memory);
    for (const delivery of listDeliveries(notifications, { hub, memberSalt }))
      written.set(delivery.key, delivery);
  }
  return written;
}
