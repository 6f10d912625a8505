import { resolve } from "node:path";
import type { CampaignReading } from "../campaign/load-campaign.ts";
import { noRegularFile, writeToFile } from "../campaign/recipients/recipient-files.ts";
import { UsageError } from "../model/errors.ts";
import type { Io } from "../model/io.ts";
import type { Shard } from "../plan/survey-members.ts";
import { nearest } from "../text/nearest.ts";
import { listOption, type OptionSpec, type Options, textOption } from "./command.ts";

export const recipientsOption: OptionSpec = {
  flags: "--recipients <name=path>",
  description: "the file of a campaign's recipients, wherever it lies (repeatable)",
  isRepeatable: true,
};

export const recipientOptions: readonly OptionSpec[] = [
  recipientsOption,
  { flags: "--max-errors <count>", description: "send nothing to a file with more wrong rows than this" },
  { flags: "--shard <i/n>", description: "only part i of n of the recipients, like 2/4" },
  { flags: "--shard-index <i>", description: "the same, counted from 0, with --shard-count" },
  { flags: "--shard-count <n>", description: "of how many parts --shard-index is one" },
];

/** Absolute paths of recipients' files by campaign. */
export function readRecipientPaths(options: Options, io: Io): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const given of listOption(options, "recipients")) {
    const match = /^([^=]+)=(.+)$/.exec(given);
    if (match === null)
      throw new UsageError(
        `--recipients ${given}: no NAME=PATH`,
        "Write --recipients spring-sale=/data/people.csv.",
      );
    const [, name = "", path = ""] = match;
    if (paths.has(name)) throw new UsageError(`--recipients names ${name} twice`, "Keep one of the two.");
    paths.set(name, resolve(io.cwd, path));
  }
  return paths;
}

const checkPath = "Check the path; it counts from where you are.";
const kindFaults = {
  absent: { fault: "there is no such file", hint: checkPath },
  directory: { fault: "it is a folder", hint: checkPath },
  // The rows are read more than once, and a pipe gives them once.
  other: { fault: noRegularFile, hint: writeToFile },
};

/** A person named the file, so that it is not there is no matter of the campaign. */
export async function checkRecipientPaths(options: Options, io: Io): Promise<void> {
  for (const [name, path] of readRecipientPaths(options, io)) {
    const kind = await io.files.kind(path);
    if (kind === "file") continue;
    const given = listOption(options, "recipients").find((text) => text.startsWith(`${name}=`)) ?? name;
    const { fault, hint } = kindFaults[kind ?? "absent"];
    throw new UsageError(`--recipients ${given}: ${fault}`, hint);
  }
}

/** A name that is mistyped must not leave a campaign with the file that stands in it. */
export function checkRecipientNames(
  paths: ReadonlyMap<string, string>,
  readings: readonly CampaignReading[],
): void {
  const takesFile = ({ notifications }: CampaignReading) =>
    notifications.length === 0 || notifications.some(({ audience }) => audience.kind === "recipients");
  const names = readings.filter(takesFile).flatMap(({ name }) => name ?? []);
  for (const given of paths.keys()) {
    if (names.includes(given)) continue;
    const right = nearest(given, names);
    throw new UsageError(
      `--recipients ${given}: no campaign of this run with that name sends to recipients`,
      right === undefined ? "Name the campaign as its file does." : `Did you mean ${right}?`,
    );
  }
}

export function readMaxErrors(options: Options): number | undefined {
  const text = textOption(options, "maxErrors");
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw new UsageError(`--max-errors ${text}: no whole number`, "Write --max-errors 100.");
  return Number(text);
}

/** `2/4` is the second of four; an index of a job counts from 0 and comes as it is. */
export function readShard(options: Options): Shard | undefined {
  const text = textOption(options, "shard");
  const zeroBased = textOption(options, "shardIndex");
  const of = textOption(options, "shardCount");
  if (text === undefined && zeroBased === undefined && of === undefined) return undefined;
  if (text !== undefined && (zeroBased !== undefined || of !== undefined))
    throw new UsageError("--shard and --shard-index name two parts", "Keep one of the two.");
  const half = readHalf(zeroBased, of);
  if (text === undefined && half !== undefined)
    throw new UsageError(
      half,
      "--shard-index and --shard-count belong together: --shard-index 1 --shard-count 4.",
    );
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text ?? `${zeroBased ?? ""}/${of ?? ""}`);
  const index = Number(match?.[1]) + (text === undefined ? 1 : 0);
  const count = Number(match?.[2]);
  if (match === null || index < 1 || index > count)
    throw new UsageError(
      text === undefined
        ? `--shard-index ${zeroBased ?? ""} --shard-count ${of ?? ""}: no part of a whole`
        : `--shard ${text}: no part of a whole`,
      "Write --shard 2/4, or --shard-index 1 --shard-count 4, which is the same.",
    );
  return { index, count };
}

function readHalf(index: string | undefined, count: string | undefined): string | undefined {
  if (index === undefined) return `--shard-count ${count}: which of the parts is not said`;
  return count === undefined ? `--shard-index ${index}: of how many parts is not said` : undefined;
}
