import type { CompletedCommand } from "./tree";

/**
 * A script for bash 3.2 or newer. Where there is nothing to offer, bash completes file names.
 *
 * `npx ses-smtp` is completed too, unless npx has a completion of its own.
 */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const paths = commands.slice(1).map(({ path }) => quoted(path));
  return `# Completion of ses-smtp for bash: eval "$(npx ses-smtp completion bash)"
_ses_smtp() {
  local first=1 path=ses-smtp cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} words= i
  if [ "\${COMP_WORDS[0]##*/}" = npx ]; then
    [ "\${COMP_WORDS[1]}" = ses-smtp ] && [ "$COMP_CWORD" -gt 1 ] || return 0
    first=2
  fi
  # --status=active is three words here.
  if [ "$cur" = = ]; then cur=; elif [ "$prev" = = ]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = first; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
      ${paths.join(" | \\\n      ")})
        path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path $prev" in
${commands.flatMap(optionCases).join("\n")}
    *)
      case "$path" in
${commands.map(wordCase).join("\n")}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _ses_smtp ses-smtp
complete -p npx >/dev/null 2>&1 || complete -o default -F _ses_smtp npx
`;
}

/** The values of an option; none for one whose value is free. */
function optionCases({ path, options }: CompletedCommand): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ name, values }) => `    ${quoted(`${path} ${name}`)}) words=${quoted(values.join(" "))} ;;`);
}

function wordCase({ path, commands, options, values }: CompletedCommand): string {
  const words = [...commands, ...options].map(({ name }) => name);
  return `        ${quoted(path)}) words=${quoted([...values, ...words].join(" "))} ;;`;
}

/** None of the names has a single quote. */
function quoted(text: string): string {
  return `'${text}'`;
}
