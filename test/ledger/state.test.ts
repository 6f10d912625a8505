import { describe, expect, it } from "vitest";
import { foldLedger } from "../../src/ledger/state.ts";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import {
  at,
  baseline,
  header,
  intent,
  keyA,
  keyB,
  outcome,
  resolved,
  run,
  scheduled,
  startMs,
  target,
} from "./support.ts";

function known(...entries: readonly LedgerEntry[]) {
  const delivery = foldLedger([header, ...entries]).deliveries.get(keyA);
  if (delivery === undefined) throw new Error("nothing is known of it");
  return delivery;
}

describe("what a ledger knows", () => {
  it("keeps the salt, the runs and the hub that each alias means", () => {
    const state = foldLedger([header, run("r1"), target, run("r2")]);
    expect(state.memberSalt).toBe(header.memberSalt);
    expect([...state.runs.keys()]).toEqual(["r1", "r2"]);
    expect(state.targets.get("production")).toEqual({ host: target.host, name: target.name });
  });

  it("reads an intent without outcome as open", () => {
    expect(known(intent("r1", [keyA]))).toMatchObject({
      status: "open",
      rendered: "rendered-v1",
      source: "source-v1",
      at: at(1),
    });
  });

  it.each(["accepted", "rejected", "unsent", "unknown"] as const)("settles an intent as %s", (kind) => {
    const delivery = known(intent("r1", [keyA]), outcome("r1", [keyA], kind, { cause: "because" }));
    expect(delivery).toMatchObject({ status: kind, cause: "because", at: at(2) });
  });

  it("takes a person's word about one run, and keeps what another left in doubt", () => {
    const both = [
      intent("r1", [keyA]),
      outcome("r1", [keyA], "unknown"),
      intent("r2", [keyA], { version: "v2" }),
    ];
    const settled = (run: string, as: "sent" | "unsent"): LedgerEntry => ({
      entry: "settled",
      run,
      at: at(3),
      key: keyA,
      as,
    });
    expect(known(...both).runsInDoubt).toEqual(["r1", "r2"]);
    expect(known(...both, settled("r3", "unsent"))).toMatchObject({ status: "unknown", copies: 2 });
    expect(known(...both, settled("r2", "unsent"))).toMatchObject({
      status: "unknown",
      runsInDoubt: ["r1"],
    });
    expect(known(...both, settled("r1", "unsent"))).toMatchObject({ status: "open", runsInDoubt: ["r2"] });
    expect(known(...both, settled("r2", "sent"))).toMatchObject({
      status: "accepted",
      rendered: "rendered-v2",
    });
    expect(known(...both, settled("r1", "unsent"), settled("r2", "unsent")).status).toBe("unsent");
  });

  it("keeps the ids that the hub gave", () => {
    const ids = { notificationId: "123-456", trackingId: "t-1" };
    expect(known(intent("r1", [keyA]), outcome("r1", [keyA], "accepted", ids))).toMatchObject(ids);
  });

  it.each(["rejected", "unsent"] as const)(
    "opens again by an intent after %s, and forgets the cause",
    (kind) => {
      const delivery = known(
        intent("r1", [keyA]),
        outcome("r1", [keyA], kind, { cause: "a bad day" }),
        intent("r2", [keyA], { version: "v2", minutes: 9 }),
      );
      expect(delivery).toMatchObject({
        status: "open",
        rendered: "rendered-v2",
        at: at(9),
        cause: undefined,
      });
    },
  );

  it.each(["rejected", "unsent", "unknown"] as const)("stays accepted when %s is written later", (kind) => {
    const delivery = known(
      intent("r1", [keyA]),
      outcome("r1", [keyA], "accepted", { notificationId: "1" }),
      intent("r2", [keyA], { version: "v2" }),
      outcome("r2", [keyA], kind),
    );
    expect(delivery).toMatchObject({ status: "accepted", rendered: "rendered-v1", notificationId: "1" });
  });

  it.each(["rejected", "unsent"] as const)("stays unknown when another run's copy was %s", (kind) => {
    const delivery = known(
      intent("r1", [keyA]),
      intent("r2", [keyA]),
      outcome("r1", [keyA], "unknown", { cause: "the connection was cut" }),
      outcome("r2", [keyA], kind),
    );
    expect(delivery).toMatchObject({ status: "unknown", cause: "the connection was cut" });
  });

  it("stays open while another run's intent has no outcome", () => {
    expect(known(intent("r1", [keyA]), intent("r2", [keyA]), outcome("r2", [keyA], "unsent")).status).toBe(
      "open",
    );
  });

  it("stays unknown when the same run tries again and that copy does not leave", () => {
    const delivery = known(
      intent("r1", [keyA]),
      outcome("r1", [keyA], "unknown"),
      intent("r1", [keyA]),
      outcome("r1", [keyA], "unsent"),
    );
    expect(delivery.status).toBe("unknown");
  });

  it("takes accepted as the last word after unknown, with what that run had rendered", () => {
    const delivery = known(
      intent("r1", [keyA]),
      intent("r2", [keyA], { version: "v2" }),
      outcome("r2", [keyA], "unknown"),
      outcome("r1", [keyA], "accepted"),
    );
    expect(delivery).toMatchObject({ status: "accepted", rendered: "rendered-v1" });
  });

  it("counts an outcome without intent, since it is a fact", () => {
    expect(known(outcome("r1", [keyA], "accepted"))).toMatchObject({ status: "accepted", rendered: "" });
  });

  it("takes a baseline as sent", () => {
    expect(known(baseline([keyA]))).toMatchObject({ status: "accepted", rendered: "rendered-v1" });
  });

  it("takes a person's word, and keeps the reason", () => {
    const delivery = known(intent("r1", [keyA]), resolved(keyA, "sent", { why: "Bo saw it" }));
    expect(delivery).toMatchObject({ status: "accepted", cause: "a person said so: Bo saw it", at: at(3) });
    expect(known(intent("r1", [keyA]), resolved(keyA, "unsent"))).toMatchObject({ status: "unsent" });
  });

  it("lets a fact overrule a person's word", () => {
    const word = [intent("r1", [keyA]), resolved(keyA, "unsent")];
    expect(known(...word, outcome("r1", [keyA], "accepted")).status).toBe("accepted");
    expect(known(...word, outcome("r1", [keyA], "unknown")).status).toBe("unknown");
  });

  it("keeps accepted with the new digests when drift is accepted", () => {
    const delivery = known(
      baseline([keyA]),
      resolved(keyA, "drift-accepted", { rendered: "new", source: "newer" }),
    );
    expect(delivery).toMatchObject({ status: "accepted", rendered: "new", source: "newer" });
  });

  it("does not make an open delivery accepted when drift is accepted", () => {
    const delivery = known(intent("r1", [keyA]), resolved(keyA, "drift-accepted", { rendered: "new" }));
    expect(delivery).toMatchObject({ status: "open", rendered: "rendered-v1" });
  });

  it("tells the whole story of a delivery, oldest first", () => {
    const story = [
      intent("r1", [keyA, keyB]),
      outcome("r1", [keyA], "unknown"),
      resolved(keyA, "unsent"),
      intent("r2", [keyA]),
      outcome("r2", [keyA], "accepted"),
    ];
    const delivery = known(run("r1"), ...story, outcome("r1", [keyB], "accepted"));
    expect(delivery.history).toEqual(story);
  });

  it("is not misled by keys that name parts of an object", () => {
    const state = foldLedger([header, intent("__proto__", ["__proto__", "constructor"])]);
    expect([...state.deliveries.keys()]).toEqual(["__proto__", "constructor"]);
    expect(state.deliveries.get("toString")).toBeUndefined();
  });
});

describe("the search for a twin", () => {
  const query = { hub: "production", rendered: "rendered-v1", exceptKey: keyA, sinceMs: startMs };

  it("finds the newest accepted delivery that showed the same on this hub", () => {
    const state = foldLedger([
      header,
      intent("r1", ["production/old@1/apple", "production/new@1/apple"]),
      outcome("r1", ["production/new@1/apple"], "accepted", { at: at(5) }),
      outcome("r1", ["production/old@1/apple"], "accepted", { at: at(4) }),
    ]);
    expect(state.findTwin(query)?.key).toBe("production/new@1/apple");
  });

  it("passes over itself, its other revisions, other hubs, what surely did not go out and what is too old", () => {
    const accepted = [keyA, "production/spring-sale@7/apple", "staging/spring@1/apple"];
    const state = foldLedger([
      header,
      baseline(accepted),
      intent("r1", ["production/cut@1/apple", "production/old@1/apple"]),
      outcome("r1", ["production/cut@1/apple"], "rejected"),
      outcome("r1", ["production/old@1/apple"], "accepted", { at: at(-1) }),
    ]);
    expect(state.findTwin(query)).toBeUndefined();
  });

  it("finds an older twin behind another revision of the same campaign", () => {
    const state = foldLedger([
      header,
      baseline(["production/spring@1/apple", "production/spring-sale@2/apple"]),
    ]);
    expect(state.findTwin(query)?.key).toBe("production/spring@1/apple");
  });

  it.each(["unknown", "open", "scheduled"] as const)("finds what is %s under another name", (status) => {
    const cut = ["production/cut@1/apple"];
    const ends = {
      unknown: [outcome("r1", cut, "unknown")],
      open: [],
      scheduled: [scheduled("r1", cut)],
    };
    const state = foldLedger([header, intent("r1", cut), ...ends[status]]);
    expect(state.findTwin(query)).toMatchObject({ key: cut[0], status });
  });
});
