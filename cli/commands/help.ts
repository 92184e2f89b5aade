import { Command } from "commander";
import { UsageError } from "../context";

/** `help [command...]`. commander's own answers to a command that there is not with the help alone, and no word why. */
export function helpCommand(parent: Command): Command {
  return new Command("help")
    .description("display help for command")
    .argument("[command...]")
    .action((names: string[]) => {
      const path = parent.name() === "ses-smtp" ? "ses-smtp" : `ses-smtp ${parent.name()}`;
      let found = parent;
      for (const name of names) {
        const next = found.commands.find(command => command.name() === name);
        if (!next)
          throw new UsageError(`help: "${names.join(" ")}" is not a command: ${path} --help lists them.`);
        found = next;
      }
      found.outputHelp();
    });
}
