import {
  aliasesCommand,
  type Completion,
  type CompletionTable,
  listFirstWords,
  listSecondWords,
} from "./completion-table.ts";

/** A script for fish 3 and newer. */
export function writeFishCompletion(table: CompletionTable): string {
  const first = [...listFirstWords(table)].map(([word, summary]) =>
    offer("__campanile_after", word, summary),
  );
  const helped = [...listFirstWords(table)].map(([word, summary]) =>
    offer("__campanile_after help", word, summary),
  );
  const second = [...table.groups.keys()].flatMap((group) =>
    [...listSecondWords(table, group)].map(([word, summary]) =>
      offer(`__campanile_after ${group}`, word, summary),
    ),
  );
  const rest = table.commands.flatMap(({ name, options, parameter }) => [
    ...options.map(
      (option) =>
        `complete -c campanile -n '__campanile_in ${name}' -l ${option.name.slice(2)}${
          option.value === undefined ? "" : ` ${describeValue(option.value)}`
        } -d ${quote(option.description)}`,
    ),
    ...(parameter.kind === "nothing"
      ? []
      : [`complete -c campanile -n '__campanile_in ${name}' ${describeParameter(parameter)}`]),
  ]);
  return `# fish completion for campanile: campanile completion fish | source
function __campanile_after
    set -l words (commandline -opc)
    set -e words[1]
    test "$words" = "$argv"
end
function __campanile_in
    set -l words (commandline -opc)
    set -e words[1]
    test (count $words) -ge (count $argv); and test "$words[1..(count $argv)]" = "$argv"
end
function __campanile_hubs
    set -l words (commandline -opc)
    $words[1] ${aliasesCommand} $words[2..-1] 2>/dev/null
end
complete -c campanile -f
${offer("__campanile_after", "help", "display help for command")}
complete -c campanile -n __campanile_after -l help -d 'display help for command'
complete -c campanile -n __campanile_after -l version -d 'output the version number'
${[...first, ...helped, ...second, ...rest].join("\n")}
`;
}

function offer(condition: string, word: string, description: string): string {
  return `complete -c campanile -n ${quote(condition)} -a ${word} -d ${quote(description)}`;
}

function describeValue(value: Completion): string {
  switch (value.kind) {
    case "file":
    case "folder":
    case "command":
      return "-r -F";
    case "pair":
      return `-r -F -a ${quote(value.words.join(" "))}`;
    case "word":
      return `-x -a ${quote(value.words.join(" "))}`;
    case "hub":
      return "-x -a '(__campanile_hubs)'";
    case "nothing":
      return "-x";
  }
}

function describeParameter(value: Completion): string {
  switch (value.kind) {
    case "folder":
      return "-a '(__fish_complete_directories (commandline -ct))'";
    case "command":
      return "-a '(__fish_complete_subcommand)'";
    case "hub":
      return "-a '(__campanile_hubs)'";
    case "word":
      return `-a ${quote(value.words.join(" "))}`;
    case "file":
    case "pair":
    case "nothing":
      return "-F";
  }
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
