import {
  aliasesCommand,
  type CompletedCommand,
  type Completion,
  type CompletionTable,
  listFirstWords,
  listSecondWords,
} from "./completion-table.ts";

/** A script for zsh 5, to be sourced or to lie in `fpath` as `_campanile`. */
export function writeZshCompletion(table: CompletionTable): string {
  const groups = [...table.groups.keys()].map(
    (group) => `    ${group})
      if (( CURRENT == 3 )); then
        commands=(
${describe(listSecondWords(table, group))}        )
        _describe -t commands command commands
        return
      fi
      name="$name $words[3]"
      shift words
      (( CURRENT-- ))
      ;;
`,
  );
  return `#compdef campanile
# zsh completion for campanile: source <(campanile completion zsh)
_campanile() {
  local -a commands
  if (( CURRENT == 2 )) || [[ $words[2] == help ]]; then
    (( CURRENT > 3 )) && return
    commands=(
${describe(listFirstWords(table))}      'help:display help for command'
    )
    _describe -t commands command commands
    (( CURRENT == 2 )) && compadd -- --help --version
    return
  fi
  local name="$words[2]"
  case $name in
${groups.join("")}  esac
  shift words
  (( CURRENT-- ))
  case $name in
${table.commands.map(writeCommand).join("")}  esac
}
_campanile_hubs() {
  local -a hubs
  hubs=(\${(f)"$(campanile ${aliasesCommand} "\${(@)words[2,-1]}" 2>/dev/null)"})
  compadd -a hubs
}
# NAME=FILE: the names are the arguments; those that end with "=" want a file.
_campanile_pairs() {
  if compset -P '*='; then
    _files
  else
    compadd -- "\${(@)@:#*=}"
    compadd -S '' -- "\${(@M)@:#*=}"
  fi
}
if [[ $funcstack[1] == _campanile ]]; then
  _campanile "$@"
else
  compdef _campanile campanile
fi
`;
}

function writeCommand({ name, options, parameter }: CompletedCommand): string {
  const specs = options.map(({ name: option, description, isRepeatable, value }) => {
    const head = `${isRepeatable ? "*" : ""}${option}${value === undefined ? "" : "="}`;
    const label = option.slice(2);
    return `${head}[${escapeSpec(description)}]${value === undefined ? "" : `:${label}:${act(value)}`}`;
  });
  const parameters = parameter.kind === "command" ? "*::" : "*:";
  if (parameter.kind !== "nothing") specs.push(`${parameters}${name.split(" ").at(-1)}:${act(parameter)}`);
  return `    ${quote(name)})
      _arguments -S ${specs.map((spec) => `\\\n        ${quote(spec)}`).join(" ")}
      ;;
`;
}

function act(value: Completion): string {
  switch (value.kind) {
    case "file":
      return "_files";
    case "folder":
      return "_files -/";
    case "hub":
      return "_campanile_hubs";
    case "command":
      return "_normal";
    case "word":
      return `(${value.words.join(" ")})`;
    case "pair":
      // With a space before it, zsh adds no arguments of its own.
      return ` _campanile_pairs ${value.words.join(" ")}`.trimEnd();
    case "nothing":
      return " ";
  }
}

function describe(words: ReadonlyMap<string, string>): string {
  return [...words].map(([word, summary]) => `          ${quote(`${word}:${summary}`)}\n`).join("");
}

function escapeSpec(text: string): string {
  return text.replace(/[[\]:\\]/g, "\\$&");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
