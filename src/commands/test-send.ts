import { createMinuteGate, testSend as sendTest } from "../dispatch/test-send.ts";
import type { DeliveryKey } from "../model/delivery.ts";
import { UsageError } from "../model/errors.ts";
import { type ExitCode, worstExitCode } from "../model/exit-code.ts";
import type { Notification } from "../model/notification.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan, PlanEntry } from "../model/plan.ts";
import type { Hub } from "../model/project.ts";
import { testSendDevices, testSendsPerMinute } from "../nh/limits.ts";
import { type Address, buildSendRequest } from "../nh/send-request.ts";
import { checkTag } from "../nh/tag.ts";
import { deliveryKey } from "../plan/delivery-key.ts";
import { describeAudience } from "../plan/describe-audience.ts";
import { messageBuilder } from "../plan/pack-shipments.ts";
import { type Command, configOption, debugOption, hubOption, type Options, textOption } from "./command.ts";
import { deliverReport } from "./deliver-report.ts";
import { readFormat } from "./format.ts";
import { makeReport } from "./make-report.ts";
import { openHub } from "./open-hub.ts";
import { createRunId } from "./open-ledger.ts";
import { selectShares } from "./select-shares.ts";
import { inWorkspace, type Workspace } from "./workspace.ts";

/** Whom a test reaches instead of, or as, the campaign's audience. */
interface TestAudience {
  readonly address: Address;
  readonly words: string;
}

/** Sends to test devices and shows the outcome of each. Nothing of it goes into the ledger. */
export const testSend: Command = {
  parameters: "[files...]",
  options: [
    hubOption,
    configOption,
    { flags: "--tag <tag>", description: "the tag of the test devices (default: testTag of the hub)" },
    { flags: "--audience", description: "reach the campaign's own audience: up to 10 of its devices" },
    { flags: "--format <format>", description: "pretty, json or markdown" },
    debugOption,
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, options } = invocation;
    const format = readFormat(invocation, ["pretty", "json", "markdown"]);
    const { shares, invalidCampaigns, ...selection } = await selectShares(workspace, invocation);
    const codes: ExitCode[] = [...selection.codes];
    for (const { hub, notifications } of shares) {
      const startedAtMs = io.clock.nowMs();
      const sent = await testShare(workspace, hub, notifications, options);
      const report = makeReport({
        run: createRunId(io),
        command: "test-send",
        hub: { alias: hub.alias, name: sent.hubName, emulator: hub.kind === "emulator" },
        startedAtMs,
        finishedAtMs: io.clock.nowMs(),
        plan: sent.plan,
        outcomes: sent.outcomes,
        notes: [],
        invalidCampaigns,
        olderUnknown: 0,
        failures: {
          isStopped: io.stop.aborted,
          isLedgerUnwritten: false,
          hasHeldClaims: false,
          hasStalePlan: false,
          isStrict: false,
        },
      });
      await deliverReport(workspace, report, format);
      codes.push(...report.codes);
    }
    return worstExitCode(codes);
  }),
};

async function testShare(
  workspace: Workspace,
  hub: Hub,
  notifications: readonly Notification[],
  options: Options,
) {
  const { io } = workspace;
  const tests = notifications.map((notification) => ({
    notification,
    audience: chooseAudience(notification, hub, options),
  }));
  const open = await openHub(workspace, hub, {
    keepsEmulator: true,
    concurrency: 1,
    isDebugging: options["debug"] === true,
  });
  const waitForTurn = hub.kind === "emulator" ? undefined : createMinuteGate(testSendsPerMinute, io.clock);
  const outcomes = new Map<DeliveryKey, Outcome>();
  const entries: PlanEntry[] = [];
  try {
    for (const { notification, audience } of tests) {
      const { campaign, revision, id, platform, file } = notification;
      const key = deliveryKey({ hub: hub.alias, campaign, revision, id, member: undefined });
      entries.push({
        key,
        campaign,
        file,
        id,
        platform,
        audience: audience.words,
        audienceKind: audience.address.kind === "broadcast" ? "broadcast" : "tags",
        action: "send",
        because: "a test",
        state: "",
        rendered: "",
        source: "",
      });
      await waitForTurn?.(io.stop);
      if (io.stop.aborted) {
        outcomes.set(key, { kind: "unsent", attempts: 0, cause: "the run was stopped before it left" });
        continue;
      }
      const message = messageBuilder(notification, "").build(io.clock.nowMs());
      const request = buildSendRequest({ hub: open.name, message, address: audience.address, isTest: true });
      outcomes.set(key, explainReach(await sendTest(open.client, request, io), audience.words));
    }
  } finally {
    await open.close();
  }
  const plan: Plan = { version: 1, hub: hub.alias, entries };
  return { plan, outcomes, hubName: open.name };
}

function chooseAudience(notification: Notification, hub: Hub, options: Options): TestAudience {
  const tag = textOption(options, "tag") ?? (options["audience"] === true ? undefined : hub.testTag);
  if (tag !== undefined) {
    const problem = checkTag(tag);
    if (problem !== undefined) throw new UsageError(problem.message, problem.hint);
    return { address: { kind: "tags", expression: tag }, words: `everyone tagged ${tag}` };
  }
  if (options["audience"] !== true && hub.kind === "real") {
    throw new UsageError(
      "no test devices are named",
      `Name their tag with --tag, or write \`testTag\` for \`${hub.alias}\`; --audience reaches the campaign's own audience.`,
    );
  }
  const { audience } = notification;
  if (audience.kind === "devices") {
    // Source: azure-sdk-for-js#23139: a hub answers a direct test send with an empty body.
    throw new UsageError(
      `${notification.campaign} goes to device handles, and a hub tells no outcome of a test send to them`,
      "Name a tag with --tag.",
    );
  }
  const words = describeAudience(audience, { isMember: false });
  return audience.kind === "tags"
    ? { address: { kind: "tags", expression: audience.expression }, words }
    : { address: { kind: "broadcast" }, words };
}

/** A hub tries 10 devices at most, and says nothing when it finds none. */
function explainReach(outcome: Outcome, words: string): Outcome {
  const tried = outcome.results?.length;
  if (outcome.kind !== "accepted" || tried === undefined) return outcome;
  if (tried === 0)
    return {
      ...outcome,
      cause: `no device matched ${words}; a native send reaches native registrations only, a template send templates only`,
    };
  if (tried < testSendDevices) return outcome;
  return {
    ...outcome,
    cause: `a test send tries ${testSendDevices} devices at most, drawn by chance; there may be more`,
  };
}
