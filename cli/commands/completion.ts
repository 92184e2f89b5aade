import { Argument, Command } from "commander";
import { bashScript } from "../completion/bash";
import { fishScript } from "../completion/fish";
import { type CompletedCommand, completedCommands } from "../completion/tree";
import { zshScript } from "../completion/zsh";
import { type CommandContext, UsageError } from "../shared/context";

const SCRIPTS: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** @param program whose commands and options are completed */
export function completionCommand(context: CommandContext, program: Command): Command {
  const shells = Object.keys(SCRIPTS);
  const shell = new Argument("<shell>", shells.join(", ")).choices(shells).argParser((value: string) => {
    if (Object.hasOwn(SCRIPTS, value)) return value;
    throw new UsageError("<shell>", `${JSON.stringify(value)} is unknown`, `use ${shells.join(", ")}`);
  });
  return new Command("completion")
    .description("print a script that completes commands, options and statuses")
    .addArgument(shell)
    .addHelpText(
      "after",
      `
Put one of these lines into the shell's start file:
  eval "$(npx ses-smtp completion bash)"    ~/.bashrc
  eval "$(npx ses-smtp completion zsh)"     ~/.zshrc, after compinit
  npx ses-smtp completion fish | source     ~/.config/fish/config.fish`,
    )
    .action((name: string) => {
      const script = SCRIPTS[name]?.(completedCommands(program)) ?? "";
      context.result({ script }, { verbatim: script.trimEnd() });
    });
}
