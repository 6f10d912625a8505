import {
  aliasesCommand,
  type Completion,
  type CompletionTable,
  listFirstWords,
  listSecondWords,
} from "./completion-table.ts";

/** A script for bash 3.2 and newer, which macOS still has. */
export function writeBashCompletion(table: CompletionTable): string {
  const seconds = [...table.groups.keys()].map(
    (group) => `    ${group}) words='${[...listSecondWords(table, group).keys()].join(" ")}' ;;\n`,
  );
  const values = table.commands.flatMap(({ name, options }) =>
    options.flatMap((option) =>
      option.value === undefined ? [] : `    '${name} ${option.name}') ${assign(option.value)} ;;\n`,
    ),
  );
  const lines = table.commands.map(
    ({ name, options, parameter }) =>
      `    '${name}') options='${options.map((option) => option.name).join(" ")}' ${assign(parameter)} ;;\n`,
  );
  return `# bash completion for campanile: source <(campanile completion bash)
_campanile() {
  local word cur=\${COMP_WORDS[COMP_CWORD]} before=() command kind= words= options= isPair= isAfter=
  COMPREPLY=()
  # Bash makes a word of each "=".
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == = ]] || before+=("$word")
    [[ $word == -- ]] && isAfter=1
  done
  [[ \${COMP_WORDS[COMP_CWORD-1]} == = || $cur == = ]] && isPair=1
  [[ $cur == = ]] && cur=
  local count=\${#before[@]}
  if ((count == 0)); then
    _campanile_words '${[...listFirstWords(table).keys()].join(" ")} help --help --version'
    return
  fi
  command=\${before[0]}
  case $command in
    help) words='${[...listFirstWords(table).keys()].join(" ")}' ;;
${seconds.join("")}  esac
  if [[ -n $words ]]; then
    if ((count == 1)); then
      _campanile_words "$words --help"
      return
    fi
    command="$command \${before[1]}"
    words=
  fi
  local last=\${before[count-1]} third=
  ((count > 1)) && third=\${before[count-2]}
  case "$command $last" in
${values.join("")}  esac
  if [[ -z $kind && -n $isPair ]]; then
    case "$command $third" in
${table.commands
  .flatMap(({ name, options }) =>
    options.flatMap((option) =>
      option.value?.kind === "pair" ? `      '${name} ${option.name}') kind=file ;;\n` : [],
    ),
  )
  .join("")}    esac
  fi
  if [[ -z $kind ]]; then
    case $command in
${lines.map((line) => `  ${line}`).join("")}    esac
    if [[ $cur == -* && -z $isAfter ]]; then
      _campanile_words "$options"
      return
    fi
  fi
  case $kind in
    word) _campanile_words "$words" ;;
    pair)
      _campanile_words "$words"
      [[ \${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null
      ;;
    hub) _campanile_words "$("\${COMP_WORDS[0]}" ${aliasesCommand} "\${before[@]}" 2>/dev/null)" ;;
    file) _campanile_paths -f ;;
    folder) _campanile_paths -d ;;
    command) _campanile_paths -c ;;
  esac
  return 0
}
_campanile_words() {
  local word IFS=$' \\t\\n'
  for word in $1; do
    [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
  done
}
_campanile_paths() {
  local path
  while IFS= read -r path; do
    COMPREPLY+=("$path")
  done < <(compgen "$1" -- "$cur")
  [[ $1 == -c ]] || compopt -o filenames 2>/dev/null
}
complete -F _campanile campanile
`;
}

function assign(value: Completion): string {
  return "words" in value ? `kind=${value.kind} words='${value.words.join(" ")}'` : `kind=${value.kind}`;
}
