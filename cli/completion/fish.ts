import type { CompletedCommand, CompletedOption } from "./tree";

/** A script for fish. `npx ses-smtp` is completed too. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const paths = commands.slice(1).map(({ path }) => quoted(path));
  return `# Completion of ses-smtp for fish: npx ses-smtp completion fish | source
function __ses_smtp_at
    set -l words (commandline -opc)
    if test "$words[1]" = npx
        set -e words[1]
    end
    test "$words[1]" = ses-smtp; or return 1
    set -l path ses-smtp
    for word in $words[2..-1]
        if contains -- "$path $word" \\
            ${paths.join(" \\\n            ")}
            set path "$path $word"
        end
    end
    test "$path" = "$argv[1]"
end
${commands.flatMap(lines).join("\n")}
`;
}

function lines({ path, commands, options, values }: CompletedCommand): string[] {
  const here = `-n ${quoted(`__ses_smtp_at ${JSON.stringify(path)}`)}`;
  const offers = [
    ...commands.map(({ name, description }) => `-f -a ${quoted(name)} -d ${quoted(description)}`),
    ...(values.length > 0 ? [`-f -a ${quoted(values.join(" "))}`] : []),
    ...options.map(optionOffer),
  ];
  return ["ses-smtp", "npx"].flatMap(name => offers.map(offer => `complete -c ${name} ${here} ${offer}`));
}

function optionOffer({ name, description, takesValue, values }: CompletedOption): string {
  const listed = values.length > 0 ? ` -x -a ${quoted(values.join(" "))}` : takesValue ? " -r" : "";
  return `-l ${name.replace(/^--/, "")}${listed} -d ${quoted(description)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
