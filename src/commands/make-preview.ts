import type { CampaignReading } from "../campaign/load-campaign.ts";
import type { Claim } from "../ledger/backend.ts";
import { createLedgerFold, foldLedger } from "../ledger/state.ts";
import { hasErrors } from "../model/diagnostic.ts";
import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import type { Memory } from "../model/memory.ts";
import type { Notification } from "../model/notification.ts";
import type { Hub } from "../model/project.ts";
import type { CampaignView, PreviewView } from "../preview/view.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { describeLeftOut, type HubShare, namedHub, shareAmongHubs } from "./choose-hubs.ts";
import { type Options, textOption } from "./command.ts";
import { isMeant, isUnusable } from "./meant-campaigns.ts";
import { createRunId, openLedger, stateOf } from "./open-ledger.ts";
import { previewShare, toRemark } from "./preview-share.ts";
import { type Base, readBase } from "./read-base.ts";
import { loadCampaigns, styleOf, type Workspace } from "./workspace.ts";

export interface MadePreview {
  readonly view: PreviewView;
  readonly code: ExitCode;
}

/** Works out what a preview of the command line shows, and says on stderr what is wrong with the campaigns. */
export async function makePreview(
  workspace: Workspace,
  { args, options }: { readonly args: readonly string[]; readonly options: Options },
): Promise<MadePreview> {
  const { io, project } = workspace;
  const { readings: read, diagnostics } = await loadCampaigns(workspace, args);
  io.stderr.write(renderDiagnostics(diagnostics, styleOf(io.stderr, io)));
  // Two files of one name are told apart from the mistakes of each.
  const readings = read.map((reading) => ({
    ...reading,
    diagnostics: diagnostics.filter(({ file }) => file === reading.file),
  }));
  const named = namedHub(project, options, io);
  const { shares, leftOut } = shareAmongHubs(readings, project, named);
  if (leftOut > 0 && named !== undefined) io.stderr.write(`${describeLeftOut(leftOut, named)}\n`);
  const ref = textOption(options, "base");
  const base = ref === undefined ? undefined : await readBase(workspace, ref);
  const compared = base?.readings.filter((reading) => isMeant(reading, { args, readings, workspace }));
  const notes = new Set(base === undefined ? [] : explainBase(base, compared));
  const campaigns: CampaignView[] = [...viewUnusable(readings)];
  let unchangedCampaigns = 0;
  let look: PreviewLook | undefined;
  for (const { hub, notifications } of withPastHubs(shares, compared, { named, workspace })) {
    look ??= await lookIfWanted(workspace, { isRemoteWanted: options["ledger"] === true });
    const { memory, note } = look.memoryOf(hub);
    if (note !== undefined) notes.add(note);
    const past = compared?.filter((reading) => hubOf(reading, named) === hub.alias);
    const drawn = await previewShare(workspace, {
      hub,
      notifications,
      memory,
      claims: look.claims,
      diagnostics,
      past: past?.flatMap((reading) => reading.notifications),
    });
    campaigns.push(...drawn.campaigns);
    unchangedCampaigns += drawn.unchangedCampaigns;
  }
  const view = { base: ref, campaigns, unchangedCampaigns, notes: [...notes] };
  return {
    view: options["fetchImages"] === true ? await fetchThem(workspace, view) : view,
    code: hasErrors(diagnostics) ? exitCodes.invalid : exitCodes.done,
  };
}

/** Most previews ask nobody for anything, and do without the client for it. */
async function fetchThem(workspace: Workspace, view: PreviewView): Promise<PreviewView> {
  const { fetchPictures } = await import("./fetch-pictures.ts");
  return await fetchPictures(workspace, view);
}

/** Campaigns that cannot be sent, with what is wrong. */
function viewUnusable(readings: readonly CampaignReading[]): readonly CampaignView[] {
  return readings.filter(isUnusable).map(({ name, file, diagnostics }) => ({
    name: name ?? file,
    file,
    hub: undefined,
    fleet: undefined,
    remarks: diagnostics.map(toRemark),
    notifications: [],
    comparison: undefined,
    formerName: undefined,
  }));
}

/** A campaign of the past for several hubs is one for the hub that is named, else for its first. */
function hubOf({ hubs }: CampaignReading, named: Hub | undefined): string | undefined {
  return named === undefined ? hubs[0] : hubs.find((alias) => alias === named.alias);
}

/** The last campaign of a hub may be gone, and is to be shown as such. */
function withPastHubs(
  shares: readonly HubShare[],
  compared: readonly CampaignReading[] | undefined,
  { named, workspace }: { readonly named: Hub | undefined; readonly workspace: Workspace },
): readonly HubShare[] {
  const known = new Set(shares.map(({ hub }) => hub.alias));
  const others = new Set((compared ?? []).flatMap((reading) => hubOf(reading, named) ?? []));
  const none: readonly Notification[] = [];
  return [
    ...shares,
    ...[...others].flatMap((alias): HubShare[] => {
      const hub = workspace.project.hubs.get(alias);
      return known.has(alias) || hub === undefined ? [] : [{ hub, notifications: none }];
    }),
  ];
}

/** What of the past could not be read, and so looks new. */
function explainBase(
  { note, trouble, where }: Base,
  compared: readonly CampaignReading[] | undefined,
): readonly string[] {
  const wrong = (compared ?? []).filter(isUnusable).map(({ file }) => file);
  return [
    ...[note, trouble].flatMap((text) => text ?? []),
    ...(wrong.length === 0
      ? []
      : [`These files have errors ${where}, so what is in them now looks new: ${wrong.join(", ")}.`]),
  ];
}

/** What a preview knows of the past. */
interface PreviewLook {
  readonly claims: readonly Claim[];
  memoryOf(hub: Hub): { readonly memory: Memory | undefined; readonly note: string | undefined };
}

/** A preview asks nobody by itself: a ledger elsewhere is read when that is wanted. One look serves all hubs. */
async function lookIfWanted(
  workspace: Workspace,
  { isRemoteWanted }: { readonly isRemoteWanted: boolean },
): Promise<PreviewLook> {
  if (workspace.project.ledger.backend !== "file" && !isRemoteWanted) {
    const note = "What was sent is not known here: the ledger is elsewhere. With --ledger it is asked.";
    return { claims: [], memoryOf: () => ({ memory: undefined, note }) };
  }
  const ledger = await openLedger(workspace, createRunId(workspace.io));
  try {
    const fold = createLedgerFold();
    const { reading, liveClaims } = await ledger.view(fold.take);
    let known: Memory | undefined;
    return {
      claims: liveClaims,
      memoryOf: ({ kind }) => {
        if (reading.kind === "missing" && kind === "emulator")
          return { memory: foldLedger([]), note: undefined };
        // Who asks for the ledger is told what is wrong with it, as by a plan.
        if (reading.kind === "whole" || isRemoteWanted) {
          known ??= stateOf(reading, fold, ledger);
          return { memory: known, note: undefined };
        }
        const what =
          reading.kind === "missing" ? "is not there" : `cannot be read from line ${reading.line} on`;
        const note = `What was sent is not known here: the ledger ${ledger.place} ${what}.`;
        return { memory: undefined, note };
      },
    };
  } finally {
    await ledger.close();
  }
}
