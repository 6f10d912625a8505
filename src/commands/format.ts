import { UsageError } from "../model/errors.ts";
import { joinWords } from "../text/count.ts";
import { type Invocation, type OptionSpec, textOption } from "./command.ts";

export const plainFormats = ["pretty", "json"] as const;
export const tellingFormats = ["pretty", "json", "markdown"] as const;

export function formatOption(names: readonly string[]): OptionSpec {
  return { flags: "--format <format>", description: joinWords(names, "or"), values: names };
}

/** The chosen form of a result; the first one unless `--format` says another. */
export function readFormat<Name extends string>(
  invocation: Invocation,
  names: readonly [Name, ...Name[]],
): Name {
  return readChoice(invocation, "format", names);
}

/** One of a few words; the first one unless `--NAME` says another. */
export function readChoice<Name extends string>(
  { options }: Invocation,
  option: string,
  names: readonly [Name, ...Name[]],
): Name {
  const wanted = textOption(options, option);
  if (wanted === undefined) return names[0];
  const found = names.find((name) => name === wanted);
  if (found === undefined)
    throw new UsageError(`there is no ${option} \`${wanted}\``, `The ${option}s are ${joinWords(names)}.`);
  return found;
}
