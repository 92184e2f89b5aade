import { Command } from "commander";

/** A command with commands below it. Passes on inherited settings, including `--json`: commander copies one level down only. */
export class Group extends Command {
  override copyInheritedSettings(source: Command): this {
    super.copyInheritedSettings(source);
    for (const command of this.commands) {
      command
        .copyInheritedSettings(source)
        .option("--json", "print the result as one line of JSON")
        .on("option:json", () => source.setOptionValue("json", true));
    }
    return this;
  }
}
