import { Command } from "commander";
import { UsageError } from "../shared/context";

/** `help [command...]`. commander's own prints the help for an unknown command without an error message. */
export function helpCommand(parent: Command): Command {
  return new Command("help")
    .description("display help for command")
    .argument("[command...]")
    .action((names: string[]) => {
      let found = parent;
      for (const name of names) {
        const next = found.commands.find(command => command.name() === name);
        if (!next)
          throw new UsageError("help", `unknown command "${names.join(" ")}"`, "name one that exists");
        found = next;
      }
      found.outputHelp();
    });
}
