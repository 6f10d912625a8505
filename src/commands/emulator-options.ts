import type { FaultRule } from "../emulator/parse-fault.ts";
import { parseFault } from "../emulator/parse-fault.ts";
import { UsageError } from "../model/errors.ts";
import { configOption, listOption, type OptionSpec, type Options, textOption } from "./command.ts";

/** The options that `emulator start` and `emulator exec` share. */
export const emulatorOptions: readonly OptionSpec[] = [
  {
    flags: "--hub <name>",
    description: "a hub, NAME or NAME=fleet.yaml; may be repeated (default: the emulators of campanile.yaml)",
    isRepeatable: true,
  },
  {
    flags: "--tier <tier>",
    description: "free, basic or standard (default: standard)",
    values: ["free", "basic", "standard"],
  },
  { flags: "--any-key", description: "take requests whoever signed them, as long as they are signed" },
  { flags: "--state <file>", description: "go on from this file, and keep what happens there" },
  { flags: "--max-inbox <count>", description: "deliveries that the inbox keeps (default: 10,000)" },
  {
    flags: "--processing <ms>",
    description: "how long telemetry shows a message as under way (default: 0)",
  },
  {
    flags: "--fault <text>",
    description: 'what goes wrong, as "send#2: 503 retry-after=2"; may be repeated',
    isRepeatable: true,
  },
  { flags: "--faults <file>", description: "a file with one fault on each line" },
  { flags: "--fault-seed <number>", description: "another number, another luck (default: 0)" },
  configOption,
];

export const defaultPort = 10_500;

export function readPort(options: Options): number | undefined {
  return readNumber(options, "port", { min: 0, max: 65_535 });
}

export function readTier(options: Options): "free" | "basic" | "standard" {
  const written = textOption(options, "tier") ?? "standard";
  if (written === "free" || written === "basic" || written === "standard") return written;
  throw new UsageError(`--tier ${written} is none of free, basic and standard`, "Leave it out for standard.");
}

export function readNumber(
  options: Options,
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  const written = textOption(options, name);
  if (written === undefined) return undefined;
  const value = Number(written);
  if (/^\d{1,9}$/.test(written) && value >= min && value <= max) return value;
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new UsageError(`${flag} ${written} is no number from ${min} to ${max}`, "Write digits alone.");
}

/** Those of the command line, then those of a file's lines; a line that begins with `#` is a comment. */
export function readFaults(options: Options, fileText: string | undefined): readonly FaultRule[] {
  const lines = (fileText ?? "").split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return [...listOption(options, "fault"), ...lines].map((text) => {
    const reading = parseFault(text);
    if (reading.kind === "fault") return reading.rule;
    throw new UsageError(
      reading.message,
      "A fault names what it strikes and what it does, with a colon between.",
    );
  });
}
