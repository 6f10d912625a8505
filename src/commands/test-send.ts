import { createMinuteGate, testSend as sendTest } from "../dispatch/test-send.ts";
import type { DeliveryKey } from "../model/delivery.ts";
import { type ExitCode, worstExitCode } from "../model/exit-code.ts";
import type { Outcome } from "../model/outcome.ts";
import { testSendDevices, testSendsPerMinute } from "../nh/limits.ts";
import { buildSendRequest } from "../nh/send-request.ts";
import { messageBuilder } from "../plan/pack-shipments.ts";
import type { HubShare } from "./choose-hubs.ts";
import { type Command, configOption, debugOption, hubOption, type Options } from "./command.ts";
import { deliverReport, type ReportFormat, requireOneDocument } from "./deliver-report.ts";
import { explainHubError } from "./explain-hub-error.ts";
import { formatOption, readFormat, tellingFormats } from "./format.ts";
import { makeReport } from "./make-report.ts";
import { openHub } from "./open-hub.ts";
import { createRunId } from "./open-ledger.ts";
import { planTest, planTests } from "./plan-test.ts";
import { selectShares } from "./select-shares.ts";
import { reportOption } from "./wanted-reports.ts";
import { inWorkspace, type Workspace } from "./workspace.ts";

/** Sends to test devices and shows the outcome of each. Nothing of it goes into the ledger. */
export const testSend: Command = {
  parameters: "[files...]",
  options: [
    hubOption,
    configOption,
    { flags: "--tag <tag>", description: "the tag of the test devices (default: testTag of the hub)" },
    { flags: "--audience", description: "reach the campaign's own audience: up to 10 of its devices" },
    formatOption(tellingFormats),
    reportOption,
    debugOption,
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { options } = invocation;
    const format = readFormat(invocation, tellingFormats);
    const { shares, invalidCampaigns, ...selection } = await selectShares(workspace, invocation);
    requireOneDocument(format, shares);
    const codes: ExitCode[] = [...selection.codes];
    for (const share of shares)
      codes.push(await testOne(workspace, share, { options, format, invalidCampaigns }));
    return worstExitCode(codes);
  }),
};

interface TestSettings {
  readonly options: Options;
  readonly format: ReportFormat;
  readonly invalidCampaigns: number;
}

/** What one hub refuses stops no test at another. */
async function testOne(workspace: Workspace, share: HubShare, settings: TestSettings): Promise<ExitCode> {
  const { io } = workspace;
  const { hub } = share;
  const startedAtMs = io.clock.nowMs();
  try {
    const sent = await testShare(workspace, share, settings.options);
    const report = makeReport({
      run: createRunId(io),
      command: "test-send",
      hub: { alias: hub.alias, name: sent.hubName, emulator: hub.kind === "emulator" },
      startedAtMs,
      finishedAtMs: io.clock.nowMs(),
      plan: sent.plan,
      outcomes: sent.outcomes,
      notes: [],
      invalidCampaigns: settings.invalidCampaigns,
      olderUnknown: 0,
      failures: {
        isStopped: io.stop.aborted,
        isLedgerUnwritten: false,
        hasHeldClaims: false,
        hasStalePlan: false,
        hasLostRows: false,
        isStrict: false,
      },
    });
    await deliverReport(workspace, report, settings.format);
    return worstExitCode(report.codes);
  } catch (error) {
    const code = explainHubError(error, workspace, hub);
    if (code === undefined) throw error;
    return code;
  }
}

async function testShare(workspace: Workspace, { hub, notifications }: HubShare, options: Options) {
  const { io } = workspace;
  const tests = notifications.map((notification) =>
    planTest(notification, hub, { options, nowMs: io.clock.nowMs() }),
  );
  const plan = await planTests(workspace, hub, { tests, options });
  const mayLeave = new Set(plan.entries.flatMap(({ key, action }) => (action === "send" ? [key] : [])));
  const open = await openHub(workspace, hub, {
    keepsEmulator: true,
    concurrency: 1,
    isDebugging: options["debug"] === true,
  });
  const waitForTurn = hub.kind === "emulator" ? undefined : createMinuteGate(testSendsPerMinute, io.clock);
  const outcomes = new Map<DeliveryKey, Outcome>();
  try {
    for (const { notification, entry, address } of tests) {
      if (address === undefined || !mayLeave.has(entry.key)) continue;
      await waitForTurn?.(io.stop);
      if (io.stop.aborted) {
        outcomes.set(entry.key, { kind: "unsent", attempts: 0, cause: "the run was stopped before it left" });
        continue;
      }
      const message = messageBuilder(notification, "").build(io.clock.nowMs());
      const request = buildSendRequest({ hub: open.name, message, address, isTest: true });
      outcomes.set(entry.key, explainReach(await sendTest(open.client, request, io), entry.audience));
    }
  } finally {
    await open.close();
  }
  return { plan, outcomes, hubName: open.name };
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
