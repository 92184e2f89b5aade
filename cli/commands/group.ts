import { Command, type HelpContext } from "commander";

/** A command with commands below it. Passes on inherited settings, including `--json`: commander copies one level down only. */
export class Group extends Command {
  override copyInheritedSettings(source: Command): this {
    super.copyInheritedSettings(source);
    for (const command of this.commands) {
      command
        .copyInheritedSettings(source)
        .option("--json", "print the result as one line of JSON")
        .on("option:json", () => source.setOptionValue("json", true))
        .showHelpAfterError(`Run npx ses-smtp ${this.name()} ${command.name()} --help for its options.`);
    }
    return this;
  }

  /** commander shows the group's help for `group nosuch --help`. */
  override helpInformation(context?: HelpContext): string {
    const [name] = this.args;
    if (
      name !== undefined &&
      !name.startsWith("-") &&
      !this.commands.some(command => command.name() === name)
    )
      this.error(`error: unknown command '${name}'`, { code: "commander.unknownCommand" });
    return super.helpInformation(context);
  }
}
