import type { Command } from "./command.ts";

/** A command as the top-level help shows it. Its code is loaded when it is called. */
export interface CommandEntry {
  /** `ledger list` is a command of the group `ledger`. */
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "write a project file, a first campaign, a fleet and a CI workflow",
    load: async () => (await import("./init.ts")).init,
  },
  {
    name: "validate",
    summary: "check campaigns: schema, meaning, templates, size",
    load: async () => (await import("./validate.ts")).validate,
  },
  {
    name: "check",
    summary: "run campaigns on the emulator, and compare what devices got with `expect`",
    load: async () => (await import("./check.ts")).check,
  },
  {
    name: "render",
    summary: "show the exact requests, without signature",
    load: async () => (await import("./render.ts")).render,
  },
  {
    name: "plan",
    summary: "show what would be sent, skipped, refused or held, and why",
    load: async () => (await import("./plan.ts")).plan,
  },
  {
    name: "preview",
    summary: "draw the campaigns as devices show them, in one HTML file",
    load: async () => (await import("./preview.ts")).preview,
  },
  {
    name: "send",
    summary: "plan, sign, send, record and report",
    load: async () => (await import("./send.ts")).send,
  },
  {
    name: "test-send",
    summary: "send to test devices and show the outcome of each",
    load: async () => (await import("./test-send.ts")).testSend,
  },
  {
    name: "outcomes",
    summary: "ask the hub what became of what it accepted",
    load: async () => (await import("./outcomes.ts")).outcomes,
  },
  {
    name: "cancel",
    summary: "take back what the hub has scheduled of a campaign",
    load: async () => (await import("./cancel.ts")).cancel,
  },
  {
    name: "ci",
    summary: "do what a CI job is for: plan and comment, or plan, send and report",
    load: async () => (await import("./ci.ts")).ci,
  },
  {
    name: "demo",
    summary: "send every campaign to the emulator, with a fresh ledger of its own",
    load: async () => (await import("./demo.ts")).demo,
  },
  {
    name: "ledger init",
    summary: "make a ledger",
    load: async () => (await import("./ledger-init.ts")).ledgerInit,
  },
  {
    name: "ledger list",
    summary: "list what is known of each delivery",
    load: async () => (await import("./ledger-list.ts")).ledgerList,
  },
  {
    name: "ledger show",
    summary: "tell the whole story of one delivery",
    load: async () => (await import("./ledger-show.ts")).ledgerShow,
  },
  {
    name: "ledger resolve",
    summary: "say what became of deliveries that may have gone out",
    load: async () => (await import("./ledger-resolve.ts")).ledgerResolve,
  },
  {
    name: "ledger rebind",
    summary: "say what an alias means from now on, or that history was rewritten",
    load: async () => (await import("./ledger-rebind.ts")).ledgerRebind,
  },
  {
    name: "ledger merge",
    summary: "take back what a run could not write",
    load: async () => (await import("./ledger-merge.ts")).ledgerMerge,
  },
  {
    name: "ledger unlock",
    summary: "take a campaign away from a run that is gone",
    load: async () => (await import("./ledger-unlock.ts")).ledgerUnlock,
  },
  {
    name: "ledger forget",
    summary: "destroy what could tell who the recipients of old campaigns were",
    load: async () => (await import("./ledger-forget.ts")).ledgerForget,
  },
  {
    name: "report merge",
    summary: "join the reports of shards",
    load: async () => (await import("./report-merge.ts")).reportMerge,
  },
  {
    name: "emulator start",
    summary: "serve the hub emulator, over HTTPS and HTTP, until Ctrl-C",
    load: async () => (await import("./emulator-start.ts")).emulatorStart,
  },
  {
    name: "emulator exec",
    summary: "run a command beside an emulator that it finds in its environment",
    load: async () => (await import("./emulator-exec.ts")).emulatorExec,
  },
  {
    name: "token",
    summary: "print a SAS token for curl",
    load: async () => (await import("./token.ts")).token,
  },
  { name: "schema", summary: "print a JSON Schema", load: async () => (await import("./schema.ts")).schema },
  {
    name: "completion",
    summary: "print a script that completes command lines in bash, zsh or fish",
    load: async () => (await import("./completion.ts")).createCompletion(commands, groups),
  },
  {
    name: "doctor",
    summary: "check the set-up of this project and machine",
    load: async () => (await import("./doctor.ts")).doctor,
  },
];

/** What the groups of commands are for. */
export const groups: ReadonlyMap<string, string> = new Map([
  ["emulator", "a hub on this machine that SDKs take for a real one"],
  ["report", "what runs did, as files"],
  ["ledger", "the memory of what was sent, and the way out of each stuck state"],
]);
