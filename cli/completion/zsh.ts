import type { CompletedCommand, Described } from "./tree";

/** A script for zsh, to evaluate after compinit. `npx ses-smtp` is completed too, unless npx has a completion of its own. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const paths = commands.slice(1).map(({ path }) => quoted(path));
  return `# Completion of ses-smtp for zsh: eval "$(npx ses-smtp completion zsh)"
_ses_smtp() {
  local path_=ses-smtp first=2 i
  if [[ \${words[1]:t} == npx ]]; then
    [[ \${words[2]} == ses-smtp && $CURRENT -gt 2 ]] || { _files; return }
    first=3
  fi
  for ((i = first; i < CURRENT; i++)); do
    case "$path_ \${words[i]}" in
      ${paths.join(" | \\\n      ")})
        path_="$path_ \${words[i]}" ;;
    esac
  done
  local -a found
  case "$path_ \${words[CURRENT-1]}" in
${commands.flatMap(optionCases).join("\n")}
    *)
      case "$path_" in
${commands.map(wordCase).join("\n")}
      esac ;;
  esac
  _describe 'ses-smtp' found
}
compdef _ses_smtp ses-smtp
(( $+_comps[npx] )) || compdef _ses_smtp npx
`;
}

function optionCases({ path, options }: CompletedCommand): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ name, values }) => {
      const then = values.length === 0 ? "_files; return" : `found=(${values.map(quoted).join(" ")})`;
      return `    ${quoted(`${path} ${name}`)}) ${then} ;;`;
    });
}

function wordCase({ path, commands, options, values }: CompletedCommand): string {
  const words = [...values.map(quoted), ...[...commands, ...options].map(described)];
  return `        ${quoted(path)}) found=(${words.join(" ")}) ;;`;
}

/** `_describe` separates a word and its description by a colon. */
function described({ name, description }: Described): string {
  return quoted(`${name}:${description}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
