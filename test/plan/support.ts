import { foldLedger, type LedgerState } from "../../src/ledger/state.ts";
import type { IntentEntry, LedgerEntry, OutcomeEntry, ResolvedEntry } from "../../src/model/ledger-entry.ts";
import type { Notification } from "../../src/model/notification.ts";
import type { Plan, PlanEntry } from "../../src/model/plan.ts";
import { listDeliveries } from "../../src/plan/list-deliveries.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import type { PlanOptions } from "../../src/plan/plan-options.ts";

export const nowMs = Date.UTC(2026, 10, 24, 12, 0, 0);
export const memberSalt = "00112233445566778899aabbccddeeff";
export const key = "production/spring-sale@1/apple";

export function notification(changes: Partial<Notification> = {}): Notification {
  return {
    campaign: "spring-sale",
    revision: 1,
    id: "apple",
    platform: "apple",
    audience: { kind: "tags", expression: "sale || vip", words: "everyone tagged sale or vip" },
    headers: { "apns-push-type": "alert" },
    body: '{"aps":{"alert":"20 % today"}}',
    form: "json",
    schedule: undefined,
    scheduleAtMs: undefined,
    onUnknown: "hold",
    cancelled: false,
    expires: "2026-11-24T22:00:00+01:00",
    expiresAtMs: Date.UTC(2026, 10, 24, 21, 0, 0),
    repeat: false,
    written: { payload: { aps: { alert: "{{discount}} % today" } }, properties: { discount: 20 } },
    file: "campaigns/spring-sale.yaml",
    position: { line: 1, column: 1 },
    ...changes,
  };
}

/** A notification whose text was edited: rendered and source both differ. */
export const edited = notification({
  body: '{"aps":{"alert":"30 % today"}}',
  written: { payload: { aps: { alert: "30 % today" } } },
});

export function remember(...entries: readonly LedgerEntry[]): LedgerState {
  return foldLedger([
    { entry: "ledger", version: 1, at: "2026-11-01T00:00:00.000Z", memberSalt },
    ...entries,
  ]);
}

/** The intent of sending these, at noon of a day of November 2026. */
export function intent(
  notifications: readonly Notification[],
  { day = 20, hub = "production" } = {},
): IntentEntry {
  return {
    entry: "intent",
    run: "r1",
    at: noon(day),
    deliveries: listDeliveries(notifications, { hub, memberSalt }).map((delivery) => ({
      key: delivery.key,
      rendered: delivery.rendered,
      source: delivery.source,
    })),
  };
}

export function outcome(kind: OutcomeEntry["kind"], more: Partial<OutcomeEntry> = {}): LedgerEntry {
  return { entry: "outcome", run: "r1", at: noon(21), keys: [key], kind, attempts: 1, ...more };
}

export function resolved(as: ResolvedEntry["as"], more: Partial<ResolvedEntry> = {}): LedgerEntry {
  return { entry: "resolved", at: noon(22), key, as, ...more };
}

function noon(day: number): string {
  return new Date(Date.UTC(2026, 10, day, 12)).toISOString();
}

export function planOf(notifications: readonly Notification[], options: Partial<PlanOptions> = {}): Plan {
  const hub = options.hub ?? "production";
  return makePlan({
    hub,
    deliveries: listDeliveries(notifications, { hub, memberSalt }),
    memory: remember(),
    liveRuns: new Set(),
    claimedCrowds: new Set(),
    nowMs,
    orphans: "keep",
    ...options,
  });
}

/** The only entry of a plan. */
export function onlyEntry(plan: Plan): PlanEntry {
  const [entry, ...more] = plan.entries;
  if (entry === undefined || more.length > 0) throw new Error(`the plan has ${plan.entries.length} entries`);
  return entry;
}
