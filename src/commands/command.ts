import type { exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { ReportMatter } from "../model/report-matter.ts";

/** One thing that Campanile does. `registry.ts` lists them. */
export interface Command {
  /** As in usage lines: `[files...]`. Empty for none. */
  readonly parameters: string;
  readonly options: readonly OptionSpec[];
  /** What may stand for the parameter, where there is a choice of few. */
  values?(): Promise<readonly string[]>;
  /** One of {@link exitCodes}; `emulator exec` passes on what its command said. */
  run(invocation: Invocation): Promise<number>;
}

export interface OptionSpec {
  /** As in usage lines: `--hub <alias>`. */
  readonly flags: string;
  readonly description: string;
  /** Each use adds a value; see {@link listOption}. */
  readonly isRepeatable?: boolean;
  /** What may stand for its value, where there is a choice of few; `name=` wants a file after it. */
  readonly values?: readonly string[];
}

/** A command line, taken apart. */
export interface Invocation {
  readonly io: Io;
  readonly args: readonly string[];
  readonly options: Options;
  /** Hears all that the command had to tell, also when it fails; for a command that runs others. */
  readonly tell?: (matter: ReportMatter) => void;
}

/** Options by their name in camel case. */
export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** All values of an option that may be given several times. */
export function listOption(options: Options, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value.map(String) : [];
}

export const hubOption: OptionSpec = { flags: "--hub <alias>", description: "the hub of campanile.yaml" };
export const configOption: OptionSpec = {
  flags: "--config <file>",
  description: "the project file (default: the nearest campanile.yaml)",
};
export const debugOption: OptionSpec = {
  flags: "--debug",
  description: "show requests and answers as they go over the wire, without secrets",
};
export const strictOption: OptionSpec = {
  flags: "--strict",
  description: "send nothing when any campaign is invalid; fail for older unknown deliveries",
};
