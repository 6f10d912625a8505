import type { DeliveryKey } from "../model/delivery.ts";
import { UsageError } from "../model/errors.ts";
import type { Notification } from "../model/notification.ts";
import type { Plan, PlanEntry } from "../model/plan.ts";
import type { Hub } from "../model/project.ts";
import type { Address } from "../nh/send-request.ts";
import { checkTag } from "../nh/tag.ts";
import type { Decision } from "../plan/decision.ts";
import { deliveryKey } from "../plan/delivery-key.ts";
import { describeAudience } from "../plan/describe-audience.ts";
import { applyPolicy } from "../plan/policy.ts";
import { formatInstant } from "../text/instant.ts";
import { type Options, textOption } from "./command.ts";
import { readBranch } from "./read-branch.ts";
import type { Workspace } from "./workspace.ts";

/** One test: what it says, whom it reaches, and what becomes of it. */
export interface Test {
  readonly notification: Notification;
  readonly entry: PlanEntry;
  /** `undefined`: it cannot be tested. */
  readonly address: Address | undefined;
}

/** Decides whom a test of one notification reaches. */
export function planTest(
  notification: Notification,
  hub: Hub,
  { options, nowMs }: { readonly options: Options; readonly nowMs: number },
): Test {
  const { campaign, revision, id, platform, file } = notification;
  const audience = chooseAudience(notification, hub, options);
  const keptBack = reachesPeople(hub, options) ? keepBack(notification, nowMs) : undefined;
  const decision: Decision =
    audience.address === undefined
      ? { action: "refuse", because: audience.because, hint: audience.hint }
      : (keptBack ?? { action: "send", because: "a test" });
  return {
    notification,
    address: audience.address,
    entry: {
      key: deliveryKey({ hub: hub.alias, campaign, revision, id, member: undefined }),
      campaign,
      file,
      id,
      platform,
      audience: audience.words,
      audienceKind: notification.audience.kind === "broadcast" && audience.isOwn ? "broadcast" : "tags",
      ...decision,
      state: "",
      rendered: "",
      source: "",
    },
  };
}

/** What its author took back, or let run out, reaches nobody as a test either. */
function keepBack({ cancelled, expiresAtMs }: Notification, nowMs: number): Decision | undefined {
  if (cancelled) return { action: "skip", because: "the file says `cancelled: true`" };
  if (expiresAtMs === undefined || nowMs < expiresAtMs) return undefined;
  return { action: "expire", because: `it expired at ${formatInstant(expiresAtMs)}` };
}

/** A test to a tag is a team's own affair; one to a campaign's audience reaches people, as a send does. */
function reachesPeople(hub: Hub, options: Options): boolean {
  return hub.kind === "real" && options["audience"] === true;
}

/** The plan of all tests. What reaches people keeps to the policy of the hub. */
export async function planTests(
  workspace: Workspace,
  hub: Hub,
  { tests, options }: { readonly tests: readonly Test[]; readonly options: Options },
): Promise<Plan> {
  const plan: Plan = { version: 1, hub: hub.alias, entries: tests.map(({ entry }) => entry) };
  if (!reachesPeople(hub, options)) return plan;
  const sending = { branch: await readBranch(workspace) };
  // A test that is put off is not sent by a later run, so when it expires changes nothing.
  const moment = { nowMs: workspace.io.clock.nowMs(), expiresAtMs: new Map<DeliveryKey, number>() };
  return applyPolicy(plan, hub.policy, { requestsOf: new Map(), sending, moment });
}

type TestAudience =
  | { readonly address: Address; readonly words: string; readonly isOwn: boolean }
  | {
      readonly address: undefined;
      readonly words: string;
      readonly isOwn: true;
      readonly because: string;
      readonly hint: string;
    };

/** Whom a test reaches instead of, or as, the campaign's audience. */
function chooseAudience({ audience }: Notification, hub: Hub, options: Options): TestAudience {
  const named = textOption(options, "tag");
  if (named !== undefined && options["audience"] === true)
    throw new UsageError("--tag and --audience name two audiences", "Leave one of them out.");
  const tag = named ?? (options["audience"] === true ? undefined : hub.testTag);
  if (tag !== undefined) {
    const problem = checkTag(tag);
    if (problem !== undefined) throw new UsageError(problem.message, problem.hint);
    return { address: { kind: "tags", expression: tag }, words: `everyone tagged ${tag}`, isOwn: false };
  }
  if (options["audience"] !== true && hub.kind === "real") {
    throw new UsageError(
      "no test devices are named",
      `Name their tag with --tag, or write \`testTag\` for \`${hub.alias}\`; --audience reaches the campaign's own audience.`,
    );
  }
  const words = describeAudience(audience, { isMember: false });
  switch (audience.kind) {
    case "tags":
      return { address: { kind: "tags", expression: audience.expression }, words, isOwn: true };
    case "broadcast":
      return { address: { kind: "broadcast" }, words, isOwn: true };
    case "recipients":
      return {
        address: undefined,
        words,
        isOwn: true,
        because: "it goes to the people of a file, one by one",
        hint: "Name a tag with --tag: the test shows the first row of the sample.",
      };
    case "devices":
      // Source: azure-sdk-for-js#23139: a hub answers a direct test send with an empty body.
      return {
        address: undefined,
        words,
        isOwn: true,
        because: "it goes to device handles, and a hub tells no outcome of a test send to them",
        hint: "Name a tag with --tag.",
      };
  }
}
