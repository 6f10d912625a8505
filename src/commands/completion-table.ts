import type { OptionSpec } from "./command.ts";
import type { CommandEntry } from "./registry.ts";

/** What completion scripts call for the aliases of hubs, the only words that they do not hold themselves. */
export const aliasesCommand = "__aliases";

/** What may stand somewhere on a command line. */
export type Completion =
  | { readonly kind: "file" | "folder" | "hub" | "command" | "nothing" }
  | { readonly kind: "word"; readonly words: readonly string[] }
  /** `name=file`; the words end with their `=`, but for those that need no file. */
  | { readonly kind: "pair"; readonly words: readonly string[] };

export interface CompletedOption {
  /** `--hub`. */
  readonly name: string;
  readonly description: string;
  readonly isRepeatable: boolean;
  /** Absent for an option without a value. */
  readonly value?: Completion;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  readonly parameter: Completion;
}

/** All that a completion script knows. */
export interface CompletionTable {
  readonly commands: readonly CompletedCommand[];
  readonly groups: ReadonlyMap<string, string>;
}

/** Gathers from every command what may stand on its line. */
export async function completeCommands(
  entries: readonly CommandEntry[],
): Promise<readonly CompletedCommand[]> {
  return await Promise.all(
    entries.map(async ({ name, summary, load }) => {
      const { options, parameters, values } = await load();
      const words = await values?.();
      return {
        name,
        summary,
        options: [...options.map(completeOption), helpOption],
        parameter: complete(/[<[]([^>\]]+)[>\]]/.exec(parameters)?.[1], words),
      };
    }),
  );
}

const helpOption: CompletedOption = {
  name: "--help",
  description: "display help for command",
  isRepeatable: false,
};

function completeOption({ flags, description, isRepeatable = false, values }: OptionSpec): CompletedOption {
  const [name = "", placeholder] = flags.split(" ");
  const option = { name, description, isRepeatable };
  return placeholder === undefined
    ? option
    : { ...option, value: complete(placeholder.slice(1, -1), values) };
}

/** A placeholder of a usage line says what stands in its place. */
function complete(placeholder: string | undefined, words: readonly string[] | undefined): Completion {
  if (placeholder?.includes("=") === true) return { kind: "pair", words: words ?? [] };
  if (words !== undefined) return { kind: "word", words };
  switch (placeholder?.replace("...", "")) {
    case "file":
    case "files":
      return { kind: "file" };
    case "directory":
      return { kind: "folder" };
    case "alias":
    case "hub":
      return { kind: "hub" };
    case "command":
      return { kind: "command" };
    default:
      return { kind: "nothing" };
  }
}

/** The words that may come first: commands and groups, with what they are for. */
export function listFirstWords({ commands, groups }: CompletionTable): ReadonlyMap<string, string> {
  const single = commands.filter(({ name }) => !name.includes(" "));
  return new Map([...single.map(({ name, summary }) => [name, summary] as const), ...groups]);
}

/** The commands of a group by their second word, with what they are for. */
export function listSecondWords({ commands }: CompletionTable, group: string): ReadonlyMap<string, string> {
  return new Map(
    commands.flatMap(({ name, summary }) => {
      const [first, second] = name.split(" ");
      return first === group && second !== undefined ? [[second, summary] as const] : [];
    }),
  );
}
