import { execFileSync, spawnSync } from "node:child_process";

/** What a shell offers after these words, the last of which is being typed, once it has read the script. */
export type Complete = (script: string, words: readonly string[]) => string[];

/** How to ask each shell without a terminal. */
export const SHELLS: Readonly<Record<string, Complete>> = {
  bash: (script, words) => {
    const setUp = `COMP_WORDS=(${words.map(quoted).join(" ")}); COMP_CWORD=${words.length - 1}; COMPREPLY=()`;
    // The function that the script registered for this command, called as bash does.
    const name = `$(complete -p ${quoted(words[0] ?? "")} | sed 's/.* -F \\([^ ]*\\) .*/\\1/')`;
    return run("bash", ["--norc", "-c", `${script}\n${setUp}\n${name}\nprintf '%s\\n' "\${COMPREPLY[@]}"`]);
  },
  zsh: (script, words) => {
    // Outside a terminal there is no completion system: these stand for what it offers to a completion function.
    const system = `
      compdef() { [[ $2 == ${quoted(words[0] ?? "")} ]] && registered=$1 }
      typeset -A _comps
      _describe() { print -l -- \${\${(P)2}%%:*} }
      _files() { }`;
    const typed = words.at(-1) ?? "";
    const call = `words=(${words.map(quoted).join(" ")}); CURRENT=${words.length}; $registered`;
    // zsh itself drops what does not begin with what was typed.
    return run("zsh", ["-f", "-c", `${system}\n${script}\n${call}`]).filter(word => word.startsWith(typed));
  },
  fish: (script, words) => {
    const line = words.join(" ");
    return run("fish", ["--no-config", "-c", `${script}\ncomplete -C ${quoted(line)}`]).map(
      offer => offer.split("\t")[0] ?? "",
    );
  },
};

export function isInstalled(shell: string): boolean {
  return spawnSync(shell, ["-c", "true"]).status === 0;
}

function run(shell: string, args: string[]): string[] {
  const output = execFileSync(shell, args, { encoding: "utf8", env: { PATH: process.env.PATH, HOME: "/" } });
  return output.split("\n").filter(line => line !== "");
}

function quoted(text: string): string {
  return `'${text}'`;
}
