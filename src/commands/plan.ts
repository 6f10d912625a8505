import { resolve } from "node:path";
import type { Claim, LedgerBackend } from "../ledger/backend.ts";
import { createLedgerFold, foldLedger } from "../ledger/state.ts";
import { WorldError } from "../model/errors.ts";
import { type ExitCode, exitCodes, worstExitCode } from "../model/exit-code.ts";
import type { Memory } from "../model/memory.ts";
import { isActing, type Plan } from "../model/plan.ts";
import type { Hub } from "../model/project.ts";
import { matterOf, type ReportMatter } from "../model/report-matter.ts";
import type { Orphans } from "../plan/plan-options.ts";
import { formatPlans } from "../plan/saved-plan.ts";
import { renderChangesPretty } from "../report/changes.ts";
import { formatJson, tellChanges } from "../report/json.ts";
import { markdownReporter } from "../report/markdown.ts";
import { renderPlanPretty } from "../report/plan.ts";
import { escapeTerminal } from "../text/escape.ts";
import type { Style } from "../text/style.ts";
import type { HubShare } from "./choose-hubs.ts";
import { chooseOrphans } from "./choose-orphans.ts";
import { type Command, configOption, hubOption, textOption } from "./command.ts";
import { type ComparisonScope, compareWithBase, withPastHubs } from "./compare-with-base.ts";
import { describeSend } from "./describe-send.ts";
import { explainHubError } from "./explain-hub-error.ts";
import { foreseeSend, refuseAll } from "./foresee-send.ts";
import { formatOption, readFormat, tellingFormats } from "./format.ts";
import { createRunId, newHeader, openLedger, stateOf } from "./open-ledger.ts";
import { planShare } from "./plan-share.ts";
import { readBase } from "./read-base.ts";
import {
  checkRecipientPaths,
  readMaxErrors,
  readRecipientPaths,
  readShard,
  recipientOptions,
} from "./recipient-options.ts";
import { warnOfUnmerged } from "./rescue.ts";
import { findScheduledHubs, isWorthLooking } from "./scheduled-hubs.ts";
import { selectShares } from "./select-shares.ts";
import { tellRejects } from "./tell-rejects.ts";
import { reportOption } from "./wanted-reports.ts";
import { inWorkspace, styleOf, type Workspace } from "./workspace.ts";

/** Shows what would happen, and why. Needs no secret. */
export const plan: Command = {
  parameters: "[files...]",
  options: [
    hubOption,
    configOption,
    {
      flags: "--base <revision>",
      description: "tell what devices will get that they would not have got before: --base main",
    },
    { flags: "--out <file>", description: "keep the plan, for `send --plan`" },
    { flags: "--prune", description: "show what `send --prune` would take back" },
    { flags: "--any-time", description: "ask no quiet hours: for a change that is sent some other time" },
    ...recipientOptions,
    formatOption(tellingFormats),
    reportOption,
    { flags: "--detailed-exit-code", description: "exit 10 when there is something to send" },
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, args, options } = invocation;
    const format = readFormat(invocation, tellingFormats);
    const ref = textOption(options, "base");
    // The base reads the same files, and would wait for a pipe for ever.
    await checkRecipientPaths(options, io);
    const base =
      ref === undefined ? undefined : await readBase(workspace, ref, readRecipientPaths(options, io));
    const selection = await selectShares(workspace, invocation);
    const { shares } = selection;
    const orphans = await chooseOrphans(workspace, invocation, {
      selection,
      prunes: options["prune"] === true,
    });
    const past = withPastHubs(shares, base, workspace.project, { args, named: selection.named });
    const isWhole = orphans !== "unknown" && selection.named === undefined;
    await warnOfUnmerged(workspace);
    const known = past.length === 0 && !isWhole ? undefined : await viewIfKnown(workspace);
    const others = isWhole ? (known?.scheduledHubs(past, orphans) ?? []) : [];
    const planned = [...past, ...others];
    const plans: Plan[] = [];
    const compared: ComparisonScope["plans"][number][] = [];
    const crowds = { shard: readShard(options), maxErrors: readMaxErrors(options), makesKeys: false };
    const isNow = options["anyTime"] !== true;
    const codes: ExitCode[] = [...selection.codes];
    for (const share of planned) {
      const memory = known?.memoryOf(share.hub);
      const made = await planShare(share, {
        memory,
        claims: known?.claims ?? [],
        ledger: known?.ledger,
        io,
        sending: undefined,
        isNow,
        orphans,
        crowds,
        shard: crowds.shard,
      });
      const obstacle = await foreseeSend(workspace, share.hub, { memory, isNow });
      const plan = obstacle === undefined ? made.plan : refuseAll(made.plan, obstacle);
      if (obstacle !== undefined)
        codes.push(explainHubError(obstacle, workspace, share.hub) ?? exitCodes.bug);
      plans.push(plan);
      const { hub, entries } = plan;
      compared.push({ hub, entries, memory, nowMs: io.clock.nowMs(), place: share.hub });
      tellRejects(workspace, made.surveys.values());
    }
    await known?.ledger.close();
    const scope = { ...selection, args, plans: compared };
    const changes = base === undefined ? [] : [await compareWithBase(workspace, base, scope)];
    workspace.told.add({ plans, changes });
    io.stdout.write(show({ plans, changes }, format, styleOf(io.stdout, io)));
    const out = textOption(options, "out");
    if (out !== undefined) {
      await io.files.writeText(resolve(io.cwd, out), formatPlans(plans));
      io.stderr.write(`The plan is in ${escapeTerminal(out)}: ${describeSend(invocation, out)}\n`);
    }
    const entries = plans.flatMap((made) => made.entries);
    if (entries.some(({ action }) => action === "refuse")) codes.push(exitCodes.refused);
    if (options["detailedExitCode"] === true && entries.some(isActing)) codes.push(exitCodes.pending);
    return worstExitCode(codes);
  }),
};

type Format = "pretty" | "json" | "markdown";

function show(made: Pick<ReportMatter, "plans" | "changes">, format: Format, style: Style): string {
  const { plans, changes } = made;
  if (format === "markdown") return markdownReporter.render(matterOf(made), style);
  if (format === "json") return formatJson({ version: 1, plans, ...tellChanges(changes) });
  return [
    ...plans.map((plan) => renderPlanPretty(plan, style)),
    ...changes.map((told) => renderChangesPretty(told, style)),
  ].join("\n");
}

/** A fork's pull request has no way to the ledger, and its author wants to see a plan all the same. */
const withoutAccess = new Set(["CAM5007", "CAM7003"]);

interface KnownLedger {
  readonly ledger: LedgerBackend;
  /** Of other runs. */
  readonly claims: readonly Claim[];
  memoryOf(hub: Hub): Memory;
  /** Shares of hubs at which something waits though no campaign is for them. */
  scheduledHubs(shares: readonly HubShare[], orphans: Orphans): readonly HubShare[];
}

/** One look for all hubs, since a ledger may be far away. */
async function viewIfKnown(workspace: Workspace): Promise<KnownLedger | undefined> {
  return await unlessOutOfReach(workspace, async () => {
    const ledger = await openLedger(workspace, createRunId(workspace.io));
    const fold = createLedgerFold();
    const { reading, liveClaims } = await ledger.view(fold.take);
    let memory: Memory | undefined;
    const recall = (): Memory => {
      memory ??= stateOf(reading, fold, ledger);
      return memory;
    };
    return {
      ledger,
      claims: liveClaims,
      // A plan changes nothing. To an emulator nothing was sent yet, and the first run makes its ledger.
      memoryOf: ({ kind }) =>
        reading.kind === "missing" && kind === "emulator" ? foldLedger([newHeader(workspace.io)]) : recall(),
      scheduledHubs: (shares, orphans) => {
        const prunes = orphans === "cancel";
        const isNeeded = prunes && isWorthLooking(reading, shares, workspace.project);
        if (reading.kind === "missing" && !isNeeded) return [];
        return findScheduledHubs(workspace, shares, { memory: recall(), prunes });
      },
    };
  });
}

async function unlessOutOfReach<Result>(
  { io }: Workspace,
  read: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof WorldError) || !withoutAccess.has(error.code)) throw error;
    io.stderr.write(`warning: ${escapeTerminal(error.message)}; what was sent is not known here.\n`);
    return undefined;
  }
}
