import type { Command } from "commander";

/** What a completion script knows of a command. */
export interface CompletedCommand {
  /** From the program's name on, such as `ses-smtp credential list`. */
  path: string;
  commands: readonly Described[];
  options: readonly CompletedOption[];
  /** The values that its first argument can have, if there is a list of them. */
  values: readonly string[];
}

export interface CompletedOption extends Described {
  takesValue: boolean;
  /** If there is a list of them. */
  values: readonly string[];
}

/** A command or an option. */
export interface Described {
  name: string;
  description: string;
}

/** Every command of the program, the program first. */
export function completedCommands(command: Command, parent = ""): CompletedCommand[] {
  const path = `${parent} ${command.name()}`.trim();
  const own: CompletedCommand = {
    path,
    commands: command.commands.map(each => ({ name: each.name(), description: each.description() })),
    options: [
      ...command.options.map(({ long, description, required, optional, argChoices }) => ({
        name: long ?? "",
        description,
        takesValue: required || optional,
        values: argChoices ?? [],
      })),
      { name: "--help", description: "show help", takesValue: false, values: [] },
    ],
    values: command.registeredArguments[0]?.argChoices ?? [],
  };
  return [own, ...command.commands.flatMap(each => completedCommands(each, path))];
}
